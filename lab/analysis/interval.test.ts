/** The interval is put to the test: blocks are made up with a known ratio, many times over. */
import assert from "node:assert/strict";
import { judge } from "./compare.ts";
import { ratioInterval } from "./interval.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";

const REPETITIONS = 1000;
const BLOCK_COUNTS = [3, 5, 10, 20];
const DELTA_SHARE = 0.05;

const NOISES: Record<string, (random: () => number) => number> = {
  normal: (random) => 0.04 * normalDeviate(random),
  /** One trial in ten errs five times as much. */
  outliers: (random) => 0.04 * normalDeviate(random) * (random() < 0.1 ? 5 : 1),
  /** Student's t with three degrees of freedom. */
  heavyTails: (random) => {
    const squares = [1, 2, 3].reduce((sum) => sum + normalDeviate(random) ** 2, 0);
    return 0.04 * normalDeviate(random) / Math.sqrt(squares / 3);
  },
};

/** Intervals of equal cells. Both trials share the drift of their block, each has its own noise. */
function simulate(blocks: number, noiseName: string) {
  const random = seededRandom(7 + blocks);
  const noise = NOISES[noiseName]!;
  return Array.from(
    { length: REPETITIONS },
    () =>
      ratioInterval(Array.from({ length: blocks }, () => {
        const drift = 0.3 * normalDeviate(random);
        return (drift + noise(random)) - (drift + noise(random));
      })),
  );
}

/** How often intervals lead to a verdict when A is truly `ratio` times B: a factor moves them all. */
function verdictShare(
  intervals: ReturnType<typeof simulate>,
  { verdict, ratio, blocks, floorShare = 0 }: {
    verdict: "different" | "equivalent";
    ratio: number;
    blocks: number;
    floorShare?: number;
  },
): number {
  const count = intervals.filter(({ low, high }) =>
    judge({
      low: low * ratio,
      high: high * ratio,
      blocks,
      deltaShare: DELTA_SHARE,
      floorShare,
    }).verdict === verdict
  ).length;
  return count / REPETITIONS;
}

for (const blocks of BLOCK_COUNTS) {
  for (const noise of Object.keys(NOISES)) {
    Deno.test(`the interval covers, and verdicts hold what they promise: ${blocks} blocks, ${noise}`, () => {
      const intervals = simulate(blocks, noise);
      const covered = intervals.filter(({ low, high }) => low <= 1 && 1 <= high).length /
        REPETITIONS;
      const most = noise === "normal" ? 0.98 : 0.99;
      assert.ok(covered >= 0.93 && covered <= most, `covered ${covered}`);

      const equal = verdictShare(intervals, { verdict: "different", ratio: 1, blocks });
      // A share of 1000 repetitions errs by 0.7 percentage points.
      assert.ok(equal <= 0.05 + 0.01, `A/A different ${equal}`);

      const beyond = verdictShare(intervals, { verdict: "equivalent", ratio: 1.051, blocks });
      assert.ok(beyond <= 0.05, `equivalent beyond δ ${beyond}`);
    });
  }
}

Deno.test("a server slowed by 15 % is found nearly always with 10 blocks of 4 % noise", () => {
  const intervals = simulate(10, "normal");
  const found = verdictShare(intervals, {
    verdict: "different",
    ratio: 0.85,
    blocks: 10,
    floorShare: 0.02,
  });
  assert.ok(found > 0.95, `${found}`);
});

Deno.test("equal servers are found equivalent more often than not with 20 blocks of 4 % noise", () => {
  const found = verdictShare(simulate(20, "normal"), {
    verdict: "equivalent",
    ratio: 1,
    blocks: 20,
  });
  assert.ok(found > 0.5, `${found}`);
});

Deno.test("ratioInterval() is unbounded below three blocks", () => {
  assert.deepEqual(ratioInterval([0.1, 0.1]), { ratio: Math.exp(0.1), low: 0, high: Infinity });
  assert.equal(Number.isNaN(ratioInterval([]).ratio), true);
});

Deno.test("ratioInterval() always holds its own ratio", () => {
  for (const logs of [[0, 0, 0, 0, 0, 0, 0, 0, 0, 5], [-0.2, 0.1, 0.1], [0.3, 0.3, 0.3]]) {
    const { low, ratio, high } = ratioInterval(logs);
    assert.ok(low <= ratio && ratio <= high, `${low} ${ratio} ${high}`);
  }
});

Deno.test("ratioInterval() does not depend on which cell is called A", () => {
  const forth = ratioInterval([0.1, 0.2, 0.15, 0.3, 0.12]);
  const back = ratioInterval([-0.1, -0.2, -0.15, -0.3, -0.12]);
  assert.ok(Math.abs(forth.ratio * back.ratio - 1) < 1e-9);
  // The bootstrap draws other resamples, so the ends agree nearly.
  assert.ok(Math.abs(forth.low * back.high - 1) < 0.02);
  assert.ok(Math.abs(forth.high * back.low - 1) < 0.02);
});
