/** The ledger: every claim that was published and every one of ours, with what became of it. */
import type { Claim, ClaimSource, ClaimVerdict } from "../nouns/claim.ts";
import { keyOf } from "../nouns/cell.ts";
import { bySource } from "./published.ts";
import type { Study } from "./study.ts";

export interface LedgerRow {
  id: string;
  source: ClaimSource;
  sentence: string;
  /** The notebook that judges it; the experiment's name where none was found. */
  notebook: string;
  experiment: string;
  /** As it was published; `null` where it was not. */
  publishedRatio: number | null;
  /** Ours; `null` where it was not measured, or is no ratio. */
  ratio: number | null;
  /** Ours, whatever its unit. */
  value: number | null;
  /** `null`: a ratio. */
  unit: string | null;
  low: number | null;
  high: number | null;
  verdict: ClaimVerdict;
  reason: string;
  /** The verdict that comes with the project; `null` where it has none. */
  recordedVerdict: ClaimVerdict | null;
  /** Whether the run was measured on this machine. */
  here: boolean;
  machine: string;
  profile: string;
  runId: string;
}

/**
 * One row a claim, by source and notebook and else in the order given: what was judged now, and what
 * is recorded where nothing was. Sources come as the studies list them, then others by name; the lab's
 * own claims are last.
 *
 * @param recorded what comes with the project
 * @param now what was judged in this execution
 * @param options `machineId` of this machine; `notebookOf` a claim; `studies`, default `data/published`
 * @example
 * ```ts
 * import { ledgerRows } from "lab/analysis/ledger.ts";
 * console.log(ledgerRows([], [], { machineId: "here" })); // []
 * ```
 */
export function ledgerRows(
  recorded: readonly Claim[],
  now: readonly Claim[],
  { machineId, notebookOf = ({ experiment }) => experiment, studies }: {
    machineId: string;
    notebookOf?: (claim: Claim) => string;
    studies?: readonly Study[];
  },
): LedgerRow[] {
  const compareSources = bySource(studies);
  const recordedById = new Map(recorded.map((claim) => [claim.id, claim]));
  const latest = new Map([...recorded, ...now].map((claim) => [claim.id, claim]));
  return [...latest.values()]
    .map((claim) => ({
      id: claim.id,
      source: claim.source,
      sentence: claim.sentence,
      notebook: notebookOf(claim),
      experiment: claim.experiment,
      publishedRatio: claim.published?.ratio ?? null,
      ratio: claim.unit === null ? claim.value : null,
      value: claim.value,
      unit: claim.unit,
      low: claim.low,
      high: claim.high,
      verdict: claim.verdict,
      reason: claim.reason,
      recordedVerdict: recordedById.get(claim.id)?.verdict ?? null,
      here: claim.machineId === machineId,
      machine: claim.machine,
      profile: claim.profile,
      runId: claim.runId,
    }))
    .sort((a, b) =>
      compareSources(a.source, b.source) ||
      compareText(a.notebook, b.notebook)
    );
}

const compareText = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;

/** How many claims hold, fail and are undecided. */
export function ledgerCounts(rows: readonly LedgerRow[]): Record<ClaimVerdict, number> {
  const count = (verdict: ClaimVerdict) => rows.filter((row) => row.verdict === verdict).length;
  return { holds: count("holds"), fails: count("fails"), undecided: count("undecided") };
}

/** Claims that were judged otherwise on the recorded runs; one that was not measured was not judged. */
export function changedVerdicts(rows: readonly LedgerRow[]): LedgerRow[] {
  return rows.filter(({ verdict, recordedVerdict, value }) =>
    recordedVerdict !== null && recordedVerdict !== verdict && value !== null
  );
}

/** On which machines the rows were measured, the most rows first. */
export function ledgerMachines(
  rows: readonly LedgerRow[],
): { machine: string; here: boolean; claimCount: number }[] {
  const groups = Map.groupBy(rows, ({ machine, here }) => keyOf([machine, here]));
  return [...groups.values()]
    .map((group) => ({
      machine: group[0]!.machine,
      here: group[0]!.here,
      claimCount: group.length,
    }))
    .sort((a, b) => b.claimCount - a.claimCount);
}

/**
 * The ledger for a terminal: of the claims judged on this machine's own runs how many hold, each
 * under its verdict, and which verdicts are others than the recorded ones.
 */
export function ledgerText(rows: readonly LedgerRow[]): string {
  const judged = rows.filter(({ here, value }) => here && value !== null);
  const missingCount = rows.filter(({ here, value }) => here && value === null).length;
  const missing = missingCount === 0 ? [] : [
    `${claims(missingCount)} ${missingCount === 1 ? "needs" : "need"} a cell that this profile ` +
    `did not measure: "deno task run NAME --full" does.`,
  ];
  const otherCount = rows.filter(({ here }) => !here).length;
  const others = otherCount === 0
    ? []
    : [`${claims(otherCount)} of the ledger ${otherCount === 1 ? "was" : "were"} not judged here.`];
  if (judged.length === 0) {
    return ["The ledger: no claim was judged here.", ...missing, ...others].join("\n");
  }
  const counts = ledgerCounts(judged);
  const groups = (["holds", "fails", "undecided"] as const).flatMap((verdict) => {
    const group = judged.filter((row) => row.verdict === verdict);
    return group.length === 0 ? [] : [`${verdict}:`, ...group.map(line), ""];
  });
  const changed = changedVerdicts(judged);
  return [
    `The ledger: of ${claims(judged.length)} judged here ${counts.holds} hold, ` +
    `${counts.fails} fail and ${counts.undecided} are undecided.`,
    "",
    ...groups,
    changed.length === 0
      ? "No verdict differs from the recorded one."
      : `Not as recorded:\n${
        changed.map(({ id, verdict, recordedVerdict }) =>
          `  ${id}: recorded as ${recordedVerdict}, here ${verdict}`
        ).join("\n")
      }`,
    ...missing,
    ...others,
  ].join("\n");

  function claims(count: number): string {
    return count === 1 ? "1 claim" : `${count} claims`;
  }

  function line({ source, sentence, value, low, high, unit, notebook }: LedgerRow): string {
    const short = (number: number) => Number(number.toPrecision(3)).toLocaleString("en");
    const range = low === null || high === null ? "" : ` (${short(low)} to ${short(high)})`;
    const figure = value === null ? "not measured" : `${short(value)}${spoken(unit)}${range}`;
    return `  ${sentence} (${source}, notebook ${notebook}): ${figure}`;
  }
}

const spoken = (unit: string | null) => unit === null || unit === "×" ? "×" : unit && ` ${unit}`;
