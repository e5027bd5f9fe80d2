/** What was seen in several windows of one server, one after the other, as one. */
import type { Outcome } from "../types.ts";
import type { Observation } from "./observe.ts";
import { mergeResults } from "./window.ts";

type Receipt = Extract<Outcome, { state: "completed" }>["receipt"];

/** What adds up over time. */
const SUMS = [
  ...["serverCpuS", "generatorCpuS", "otherCpuS", "stolenCpuS"] as const,
  ...["serverVoluntarySwitchCount", "serverInvoluntarySwitchCount"] as const,
  ...["generatorVoluntarySwitchCount", "generatorInvoluntarySwitchCount"] as const,
  "waitSampleCount" as const,
];
/** The same, but `null` where the database is not the lab's own. */
const SUMS_OR_NULL = [
  ...["databaseCpuS", "probeCpuS"] as const,
  ...["databaseVoluntarySwitchCount", "databaseInvoluntarySwitchCount"] as const,
];

/**
 * Windows of one server that followed each other as one window: counts, durations, CPU and receipts
 * add up, histograms merge without loss, waits are weighted by what was seen. What is there at the
 * end of a window (memory, processes, connections) is that of the last.
 *
 * @param windows at least one, in the order in which they were measured
 */
export function mergeTurns(windows: Observation[]): Observation {
  const last = windows.at(-1)!;
  if (windows.length === 1) return last;
  const sum = (of: (window: Observation) => number | null | undefined) =>
    windows.reduce((total, window) => total + (of(window) ?? 0), 0);
  const durationS = sum((window) => window.durationS);
  const alike = mergeResults(windows);
  return {
    ...last,
    ...alike,
    // At the same time they would take no longer than one of them; one after the other they add up.
    durationS,
    throughputRps: alike.okCount / durationS,
    throughputSamplesRps: windows.flatMap((window) => window.throughputSamplesRps),
    ...Object.fromEntries(SUMS.map((field) => [field, sum((window) => window[field])])),
    ...Object.fromEntries(
      SUMS_OR_NULL.map((field) => [
        field,
        windows.some((window) => window[field] === null) ? null : sum((window) => window[field]),
      ]),
    ),
    serverCpuByProcessS: byRank(windows.map((window) => window.serverCpuByProcessS ?? [])),
    ...mergeWaits(windows),
    receipt: mergeReceipts(windows.map(({ receipt }) => receipt)),
  };
}

/** The busiest process of each window, the next, and so on: between windows they are not told apart. */
function byRank(windows: number[][]): number[] {
  const count = Math.max(...windows.map((window) => window.length));
  return Array.from(
    { length: count },
    (_, rank) => windows.reduce((sum, window) => sum + (window[rank] ?? 0), 0),
  );
}

function mergeWaits(windows: Observation[]) {
  const looks = windows.reduce((sum, window) => sum + (window.waitSampleCount ?? 0), 0);
  const seenIn = (window: Observation) =>
    (window.waitSampleCount ?? 0) * (window.waitSessionMeanCount ?? 0);
  const sessions = windows.reduce((sum, window) => sum + seenIn(window), 0);
  const shares = new Map<string, number>();
  for (const window of windows) {
    for (const { event, share } of window.waitSamples ?? []) {
      shares.set(event, (shares.get(event) ?? 0) + share * seenIn(window) / sessions);
    }
  }
  return {
    waitSessionMeanCount: looks === 0 ? 0 : sessions / looks,
    waitSamples: [...shares]
      // A sum of rounded shares may pass 1 by a rounding.
      .map(([event, share]) => ({ event, share: Math.min(1, share) }))
      .sort((a, b) => b.share - a.share),
  };
}

function mergeReceipts(receipts: Receipt[]): Receipt {
  const kept = receipts.filter((receipt) => receipt !== null);
  if (kept.length < receipts.length) return null;
  const sum = (of: (receipt: NonNullable<Receipt>) => number) =>
    kept.reduce((total, receipt) => total + of(receipt), 0);
  const statements = new Map<string, NonNullable<Receipt>["statements"][number]>();
  for (const statement of kept.flatMap((receipt) => receipt.statements)) {
    const before = statements.get(statement.sql);
    statements.set(statement.sql, {
      sql: statement.sql,
      callCount: statement.callCount + (before?.callCount ?? 0),
      rowCount: statement.rowCount + (before?.rowCount ?? 0),
      executionMs: statement.executionMs + (before?.executionMs ?? 0),
    });
  }
  return {
    statementCount: sum((receipt) => receipt.statementCount),
    rowCount: sum((receipt) => receipt.rowCount),
    sessionsOpenedCount: sum((receipt) => receipt.sessionsOpenedCount),
    executionMs: sum((receipt) => receipt.executionMs),
    statements: [...statements.values()].sort((a, b) => b.executionMs - a.executionMs),
  };
}
