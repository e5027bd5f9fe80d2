import assert from "node:assert/strict";
import { fixtureCell, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import { meanInterval } from "../claims/quantity.ts";
import { FEWEST_BLOCKS_TO_STOP, needsMoreBlocks } from "./precision.ts";
import { normalDeviate, seededRandom } from "../../nouns/random.ts";
import type { Run } from "../../nouns/run.ts";

const gamma = fixtureCell("gamma-sync", 3, 5);
const beta = fixtureCell("beta-sync", 3, 5);
const wanted = [[gamma, beta]] as const;
const runOf = (blocks: number, noiseShare = 0.04, seed = 1) =>
  fixtureRun({ cells: [gamma, beta], blocks, noiseShare, seed, answerCount: 1 });
const upTo = (run: Run, block: number): Run => (
  { ...run, trials: run.trials.filter((trial) => trial.block <= block) }
);

Deno.test("needsMoreBlocks() stops when the interval is narrow, wherever it lies", () => {
  for (const factor of [1, 1.5]) {
    const run = fixtureRun({
      ...{ cells: [gamma, beta], blocks: 6, noiseShare: 0.01, answerCount: 1 },
      throughputRpsOf: ({ variant }) => variant.startsWith("gamma") ? 400 * factor : 400,
    });
    const { needed, widest, sentence } = needsMoreBlocks(run, wanted, 0.1);
    assert.equal(needed, false);
    assert.ok(widest.width < 0.1);
    assert.match(sentence, /is known to \d\.\d % after 6 blocks: as narrow as the 10.0 % wanted/);
  }
});

Deno.test("needsMoreBlocks() goes on below five blocks however narrow the interval is", () => {
  assert.equal(needsMoreBlocks(runOf(4, 0.0001), wanted, 0.1).needed, true);
  assert.equal(needsMoreBlocks(runOf(5, 0.0001), wanted, 0.1).needed, false);
});

Deno.test("needsMoreBlocks() goes on for the widest of the ratios, and says how long it may take", () => {
  const delta = fixtureCell("delta-async", 1, null);
  const run = fixtureRun({
    cells: [gamma, beta, delta],
    blocks: 8,
    noiseShare: 0.005,
    answerCount: 1,
  });
  for (const trial of run.trials) {
    if (trial.cell.variant === delta.variant) {
      setThroughput(trial, 400 * (trial.block % 2 === 0 ? 1.3 : 0.8));
    }
  }
  const noisy = needsMoreBlocks(run, [[gamma, beta], [gamma, delta]], 0.05);
  assert.deepEqual(noisy.ratios.map(({ width }) => width > 0.05), [false, true]);
  assert.equal(noisy.needed, true);
  assert.equal(noisy.widest, noisy.ratios[1]);
  assert.ok(noisy.widest.blocksExpected! > 50, `${noisy.widest.blocksExpected}`);
  const early = needsMoreBlocks(runOf(2), wanted, 0.05);
  assert.equal(early.widest.blocksExpected, null);
  assert.match(early.sentence, /has no interval after 2 blocks; 5.0 % is wanted\.$/);
});

Deno.test("needsMoreBlocks() expects blocks that turn out to be about right", () => {
  const long = runOf(60);
  const { blocksExpected } = needsMoreBlocks(upTo(long, 10), wanted, 0.06).widest;
  let block = 10;
  while (block < 60 && needsMoreBlocks(upTo(long, block), wanted, 0.06).needed) block++;
  assert.ok(block < 60 && Math.abs(Math.log(blocksExpected! / block)) < Math.log(2), `${block}`);
});

Deno.test("needsMoreBlocks() refuses to plan for nothing", () => {
  assert.throws(() => needsMoreBlocks(runOf(3), [], 0.1), /0 wanted ratios .* give at least one/);
  assert.throws(() => needsMoreBlocks(runOf(3), wanted, 0), /a target width of 0/);
});

const NOISES: Record<string, (random: () => number) => number> = {
  normal: (random) => normalDeviate(random),
  outliers: (random) => normalDeviate(random) * (random() < 0.1 ? 4 : 1),
};
for (const [name, noise] of Object.entries(NOISES)) {
  Deno.test(`intervals at the block where the rule stops cover at least 93 of 100 times: ${name}`, () => {
    const REPETITIONS = 4000;
    const TARGET = 0.1;
    const random = seededRandom(11);
    let covered = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const logs: number[] = [];
      let interval = meanInterval(logs);
      do {
        logs.push(0.04 * (noise(random) - noise(random)));
        if (logs.length >= FEWEST_BLOCKS_TO_STOP) interval = meanInterval(logs);
      } while (!(Math.exp(interval.high - interval.low) - 1 <= TARGET));
      if (interval.low <= 0 && 0 <= interval.high) covered++;
    }
    assert.ok(covered / REPETITIONS >= 0.93, `${covered} of ${REPETITIONS}`);
  });
}
