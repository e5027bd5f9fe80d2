/**
 * A closed loop of SQL with no web server: what is left of a request when the framework is taken
 * away. A request is one quote with its author, in one statement or two; all are prepared.
 */
import postgres from "postgres";
import type { Loop } from "../load/generator.ts";
import type { Target } from "../load/order.ts";
import { SHAPES, type SqlShape } from "./shapes.ts";
import type { Window } from "../load/window.ts";

/**
 * Without parameters postgres.js would take the simple protocol whatever `prepare` says, and have
 * each query planned anew: 0.9 ms of PostgreSQL's CPU instead of 0.5. Its types leave `simple` out.
 */
const PREPARED = { prepare: true, simple: false } as postgres.UnsafeQueryOptions;

/** Starts the loop; it goes on until it is stopped. */
export function queryLoop(
  { url, timeoutS }: Target,
  shape: SqlShape,
  connections: number,
  window: Window,
): Loop {
  const sql = postgres(url, {
    max: connections,
    onnotice: () => {},
    connect_timeout: timeoutS,
    max_lifetime: null,
  });
  const { quote, author } = SHAPES[shape];
  let stopped = false;
  const one = async () => {
    const [row] = await sql.unsafe(quote, [], PREPARED);
    if (author !== null) await sql.unsafe(author, [row!.author_id], PREPARED);
  };
  const client = async () => {
    while (!stopped) {
      const startedAt = performance.now();
      await one();
      // No status and no head; the size of the answer is not asked for.
      window.response(200, 0, performance.now() - startedAt);
    }
  };
  const work = Promise.all(Array.from({ length: connections }, client));
  const failed = work.then(() => new Promise<never>(() => {}));
  return {
    // Once it is stopped, what was under way may fail.
    failed: failed.catch((error) => stopped ? new Promise<never>(() => {}) : Promise.reject(error)),
    opened: () => {},
    closed: () => null,
    stop: () => {
      stopped = true;
      sql.end({ timeout: 0 }).catch(() => {});
    },
  };
}
