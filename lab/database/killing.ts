/** The failure of a database, again and again: all sessions of the server are ended at once. */
import type { Sql } from "postgres";
import { LAB_APPLICATION } from "../nouns/session.ts";

/** Ends the server's sessions in the database of `sql` every so often until it is stopped. */
export class Killing {
  readonly #sql: Sql;
  readonly #timer: ReturnType<typeof setInterval>;
  #last: Promise<void> = Promise.resolve();
  #killedCount = 0;

  constructor(sql: Sql, everyS: number) {
    this.#sql = sql;
    this.#timer = setInterval(() => {
      this.#last = this.#last.then(() => this.#kill());
      // Noticed in stop(), which everyone who started it calls.
      this.#last.catch(() => {});
    }, everyS * 1000);
  }

  async #kill(): Promise<void> {
    this.#killedCount += await endSessions(this.#sql);
  }

  /** How many it ended. */
  async stop(): Promise<number> {
    clearInterval(this.#timer);
    await this.#last;
    return this.#killedCount;
  }
}

/**
 * Ends the sessions of servers in the database of `sql`: under a server, or after one that was
 * killed, whose last queries PostgreSQL would bring to their end.
 *
 * @returns how many it ended
 */
export async function endSessions(sql: Sql): Promise<number> {
  // The view's name keeps this question out of the receipt.
  const [row] = await sql`
    SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))::int AS count
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND application_name <> ${LAB_APPLICATION}`;
  return row!.count;
}
