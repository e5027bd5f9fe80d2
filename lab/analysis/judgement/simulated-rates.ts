/** How often the judgement is right, on many made-up runs. */
import { seededRandom } from "../../nouns/random.ts";
import { type LooksOptions, standings } from "./looks.ts";
import { moderate } from "./moderated.ts";
import { type SimulatedPair, simulatedPairs, type SimulatedRun } from "./simulate.ts";
import { judge, type Judgement, type JudgeOptions } from "./verdict.ts";

/** Shares of all pairs of all runs. */
export interface Rates {
  /** The interval at 1 − α holds the true ratio. */
  covered: number;
  /** The same of the fifth of each run's pairs whose noise is the largest in truth. */
  coveredNoisiest: number;
  different: number;
  equivalent: number;
  /** Mean number of blocks that a pair took. */
  blocks: number;
  /** How many pairs there were. */
  pairs: number;
}

interface Repeated {
  runs: number;
  seed: number;
}

/** How the judgement fares on many runs: moderated, or with each pair left to its own spread. */
export function simulatedRates(
  run: SimulatedRun,
  { runs, seed, method = "moderated", ...options }: Repeated & JudgeOptions & {
    method?: "moderated" | "own";
  },
): Rates {
  return ratesOf(run, { runs, seed }, (pairs) => {
    const estimates = method === "moderated"
      ? moderate(pairs)
      : pairs.flatMap((pair) => moderate([pair]));
    return estimates.map((estimate) => ({
      judgement: judge(estimate, options),
      blocks: estimate.blocks,
    }));
  });
}

/** How a plan with looks fares; `run.blocks` must hold the last of them. */
export function simulatedLooks(
  run: SimulatedRun,
  { runs, seed, ...options }: Repeated & LooksOptions,
): Rates {
  return ratesOf(
    run,
    { runs, seed },
    (pairs) =>
      standings(pairs, options).map(({ judgement, look }) => ({ judgement, blocks: look })),
  );
}

function ratesOf(
  run: SimulatedRun,
  { runs, seed }: Repeated,
  judgeAll: (pairs: SimulatedPair[]) => { judgement: Judgement; blocks: number }[],
): Rates {
  const random = seededRandom(seed);
  const truth = Math.exp(run.logRatio ?? 0);
  const sums = { covered: 0, coveredNoisiest: 0, different: 0, equivalent: 0, blocks: 0 };
  let pairCount = 0, noisiestCount = 0;
  for (let repetition = 0; repetition < runs; repetition++) {
    const pairs = simulatedPairs(run, random);
    const noisiest = new Set(
      [...pairs].sort((a, b) => b.noiseFactor - a.noiseFactor).slice(0, pairs.length / 5),
    );
    pairCount += pairs.length;
    noisiestCount += noisiest.size;
    judgeAll(pairs).forEach(({ judgement, blocks }, index) => {
      sums.blocks += blocks;
      if (judgement.verdict === "not measured") return;
      const { low, high } = judgement.interval;
      const covers = low <= truth && truth <= high;
      if (covers) sums.covered++;
      if (covers && noisiest.has(pairs[index]!)) sums.coveredNoisiest++;
      if (judgement.verdict !== "undecided") sums[judgement.verdict]++;
    });
  }
  return {
    covered: sums.covered / pairCount,
    coveredNoisiest: sums.coveredNoisiest / noisiestCount,
    different: sums.different / pairCount,
    equivalent: sums.equivalent / pairCount,
    blocks: sums.blocks / pairCount,
    pairs: pairCount,
  };
}
