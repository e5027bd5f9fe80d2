import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { crossingOf } from "./crossing.ts";

/** One scenario a size, two cells each. */
const SIZES = [1000, 10_000, 100_000];
const at = (size: number, workers: number) => {
  const cell = fixtureCell("gamma-sync", workers, 5);
  return { ...cell, scenario: { ...cell.scenario, size } };
};
const stations = SIZES.map((x) => ({ x, over: at(x, 2), under: at(x, 1) }));
const NAMES = { over: "Two", under: "One", of: "rows" };
const runOf = (ratioAt: (size: number) => number, noiseShare = 0.01) =>
  fixtureRun({
    seed: 3,
    ...{ cells: stations.flatMap(({ over, under }) => [over, under]), blocks: 6, noiseShare },
    throughputRpsOf: ({ settings, scenario }) =>
      settings.workers === 1 ? 100 : 100 * ratioAt(scenario.size),
  });

Deno.test("the order turns between the sizes at which each is surely ahead", () => {
  const { between, at, sentence } = crossingOf(
    runOf((size) => size === 1000 ? 0.5 : size === 10_000 ? 2 : 3),
    stations,
    NAMES,
  );
  assert.deepEqual(between, [1000, 10_000]);
  assert.ok(at! > 2500 && at! < 4000, String(at));
  assert.match(sentence, /^Two passes One between 1,000 and 10,000 rows, at about 3,/);
});

Deno.test("what is not decided is told, and no turn is named where one is always ahead", () => {
  const always = crossingOf(runOf(() => 2), stations, NAMES);
  assert.equal(always.between, null);
  assert.match(always.sentence, /^Two is ahead of One wherever .* from 1,000 to 100,000 rows\.$/);
  const open = crossingOf(runOf(() => 1, 0.4), stations, NAMES);
  assert.equal(open.sentence, "Whether Two passes One these blocks cannot tell.");
  const none = crossingOf(runOf(() => 2), [], NAMES);
  assert.equal(none.sentence, "Where Two and One change places was not measured.");
});
