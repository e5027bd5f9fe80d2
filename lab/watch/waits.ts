/** What the server's database sessions wait for, by looking at them 10 times a second. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { LAB_APPLICATION } from "../nouns/session.ts";
import type { Outcome } from "../nouns/outcome.ts";

/**
 * Enough for shares to 1 % over 10 s with a dozen sessions; a look costs about 1 ms of PostgreSQL's
 * CPU, which `probeCpuS` tells.
 */
const STEP_MS = 100;

export type Waits = Required<
  Pick<
    Extract<Outcome, { state: "completed" }>,
    "waitSampleCount" | "waitSessionMeanCount" | "waitSamples"
  >
>;

/** Looks at the sessions until it is stopped. */
export class WaitSampler {
  readonly #sql: Sql;
  readonly #sessions = new Map<string, number>();
  #lookCount = 0;
  /** How many sessions there were when it last looked. */
  lastSessionCount = 0;
  readonly #stop = Promise.withResolvers<void>();
  readonly #work: Promise<void>;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#work = this.#sample();
    // Noticed in stop(), which everyone who started it calls.
    this.#work.catch(() => {});
  }

  /** What was seen. */
  async stop(): Promise<Waits> {
    this.#stop.resolve();
    await this.#work;
    return waitsOf(this.#sessions, this.#lookCount);
  }

  async #sample(): Promise<void> {
    const startedAt = performance.now();
    let stopped: boolean;
    do {
      const seen = await look(this.#sql);
      for (const { event, count } of seen) {
        this.#sessions.set(event, (this.#sessions.get(event) ?? 0) + count);
      }
      this.lastSessionCount = seen.reduce((sum, { count }) => sum + count, 0);
      this.#lookCount++;
      // A late look is not made up for: two at once would see the same.
      const elapsedMs = performance.now() - startedAt;
      stopped = await Promise.race([
        sleep(STEP_MS - elapsedMs % STEP_MS).then(() => false),
        this.#stop.promise.then(() => true),
      ]);
    } while (!stopped);
  }
}

/** The sessions of the servers, by what they do: none of the lab's own. */
async function look(sql: Sql): Promise<{ event: string; count: number }[]> {
  return await sql`
    SELECT CASE
        WHEN state = 'active' THEN coalesce(wait_event_type || ':' || wait_event, 'running')
        WHEN state LIKE 'idle in transaction%' THEN 'idle in transaction'
        ELSE coalesce(state, 'starting')
      END AS event, count(*)::int AS count
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND application_name <> ${LAB_APPLICATION}
    GROUP BY 1`;
}

function waitsOf(sessions: Map<string, number>, lookCount: number): Waits {
  const seen = [...sessions.values()].reduce((sum, count) => sum + count, 0);
  return {
    waitSampleCount: lookCount,
    waitSessionMeanCount: lookCount === 0 ? 0 : seen / lookCount,
    waitSamples: [...sessions]
      .map(([event, count]) => ({ event, share: count / seen }))
      .toSorted((a, b) => b.share - a.share),
  };
}
