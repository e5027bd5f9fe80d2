import assert from "node:assert/strict";
import { normalDeviate, seededRandom } from "../../nouns/random.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { spreadOf, spreadRatio } from "./spread.ts";
import { fQuantile, varianceRatio } from "./variance-ratio.ts";

const [held, free] = [1, 2].map((workers) => fixtureCell("alpha-async", workers, null));

/** Starts that differ by 5 % where they are left to chance, and by so much where they are held. */
function madeUp(heldSd: number, blocks: number, seed = 1) {
  const run = fixtureRun({ cells: [held!, held!, free!, free!], blocks, seed, noiseShare: 0 });
  const random = seededRandom(seed);
  for (const { cell, outcome } of run.trials) {
    const sd = cell.settings.workers === 1 ? heldSd : 0.05;
    if (outcome.state !== "completed") continue;
    const factor = Math.exp(sd * normalDeviate(random));
    outcome.throughputRps *= factor;
    outcome.latencyMeanMs /= factor;
  }
  return run;
}

Deno.test("fQuantile() agrees with scipy.stats.f", () => {
  const known = [
    [0.975, 3, 3, 15.43918237874729],
    [0.975, 4, 9, 4.7180784581281925],
    [0.975, 19, 19, 2.526450933579262],
    [0.95, 79, 79, 1.4511523225118481],
    [0.025, 5, 40, 0.16194201633005106],
    [0.975, 1, 2, 38.50632911392401],
  ] as const;
  for (const [share, freedom, other, value] of known) {
    assert.ok(Math.abs(fQuantile(share, freedom, other) / value - 1) < 1e-6, `${share} ${freedom}`);
  }
});

Deno.test("varianceRatio() covers 95 times in 100, and its mirror is its inverse", () => {
  const random = seededRandom(4);
  const draw = (count: number, sd: number) =>
    Array.from({ length: count }, () => sd * normalDeviate(random));
  let covered = 0;
  for (let repetition = 0; repetition < 2000; repetition++) {
    const [low, high] = [draw(10, 1), draw(20, 2)];
    const ratio = varianceRatio(low!, high!);
    if (ratio.low < 0.25 && 0.25 < ratio.high) covered++;
  }
  assert.ok(covered > 1900 - 30 && covered < 1900 + 30, `${covered}`);
  const [a, b] = [draw(8, 1), draw(5, 1)];
  const [over, under] = [varianceRatio(a!, b!), varianceRatio(b!, a!)];
  assert.ok(Math.abs(over.low * under.high - 1) < 1e-6);
  assert.match(varianceRatio([1, 2], [1, 2, 3]).missing!, /it takes 3 values of each/);
  assert.match(varianceRatio([1, 2, 3], [1, 1, 1]).missing!, /do not vary/);
});

Deno.test("spreadOf() is what one start differs by, and not the machine from block to block", () => {
  // The blocks differ by a tenth.
  const { startSd, blocks } = spreadOf(madeUp(0.05, 100, 2), free!);
  assert.equal(blocks, 100);
  assert.ok(Math.abs(startSd - 0.05) < 0.012, `${startSd}`);
  assert.ok(Number.isNaN(spreadOf(madeUp(0.05, 1), free!).startSd));
});

Deno.test("spreadRatio() tells what makes starts differ from what does not", () => {
  const calmer = spreadRatio(madeUp(0.02, 40), held!, free!);
  assert.ok(calmer.high < 1 && calmer.low < 0.4 && 0.4 < calmer.high);
  const same = spreadRatio(madeUp(0.05, 40), held!, free!);
  assert.ok(same.low < 1 && 1 < same.high);
  const once = spreadRatio(fixtureRun({ cells: [held!, free!], blocks: 9 }), held!, free!);
  assert.match(once.missing!, /there are 0/);
});

Deno.test("spreadOf() leaves out a trial that was held up, and its twin", () => {
  const run = madeUp(0.02, 20);
  const [first] = run.trials.filter(({ cell }) => cell.settings.workers === 2);
  assert.ok(first!.outcome.state === "completed");
  first!.outcome.throughputRps /= 10;
  first!.outcome.durationS *= 10;
  const { blocks, startSd } = spreadOf(run, free!);
  assert.equal(blocks, 19);
  assert.ok(startSd < 0.1);
});

Deno.test("spreadOf() says how unevenly workers have their connections", () => {
  const run = madeUp(0.05, 2);
  assert.equal(spreadOf(run, free!).busiestShare, null);
  const placed = [[8, 8, 0], [16, 0, 0], [12, 4, 0], [12, 4, 0]];
  const trials = run.trials.filter(({ cell }) => cell.settings.workers === 2);
  trials.forEach(({ outcome }, index) => {
    if (outcome.state === "completed") outcome.serverConnectionsByProcess = placed[index]!;
  });
  assert.equal(spreadOf(run, free!).busiestShare, 0.75);
});
