/** Two cells on each machine of a run: the effect by machine, and whether the machines agree. */
import type { Cell } from "../../nouns/cell.ts";
import { machineOf, type Run } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import { remembered } from "../tables/remembered.ts";
import { type Agreement, agreementOf, DISAGREE_ALPHA } from "../judgement/agreement.ts";
import { type Estimate, intervalOf } from "../judgement/estimate.ts";
import { estimatorOf } from "./estimates.ts";
import type { Measure } from "./measure.ts";

/** What one machine says of two cells, by its own blocks. */
export interface OnMachine {
  machineId: string;
  /** How many of its blocks measured both. */
  blocks: number;
  ratio: number;
  /** At 95 %; 0 and Infinity where it has one block. */
  low: number;
  high: number;
}

/** What several machines say of two cells. */
export interface AcrossMachines {
  /** In the order of the first trials. */
  machines: OnMachine[];
  /** `null` where no two of them know their own spread. */
  agreement: Agreement | null;
  /** Whether chance alone would seldom set them so far apart. */
  disagree: boolean;
  /** All of it in a sentence or two. */
  sentence: string;
}

/**
 * The ratio of two cells on each machine of a run; `null` where one machine measured them. A block is whole
 * on one machine, so a ratio never spans two. Whether they agree: see `agreementOf`.
 *
 * @param blocks those that the comparison rests on
 * @example
 * ```ts
 * import { acrossMachines } from "lab/analysis/comparing/machines.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * const run = fixtureRun({ blocks: 8, noiseShare: 0.02 });
 * const [a, b] = cellsOf(run);
 * const blocks = [1, 2, 3, 4, 5, 6, 7, 8];
 * console.log(acrossMachines(run, [a!, b!], blocks, "throughputRps")); // null
 * const trials = run.trials.map((trial) => ({ ...trial, machineId: trial.block % 2 ? "one" : "two" }));
 * const both = acrossMachines({ ...run, trials }, [a!, b!], blocks, "throughputRps")!;
 * console.log(both.machines.map(({ machineId, blocks }) => [machineId, blocks]));
 * // [["one", 4], ["two", 4]]
 * ```
 */
export function acrossMachines(
  run: Run,
  [cellA, cellB]: readonly [Cell, Cell],
  blocks: readonly number[],
  measure: Measure,
): AcrossMachines | null {
  const parts = partsOf(run, blocks);
  if (parts.size < 2) return null;
  const estimates = [...parts].map(([machineId, trials]) => ({
    machineId,
    ...estimatorOf({ ...run, trials }, measure)(cellA, cellB).estimate,
  })).filter(({ blocks }) => blocks > 0);
  if (estimates.length < 2) return null;
  const agreement = agreementOf(estimates);
  const machines = estimates.map(onMachine);
  const disagree = agreement !== null && agreement.pValue < DISAGREE_ALPHA;
  return { machines, agreement, disagree, sentence: sentenceOf(machines, agreement, disagree) };
}

const once = remembered<Map<string, Trial[]>>();

/** The trials of some blocks by machine; the same lists where they are asked for again. */
function partsOf(run: Run, blocks: readonly number[]): Map<string, Trial[]> {
  if (!run.trials.some(({ machineId }) => machineId !== undefined)) return new Map();
  return once(run.trials, blocks.join(), () => {
    const wanted = new Set(blocks);
    const trials = run.trials.filter(({ block }) => wanted.has(block));
    return Map.groupBy(trials, (trial) => machineOf(trial, run));
  });
}

function onMachine(estimate: Estimate & { machineId: string }): OnMachine {
  const { machineId, blocks, ratio } = estimate;
  const { low, high } = intervalOf(estimate, 0.95);
  return { machineId, blocks, ratio, low, high };
}

function sentenceOf(
  machines: readonly OnMachine[],
  agreement: Agreement | null,
  disagree: boolean,
): string {
  const each = machines.map(({ machineId, blocks, ratio, low, high }) => {
    const interval = high === Infinity ? "" : `, ${low.toFixed(2)}–${high.toFixed(2)}`;
    return `${ratio.toFixed(2)} on ${machineId} (${blocks} ${
      blocks === 1 ? "block" : "blocks"
    }${interval})`;
  });
  const listed = `By machine: ${each.join("; ")}.`;
  if (agreement === null) {
    return `${listed} Whether they agree is not known: two of them need two blocks each.`;
  }
  const { pValue, inconsistency } = agreement;
  const p = pValue < 0.001 ? "p < 0.001" : `p = ${pValue.toPrecision(2)}`;
  return disagree
    ? `${listed} They do not agree (${p}; ${
      Math.floor(inconsistency * 100)
    } % of the spread between them is no chance).`
    : `${listed} Nothing speaks against one effect on all of them (${p}).`;
}

/**
 * Why a verdict on all blocks together is none, where machines do not agree: it would hold of one of them
 * and not of another. `null`: it may stand.
 */
export function contradiction(
  { machines, disagree }: AcrossMachines,
  verdict: "different" | "equivalent" | "undecided" | "not measured",
  { ratio, deltaShare }: { ratio: number; deltaShare: number },
): string | null {
  if (!disagree) return null;
  if (verdict === "different" && machines.some((on) => (on.ratio > 1) !== (ratio > 1))) {
    return "Together they differ, but not in the same direction on every machine";
  }
  const isOutside = ({ ratio }: OnMachine) =>
    ratio > 1 + deltaShare || ratio < 1 / (1 + deltaShare);
  if (verdict === "equivalent" && machines.some(isOutside)) {
    return "Together they are equivalent, but not on every machine";
  }
  return null;
}
