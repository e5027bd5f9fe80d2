/**
 * PostgreSQL, asked through the relay and, within a network namespace, with the kernel's delay on the
 * loopback, in turn. Arguments: `kernel` or `alone`, and round trips in ms; a line of JSON for each on
 * stdout.
 */
import postgres from "postgres";
import { median } from "simple-statistics";
import { startEmbedded } from "../../lab/database/embedded.ts";
import { farDatabase, roundTripOf } from "../../lab/database/far.ts";
import type { FarSeen } from "../../lab/store/bench.ts";
import { measuringLock } from "../../lab/system/lock.ts";
import { call } from "../../lab/system/processes/call.ts";
import { startReaper } from "../../lab/system/processes/leash.ts";

/** Connections that ask again when they are answered. */
const CONNECTIONS = 16;
const WINDOW_MS = 2000;
/** Pairs of both ways, the first to go changing. */
const PAIRS = 3;

interface Seen {
  roundTripMs: number;
  queriesPerS: number;
}

async function ask(url: string): Promise<Seen> {
  const roundTripMs = await roundTripOf(url);
  const sql = postgres(url, { max: CONNECTIONS, fetch_types: false });
  try {
    // Opens all of them.
    await Promise.all(Array.from({ length: CONNECTIONS }, () => sql`SELECT pg_sleep(0.1)`));
    let count = 0;
    const startedAt = performance.now();
    const endsAt = startedAt + WINDOW_MS;
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < endsAt) {
        await sql`SELECT 1`;
        count++;
      }
    }));
    return { roundTripMs, queriesPerS: count / ((performance.now() - startedAt) / 1000) };
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function byRelay(url: string, ms: number): Promise<Seen> {
  await using far = await farDatabase(url, ms);
  return await ask(far.url);
}

/** Half of a round trip each way: loopback passes each packet once. */
async function byKernel(url: string, ms: number): Promise<Seen> {
  const delay = ["dev", "lo", "root", "netem", "delay", `${ms / 2}ms`, "limit", "100000"];
  const { success, said } = await call("tc", ["qdisc", "replace", ...delay]);
  if (!success) throw new Error(`tc qdisc replace ${delay.join(" ")}: ${said}`);
  try {
    return await ask(url);
  } finally {
    await call("tc", ["qdisc", "del", "dev", "lo", "root"]);
  }
}

if (import.meta.main) {
  const never = new AbortController().signal;
  using _lock = await measuringLock(() => {}, never);
  await using reaper = await startReaper();
  await using database = await startEmbedded((pid) => reaper.watch(pid));
  const url = database.adminUrl("postgres");
  const near = await ask(url);
  const [how, ...roundTrips] = Deno.args;
  for (const ms of roundTrips.map(Number)) {
    const [relay, kernel]: [Seen[], Seen[]] = [[], []];
    for (let pair = 0; pair < PAIRS; pair++) {
      const ways = [async () => relay.push(await byRelay(url, ms))];
      if (how === "kernel") ways.push(async () => kernel.push(await byKernel(url, ms)));
      for (const way of pair % 2 === 0 ? ways : ways.toReversed()) await way();
    }
    const of = (seen: Seen[], name: keyof Seen) =>
      seen.length === 0 ? null : median(seen.map((each) => each[name]));
    const ratios = kernel.map(({ queriesPerS }, index) => relay[index]!.queriesPerS / queriesPerS);
    const seen: FarSeen = {
      roundTripMs: ms,
      nearRoundTripMs: near.roundTripMs,
      relayRoundTripMs: of(relay, "roundTripMs")!,
      kernelRoundTripMs: of(kernel, "roundTripMs"),
      relayQueriesPerS: of(relay, "queriesPerS")!,
      kernelQueriesPerS: of(kernel, "queriesPerS"),
      queriesRatio: ratios.length === 0 ? null : median(ratios),
    };
    console.log(JSON.stringify(seen));
  }
}
