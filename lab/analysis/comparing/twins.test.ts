import assert from "node:assert/strict";
import { fixtureCell, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import { twinsOf, twinsOfRuns, twinsSentence } from "./twins.ts";

const runOf = (seed: number, repeatFirstCell = true) =>
  fixtureRun({
    ...{ seed, blocks: 4, repeatFirstCell, answerCount: 1, noiseShare: 0.05 },
    cells: [fixtureCell("gamma-sync", 3, 5), fixtureCell("beta-sync", 3, 5)],
  });

Deno.test("twinsOf() finds the cell that rides twice, and compares its trials", () => {
  const [twins, ...others] = twinsOf(runOf(1));
  assert.deepEqual(others, []);
  assert.equal(twins!.label, "gamma-sync 3×5");
  assert.equal(twins!.comparison.blocks, 4);
  assert.deepEqual(twinsOf(runOf(1, false)), []);
});

Deno.test("twinsSentence() gives the twins' own interval, and no threshold", () => {
  assert.match(
    twinsSentence(runOf(1)),
    /^gamma-sync 3×5 rode twice in every block: one is \d\.\d\d times the other \(95 % interval \d\.\d\d to \d\.\d\d\), \*\*\w/,
  );
  assert.match(twinsSentence(runOf(1, false)), /^No cell rode twice in this run/);
  const few = { ...runOf(1), trials: runOf(1).trials.filter(({ block }) => block < 3) };
  assert.match(twinsSentence(few), /was to ride twice in every block\. Not measured: 2 blocks/);
});

Deno.test("twinsSentence() of twins that differ says how often that happens, and what it casts doubt on", () => {
  const seeds = Array.from({ length: 60 }, (_, index) => index + 1);
  const differing = seeds.map((seed) => runOf(seed)).find((run) =>
    twinsOf(run)[0]!.comparison.verdict === "different"
  )!;
  assert.match(
    twinsSentence(differing),
    /\*\*\. One pair of twins in twenty comes out so by chance/,
  );
});

Deno.test("twinsOfRuns() finds identical servers identical, and servers that are not, not", () => {
  const runs = Array.from({ length: 60 }, (_, index) => runOf(index + 1));
  const { count, pValue, sentence } = twinsOfRuns(runs);
  assert.equal(count, 60);
  assert.ok(pValue > 0.05, `${pValue}`);
  assert.match(sentence, /^60 pairs of twins, \d called different; their p-values lie evenly/);
  // Noise of which each pair of twins sees a tenth, as if blocks were no blocks.
  const frozen = runs.map((run) => structuredClone(run));
  for (const { trials } of frozen) {
    const twins = trials.filter(({ cell }) => cell.variant === "gamma-sync");
    twins.forEach((trial, index) => {
      const later = index % 2 === trial.block % 2;
      setThroughput(trial, later ? 400 : 330 + trial.block);
    });
  }
  assert.match(twinsOfRuns(frozen).sentence, /lie unevenly/);
});

Deno.test("twinsOfRuns() refuses runs without twins", () => {
  assert.throws(() => twinsOfRuns([runOf(1, false)]), /Judging twins of 1 run: none has a cell/);
});
