/** A database that is not next door: the near side of the relay. */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { jsonLines } from "../system/processes/lines.ts";
import { LOOPBACK } from "../system/ports.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { GauntletError } from "../system/state.ts";
import { connect } from "./connection.ts";

/** It says its port within so long. */
const START_LIMIT_MS = 20_000;

/** A database seen through a relay. */
export interface FarDatabase extends AsyncDisposable {
  /** What the server under test is given in place of the database's own address. */
  url: string;
  /** The relay, whose CPU is a role of its own. */
  pid: number;
}

/**
 * Puts a round trip between whoever uses the URL that it gives and the database behind `url`. It ends
 * when it leaves scope.
 *
 * @param url a connection string with host and port: `postgresql://role:password@127.0.0.1:5432/name`
 * @param roundTripMs as an answer without work would take: 0.5 in a data centre, 2 between two, 10 and
 * more between cities
 * @throws GauntletError when the relay does not start, with what it said
 */
export async function farDatabase(url: string, roundTripMs: number): Promise<FarDatabase> {
  const address = new URL(url);
  const port = address.port === "" ? "5432" : address.port;
  await using stack = new AsyncDisposableStack();
  const relay = stack.use(
    new ManagedProcess({
      program: Deno.execPath(),
      args: [
        ...["run", "--allow-net", "--allow-ffi", "--quiet"],
        fileURLToPath(new URL("./relay.ts", import.meta.url)),
        ...[address.hostname.replace(/^\[|\]$/g, ""), port, String(roundTripMs)],
      ],
      stdin: "piped",
      stdout: "piped",
    }, 1),
  );
  const first = await Promise.race([jsonLines(relay.child.stdout).next(), sleep(START_LIMIT_MS)]);
  if (first?.value === undefined) {
    throw new GauntletError(
      `Cannot put ${roundTripMs} ms between server and database: the relay said no port; its log ` +
        `ends:\n${relay.logTail() || "(nothing)"}`,
    );
  }
  address.hostname = LOOPBACK;
  address.port = first.value;
  const owned = stack.move();
  return { url: address.href, pid: relay.pid, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The median is that of an undisturbed answer, whatever befell some. */
const QUESTIONS = 21;

/** It answers within so long, or there is nothing to measure. */
const ANSWER_LIMIT_S = 20;

/**
 * How long an answer with no work takes in ms, as a server sees it: from the question's first byte to
 * the answer's last, PostgreSQL's own part in it. The median of 21.
 *
 * @throws GauntletError when nothing is answered
 */
export async function roundTripOf(url: string): Promise<number> {
  const sql = connect(url, { kind: "embedded", lost: null }, ANSWER_LIMIT_S);
  try {
    const tookMs: number[] = [];
    // The first one opens the connection and is prepared.
    for (let question = 0; question <= QUESTIONS; question++) {
      const started = performance.now();
      await sql`SELECT 1`;
      if (question > 0) tookMs.push(performance.now() - started);
    }
    const sorted = tookMs.toSorted((a, b) => a - b);
    return Math.round(sorted[QUESTIONS >> 1]! * 1000) / 1000;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
