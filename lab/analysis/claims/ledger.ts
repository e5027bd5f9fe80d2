/** The ledger: every claim that was published and every one of ours, with what became of it. */
import type { Claim, ClaimSource, ClaimVerdict, Registered } from "../../nouns/claim.ts";
import { cellKey, keyOf } from "../../nouns/cell.ts";
import { ALPHA } from "../judgement/verdict.ts";
import { admission, type RefusedRun } from "./admitted.ts";
import { benjaminiHochberg } from "../judgement/benjamini-hochberg.ts";
import { bySource } from "../studies/published.ts";
import type { Study } from "../studies/study.ts";

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
  /** Of the interval from low to high: 0.95, or of one look of several. */
  confidence: number;
  verdict: ClaimVerdict;
  reason: string;
  /** Blocks behind the value; `null` where it is no comparison. */
  blocks: number | null;
  /** Whether before its run was measured, after that, or never. */
  registered: Registered;
  /** Why it bears a mark: its trials may not have been steady. */
  mark: string | null;
  /** Ratios within 1 ± this share make no difference that matters; `null` where none are compared. */
  deltaShare: number | null;
  /** Of the comparison, two-sided, for no difference; `null` where it is none or was not measured. */
  pValue: number | null;
  /**
   * The same, by Benjamini and Hochberg over all comparisons of the ledger, each counted once: of those
   * below 0.05 at most one in twenty is expected to be no difference.
   */
  adjustedPValue: number | null;
  /** What tells a test from others: the run, the measure, and the two cells in either order. */
  test: string | null;
  /** The first claim of the ledger that is decided by the same test; `null` for that one itself. */
  sameTestAs: string | null;
  /** Of the method that judged it. */
  methodVersion: number;
  /** Of the method behind the recorded verdict; `null` where it has none. */
  recordedMethodVersion: number | null;
  /** The verdict that comes with the project; `null` where it has none. */
  recordedVerdict: ClaimVerdict | null;
  /** Whether the run was measured on this machine. */
  here: boolean;
  /** What kind of machine, and the first letters of its id where the ledger has several of a kind. */
  machine: string;
  /** The code that measured it, and the servers' Python; `null`: not known, or none was run. */
  codeHash: string | null;
  python: string | null;
  profile: string;
  runId: string;
}

/**
 * One row a claim, by source and notebook and else in the order given: what was judged now, and what
 * is recorded where nothing was, of the same code and the same Python (`admission` says which; what it
 * refuses `refusedRuns` names). Sources come as the studies list them, then others by name; the lab's
 * own claims are last.
 *
 * @param recorded what comes with the project
 * @param now what was judged in this execution
 * @param options `machineId` of this machine; `notebookOf` a claim; `studies`, default `data/published`
 * @example
 * ```ts
 * import { ledgerRows } from "lab/analysis/claims/ledger.ts";
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
  const { admits } = admission(latestOf([...recorded, ...now]), { machineId });
  const latest = latestOf([...recorded, ...now].filter(admits));
  const machineNamed = machineNames(latest);
  const rows = latest
    .map((claim): LedgerRow => ({
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
      confidence: claim.confidence ?? 1 - ALPHA,
      verdict: claim.verdict,
      reason: claim.reason,
      blocks: claim.blocks,
      registered: claim.registered,
      mark: claim.mark,
      deltaShare: claim.deltaShare,
      pValue: claim.pValue,
      adjustedPValue: null,
      test: testOf(claim),
      sameTestAs: null,
      methodVersion: claim.methodVersion,
      recordedMethodVersion: recordedById.get(claim.id)?.methodVersion ?? null,
      recordedVerdict: recordedById.get(claim.id)?.verdict ?? null,
      here: claim.machineId === machineId,
      machine: machineNamed(claim),
      codeHash: claim.codeHash,
      python: claim.python,
      profile: claim.profile,
      runId: claim.runId,
    }))
    .sort((a, b) =>
      compareSources(a.source, b.source) ||
      compareText(a.notebook, b.notebook)
    );
  return withTests(rows);
}

/** The runs whose claims `ledgerRows` leaves out, with the reason. */
export function refusedRuns(
  recorded: readonly Claim[],
  now: readonly Claim[],
  { machineId }: { machineId: string },
): RefusedRun[] {
  return admission(latestOf([...recorded, ...now]), { machineId }).refused;
}

/** Of several claims of one id the last. */
const latestOf = (claims: readonly Claim[]): Claim[] => [
  ...new Map(claims.map((claim) => [claim.id, claim])).values(),
];

/** What kind of machine each claim is from, told from others of its kind where there are several. */
function machineNames(claims: readonly Claim[]): (claim: Claim) => string {
  const ids = Map.groupBy(claims, ({ machine }) => machine);
  return ({ machine, machineId }) =>
    new Set(ids.get(machine)!.map((claim) => claim.machineId)).size > 1
      ? `${machine} (${machineId.slice(0, 4)})`
      : machine;
}

function testOf({ runId, compared }: Claim): string | null {
  if (compared === null) return null;
  const { measure, over, under, afterBlock } = compared;
  const test = [runId, measure, ...[over, under].map(cellKey).sort()];
  return keyOf(afterBlock === undefined ? test : [...test, afterBlock]);
}

/** Marks claims that are one test, and adjusts the p-values of the tests that there are. */
function withTests(rows: LedgerRow[]): LedgerRow[] {
  const firstOf = new Map(rows.toReversed().map((row) => [row.test ?? row.id, row]));
  const tests = rows.filter((row) =>
    row.test !== null && row.pValue !== null && firstOf.get(row.test) === row
  );
  const adjusted = benjaminiHochberg(tests.map(({ pValue }) => pValue!));
  const adjustedOf = new Map(tests.map(({ test }, index) => [test, adjusted[index]!]));
  return rows.map((row) => {
    const first = firstOf.get(row.test ?? row.id)!;
    return {
      ...row,
      sameTestAs: first === row ? null : first.id,
      adjustedPValue: row.pValue === null ? null : adjustedOf.get(row.test) ?? null,
    };
  });
}

const compareText = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;

/** How many claims have each verdict, and how many more are the same test as one of these. */
export type LedgerCounts = Record<ClaimVerdict, number> & { sameTest: number };

/** Counts claims by verdict; of claims that are one test, the first alone. */
export function ledgerCounts(rows: readonly LedgerRow[]): LedgerCounts {
  const once = [...new Map(rows.toReversed().map((row) => [row.test ?? row.id, row])).values()];
  const count = (verdict: ClaimVerdict) => once.filter((row) => row.verdict === verdict).length;
  return {
    holds: count("holds"),
    fails: count("fails"),
    undecided: count("undecided"),
    "not measured": count("not measured"),
    sameTest: rows.length - once.length,
  };
}

/** Claims that were judged otherwise on the recorded runs; one that was not measured was not judged. */
export function changedVerdicts(rows: readonly LedgerRow[]): LedgerRow[] {
  const isJudged = (verdict: ClaimVerdict | null) => verdict !== null && verdict !== "not measured";
  return rows.filter(({ verdict, recordedVerdict }) =>
    isJudged(verdict) && isJudged(recordedVerdict) && recordedVerdict !== verdict
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
