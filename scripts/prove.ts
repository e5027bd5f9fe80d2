/**
 * `deno task prove [--repeats N] [--shot-s S]`: the lab tested on effects that are known. A server
 * whose work is 100, 105, 110 and 120 % of a constant is measured by the lab's protocol (blocks of
 * short trials, the base twice) and by one long shot of each, in no less time. The runs are
 * ordinary ones; `--judge` reads the newest of them and measures nothing.
 */
import { parseArgs } from "node:util";
import { median } from "simple-statistics";
import { completedTrials } from "../lab/analysis/cells.ts";
import {
  addedLatency,
  CLOSE_SHARE,
  type KnownEffectRow,
  knownEffects,
  repeatS,
  repeatsOf,
} from "../lab/analysis/known-effects.ts";
import { lintRun, lintText } from "../lab/analysis/lint/mod.ts";
import { FEWEST_BLOCKS_TO_STOP } from "../lab/analysis/precision.ts";
import { planRun } from "../lab/run/plan.ts";
import { experiment } from "../lab/run/experiment.ts";
import { grid } from "../lab/run/grid.ts";
import { machineId } from "../lab/system/machine.ts";
import { showTable } from "../lab/notebook/display.ts";
import { percent, significant } from "../lab/notebook/say.ts";
import { GauntletError } from "../lab/system/state.ts";
import { newestRun } from "../lab/store/select.ts";
import type { Cell } from "../lab/nouns/cell.ts";
import type { Experiment } from "../lab/nouns/experiment.ts";
import type { Run } from "../lab/nouns/run.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./interrupted.ts";
import { measure } from "./run.ts";

/** As short as they may be: see windows.ts. */
const WARM_UP_S = 2;
const WINDOW_S = 3;
/** What a trial of this server takes beside warm-up and window: start, check, stop. */
const OVERHEAD_GUESS_S = 1.2;
/** A worker does one request at a time: more connections would only wait longer. */
const CONNECTIONS = 16;
const QUESTION = "Does the lab find effects whose size is known?";

const prove: Task = async (args) => {
  const { repeats, shotS, judge } = read(args);
  if (!judge) await measureAll(repeats, shotS);
  await tell();
};
export default prove;

async function measureAll(repeats: number, shotS: number): Promise<void> {
  const signal = abortOnSignals();
  const run = async (wanted: Experiment) =>
    await measure(await planRun(wanted, "full"), wanted.name, { signal });
  await run(blocksExperiment(repeats, shotS));
  await run(shotsExperiment(repeats, shotS));
  const capacityRps = medianRps(await newestOf("known-effects"));
  await run(latencyExperiment(Math.max(repeats, FEWEST_BLOCKS_TO_STOP), capacityRps / 2));
}

const cell = (options: Record<string, string>, load?: Cell["scenario"]["load"]): Cell =>
  grid({
    variants: ["known-effect"],
    workers: [1],
    endpoint: "/static",
    connections: CONNECTIONS,
    ...(load ? { load } : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
  })[0]!;

/** The base twice, and 5, 10 and 20 % more work. */
const CELLS = [
  ...[cell({}), cell({})],
  ...["105", "110", "120"].map((work) => cell({ work })),
];

/** As many blocks in a repeat as one shot of each cell takes time. */
function blocksExperiment(repeats: number, shotS: number): Experiment {
  const blocks = blocksInTheTimeOf(shotS);
  const profile = { blocks, blocksMax: blocks * repeats, warmUpS: WARM_UP_S, windowS: WINDOW_S };
  return experiment({
    name: "known-effects",
    question: QUESTION,
    cells: CELLS,
    quick: profile,
    full: profile,
  });
}

function shotsExperiment(repeats: number, shotS: number): Experiment {
  const profile = { blocks: repeats, warmUpS: WARM_UP_S, windowS: shotS };
  return experiment({
    name: "known-effects-one-shot",
    question: "Does one shot of each find effects whose size is known?",
    cells: CELLS,
    quick: profile,
    full: profile,
  });
}

/** Waiting alone, at half of what one worker can do; and no work at all, for the cost of the rest. */
function latencyExperiment(blocks: number, rateRps: number): Experiment {
  const load = {
    kind: "open" as const,
    arrivals: "constant" as const,
    rateRps: Math.round(rateRps),
    connections: 64,
  };
  const profile = { blocks, warmUpS: WARM_UP_S, windowS: WINDOW_S };
  return experiment({
    name: "known-effects-latency",
    question: "Does the lab tell latency that was added from work that was?",
    cells: [cell({}, load), cell({ delayMs: "5" }, load), cell({ work: "0" }, load)],
    quick: profile,
    full: profile,
  });
}

function blocksInTheTimeOf(shotS: number): number {
  return Math.floor(
    (shotS + WARM_UP_S + OVERHEAD_GUESS_S) / (WINDOW_S + WARM_UP_S + OVERHEAD_GUESS_S),
  );
}

const medianRps = (run: Run) =>
  median(completedTrials(run).map(({ outcome }) => outcome.throughputRps));

/** By its name alone: what it holds, the run itself says. */
async function newestOf(name: string): Promise<Run> {
  return await newestRun({ ...shotsExperiment(1, 30), name }, await machineId());
}

async function tell(): Promise<void> {
  const lab = await newestOf("known-effects");
  const shots = await newestOf("known-effects-one-shot");
  const latency = await newestOf("known-effects-latency");
  const repeats = repeatsOf(shots);
  const seconds = (run: Run) => significant(repeatS(run, repeats), 3);
  await showTable(knownEffects(lab, shots).map(shown), {
    caption: `How often each was right: the lab in at most ${seconds(lab)} s a repeat, one shot ` +
      `of each cell in ${seconds(shots)} s (a size is right within ${percent(CLOSE_SHARE)})`,
  });

  const { throughput, latencyP50, ...added } = addedLatency(latency);
  await showTable([
    { measure: "throughput", ...comparisonRow(throughput) },
    { measure: "latency p50", ...comparisonRow(latencyP50) },
  ], { caption: "5 ms of waiting and no work, over none, at the same arrivals" });
  console.log(
    `Latency p50 grew by ${significant(added.addedP50Ms)} ms (blocks: ` +
      `${significant(added.addedP50LowestMs)} to ${significant(added.addedP50HighestMs)}).`,
  );
  if (added.ownCpuShare !== null) {
    console.log(
      `A request without the work costs ${
        percent(added.ownCpuShare)
      } of the base: 10 % more work ` +
        `are at least ${percent(0.1 * (1 - added.ownCpuShare))} more CPU.`,
    );
  }
  for (const run of [lab, shots, latency]) console.log(`${run.runId}: ${lintText(lintRun(run))}`);
}

function shown(row: KnownEffectRow) {
  return {
    effect: percent(row.effectShare),
    repeats: row.repeats,
    different: row.found,
    equivalent: row.equivalent,
    undecided: row.undecided,
    wrong: row.wrong,
    "median s": significant(row.medianTookS, 3),
    blocks: row.medianBlocks,
    "interval width": percent(row.medianWidthShare),
    "±5 % reached": row.precise,
    "size right": row.close,
    "shot right": row.shotRight,
    "shot's sign right": row.shotSignRight ?? "–",
    "shot's size right": row.shotClose,
    "shot ratios": `${row.shotLowestRatio.toFixed(3)} to ${row.shotHighestRatio.toFixed(3)}`,
  };
}

function comparisonRow(
  { ratio, low, high, verdict }: ReturnType<typeof addedLatency>["latencyP50"],
) {
  return { ratio, low, high, verdict };
}

function read(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        repeats: { type: "string", default: "10" },
        "shot-s": { type: "string", default: "30" },
        judge: { type: "boolean", default: false },
      },
    });
    const [repeats, shotS] = [Number(values.repeats), Number(values["shot-s"])];
    if (!(Number.isInteger(repeats) && repeats >= 1 && repeats <= 100)) {
      throw new Error(`--repeats is "${values.repeats}"; give a whole number from 1 to 100`);
    }
    const blocks = blocksInTheTimeOf(shotS);
    if (!(shotS <= 600 && blocks >= FEWEST_BLOCKS_TO_STOP)) {
      throw new Error(
        `--shot-s is "${values["shot-s"]}"; give seconds from 28, the time of ` +
          `${FEWEST_BLOCKS_TO_STOP} blocks, to 600`,
      );
    }
    return { repeats, shotS, judge: values.judge };
  } catch (error) {
    throw new GauntletError(
      `Cannot prove: ${
        (error as Error).message
      }; use deno task prove [--repeats N] [--shot-s S] [--judge]`,
    );
  }
}
