/**
 * A closed loop of SQL with no web server: what is left of a request when the framework is taken
 * away. A request is the variant's statements one after the other; all are prepared.
 */
import postgres from "postgres";
import { seededRandom } from "../../nouns/random.ts";
import { shareOf } from "../arrivals.ts";
import type { StartLoop } from "../generator.ts";
import { GauntletError } from "../../system/state.ts";
import { numbered } from "../statements.ts";

/**
 * Without parameters postgres.js would take the simple protocol whatever `prepare` says, and have
 * each query planned anew: 0.9 ms of PostgreSQL's CPU instead of 0.5. Its types leave `simple` out.
 */
const PREPARED = { prepare: true, simple: false } as postgres.UnsafeQueryOptions;

/** Starts the loop; it goes on until it is stopped. */
export const loop: StartLoop = ({ url, asked, load, share, timeoutS }, window) => {
  if (asked.speaks !== "sql") throw new Error("postgres.js asks a database, and no server.");
  const connections = shareOf(load.connections, share);
  const sql = postgres(url, {
    max: connections,
    onnotice: () => {},
    connect_timeout: timeoutS,
    max_lifetime: null,
  });
  const { draws = {}, texts, seed } = asked.statements;
  const statements = texts.map(numbered);
  const random = seededRandom(seed + share.index);
  let stopped = false;
  const one = async () => {
    const known: Record<string, unknown> = Object.fromEntries(
      Object.entries(draws).map(([name, [least, most]]) =>
        [name, least + Math.floor(random() * (most - least + 1))] as const
      ),
    );
    for (const { text, names } of statements) {
      const values = names.map((name) => known[name] as number);
      const [row] = await sql.unsafe(text, values, PREPARED);
      Object.assign(known, row);
    }
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
    failed: failed.catch((error) =>
      stopped ? new Promise<never>(() => {}) : Promise.reject(
        new GauntletError(
          `Cannot load the database with ${connections} connections: ${
            (error as Error).message || (error as { code?: string }).code
          }; see whether PostgreSQL runs and takes so many, or ask for fewer`,
        ),
      )
    ),
    opened: () => {},
    closed: () => null,
    stop: () => {
      stopped = true;
      sql.end({ timeout: 0 }).catch(() => {});
    },
  };
};
