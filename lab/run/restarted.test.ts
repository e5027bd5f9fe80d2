import assert from "node:assert/strict";
import type { Sql } from "postgres";
import { Window } from "../load/window.ts";
import { faultTest } from "../testing/faults.ts";
import { observe } from "./observe.ts";

/** PostgreSQL by what it says of its start, one answer after the other; it has no sessions. */
function startedAt(...times: string[]): Sql {
  const ask = ([text]: TemplateStringsArray) => {
    if (text!.includes("pg_backend_pid")) return Promise.resolve([{ pid: 2 ** 22 - 1 }]);
    return Promise.resolve(
      text!.includes("pg_postmaster_start_time") ? [{ at: new Date(times.shift()!) }] : [],
    );
  };
  return Object.assign(ask, { options: { port: [5432] } }) as unknown as Sql;
}

const seen = (sql: Sql) =>
  observe({
    server: null,
    database: { sql, keepsBooks: false, serverUrl: "postgresql://shop@127.0.0.1/shop" },
    databasePid: null,
  }, async ({ onOpened, onClosed }) => {
    const window = new Window();
    window.open();
    await onOpened([]);
    window.response(200, 10, 1);
    window.close();
    await onClosed([]);
    return window.result();
  });

faultTest(
  "PostgreSQL started anew in a window",
  "a window in which PostgreSQL was started anew is no measurement, and any other says when it was started",
  async (counted) => {
    const [early, late] = ["2026-01-01T10:00:00.000Z", "2026-01-01T10:05:00.000Z"];
    const { databaseStartedAt } = await seen(startedAt(early!, early!));
    assert.equal(databaseStartedAt, early);
    const anew = await seen(startedAt(early!, late!)).then(() => null, (error) => error as Error);
    if (anew === null) counted.wrongFigures++;
    else assert.match(anew.message, /^PostgreSQL was started anew within the window/);
  },
);
