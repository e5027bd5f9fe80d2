/** Everything that is seen from outside while a window is open: by role, and in the database. */
import type { SizedDatabase } from "../database/database.ts";
import { Killing } from "../database/killing.ts";
import type { WindowHooks } from "../load/tool.ts";
import type { LoadResult, Outcome } from "../nouns/outcome.ts";
import type { Seen, WindowLook } from "../watch/look.ts";
import { type Books, readBooks, receiptBetween } from "../watch/receipt.ts";
import { checkSameStart, postmasterStart } from "../watch/postmaster.ts";
import { Stalls } from "../system/stalls.ts";
import { type Waits, WaitSampler } from "../watch/waits.ts";

/** A trial that completed, less what only the trial as a whole knows. */
export type Observation = Omit<Extract<Outcome, { state: "completed" }>, "overheadS" | "readyS">;

/** What is watched; the load's processes make themselves known as they open their window. */
export interface Observed {
  look: WindowLook;
  /** `null` where the workload has none, or the server has another. */
  database: SizedDatabase | null;
  /** The server's sessions are ended this often while the window is open; otherwise never. */
  killBackendsEveryS?: number;
}

/** What PostgreSQL says at one end of the window. */
interface End {
  books: Books | null;
  /** When it was started; `null` where it has no part. */
  startedAt: string | null;
}

/** Watches all roles while a window is open, and puts what it saw beside what the load saw. */
export async function observe(
  { look, database, killBackendsEveryS }: Observed,
  load: (hooks: WindowHooks) => Promise<LoadResult>,
): Promise<Observation> {
  const probe = !look.ownsDatabase || database === null ? null : await probeOf(database);
  const read = async (): Promise<End> => {
    if (database === null) return { books: null, startedAt: null };
    const [books, startedAt] = await Promise.all([
      readBooks(database.sql, database.keepsBooks),
      postmasterStart(database.sql),
    ]);
    return { books, startedAt };
  };
  const ends: End[] = [];
  let sampler: WaitSampler | undefined;
  let killing: Killing | undefined;
  let killedSessionCount: number | undefined;
  let waits: Waits | undefined;
  let seen: Seen | undefined;
  let databaseConnectionCount: number | null = null;
  let labStallMs: number | undefined;
  using stack = new DisposableStack();
  let stalls: Stalls | undefined;
  const loading = load({
    onOpened: async (generators) => {
      const [end] = await Promise.all([read(), look.opened({ generators, probe })]);
      ends.push(end);
      stalls = stack.use(new Stalls());
      if (database === null) return;
      sampler = new WaitSampler(database.sql);
      if (killBackendsEveryS) killing = new Killing(database.sql, killBackendsEveryS);
    },
    onClosed: async (generators) => {
      labStallMs = stalls!.longestMs();
      killedSessionCount = await killing?.stop();
      const [end] = await Promise.all([read(), look.closed({ generators, probe })]);
      ends.push(end);
      waits = await sampler?.stop();
      databaseConnectionCount = sampler?.lastSessionCount ?? null;
      seen = await look.seen();
    },
  });
  // Also when a generator fails: nothing may go on asking into the next trial.
  const { answersByPort, ...result } = await loading
    .finally(() => Promise.all([sampler?.stop(), killing?.stop()]));
  const [opened, closed] = ends as [End, End];
  checkSameStart(opened.startedAt, closed.startedAt);
  return {
    state: "completed",
    ...result,
    ...waits,
    ...seen!,
    databaseConnectionCount,
    labStallMs: labStallMs!,
    ...(closed.startedAt === null ? {} : { databaseStartedAt: closed.startedAt }),
    ...await look.served(result.okCount, answersByPort),
    ...(killedSessionCount === undefined ? {} : { killedSessionCount }),
    receipt: receiptBetween(opened.books, closed.books),
  };
}

/** The session behind the lab's own connection. */
async function probeOf({ sql }: SizedDatabase): Promise<number> {
  const [session] = await sql`SELECT pg_backend_pid() AS pid`;
  return session!.pid;
}
