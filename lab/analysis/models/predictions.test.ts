import assert from "node:assert/strict";
import { cellLabel } from "../tables/cells.ts";
import { fixtureCell } from "../fixtures/runs.ts";
import { accuracyOf, type Prediction, predictionsOf } from "./predictions.ts";
import { calling, heldOut, known, lawfulRun, waitMs } from "./rule-fixtures.ts";

const near = (value: number, expected: number, share = 0.01) =>
  assert.ok(Math.abs(value / expected - 1) < share, `${value} is not near ${expected}`);

Deno.test("predictionsOf() hits held-out cells that obey the rule", () => {
  const predictions = predictionsOf(lawfulRun([...known, ...heldOut]), known, heldOut, { waitMs });
  assert.deepEqual(
    predictions.map((each) => each.heldOut),
    [false, false, true, true, true, true],
  );
  for (const { ratio, blocks } of predictions) {
    near(ratio, 1, 0.02);
    assert.equal(blocks.length, 4);
  }
  const { value, high } = accuracyOf(predictions);
  assert.ok(value < 2);
  assert.equal(high, Infinity, "four held-out cells do not say what others would give");
  // 2×32 at 20 ms: 667 for the cores, 1,000 for the workers.
  near(predictions[4]!.nextBoundRatio, 1.5, 0.02);
});

Deno.test("predictionsOf() fits each block by itself, so that drift of the machine cancels", () => {
  const busy = [calling(1, 32, 50), calling(1, 48, 20)];
  const run = lawfulRun(busy, () => 1, 0.3);
  // A slower block costs more CPU a request.
  for (const { outcome } of run.trials) {
    if (outcome.state !== "completed") continue;
    outcome.serverCpuS = outcome.durationS;
  }
  const [, prediction] = predictionsOf(run, busy.slice(0, 1), busy.slice(1), { waitMs });
  near(prediction!.ratio, 1);
  near(prediction!.low, prediction!.high);
});

Deno.test("accuracyOf() names the cell that the rule misses most, and by how much", () => {
  const bent = lawfulRun(
    [...known, ...heldOut],
    (cell) => cellLabel(cell) === "gamma-sync 2×32" ? 0.6 : 1,
  );
  const accuracy = accuracyOf(predictionsOf(bent, known, heldOut, { waitMs }));
  assert.equal(accuracy.worst.label, "gamma-sync 2×32, 20 ms");
  near(accuracy.worstPercent, 40, 0.05);
  assert.ok(accuracy.value < 2 && accuracy.high > 10);
  assert.equal(accuracy.cellCount, 4);
});

Deno.test("predictionsOf() leaves out cells that were not measured, or that nothing is known of", () => {
  const run = lawfulRun([...known, heldOut[0]!]);
  const strangers = [...heldOut, fixtureCell("delta-async", 2, null)];
  const predictions = predictionsOf(run, known, strangers, { waitMs });
  assert.equal(predictions.length, 3);
  const { low, high } = accuracyOf(predictions);
  assert.deepEqual([low, high], [0, Infinity], "one held-out cell says nothing of others");
  assert.throws(
    () => accuracyOf(predictionsOf(run, known, [])),
    /Judging a rule: no held-out cell was predicted/,
  );
});

Deno.test("accuracyOf() of six cells or more tells between which misses the median of others lies", () => {
  const prediction = (ratio: number) => ({ ratio, heldOut: true }) as Prediction;
  const six = [1.01, 1.02, 0.97, 1.04, 0.95, 1.06].map(prediction);
  const accuracy = accuracyOf(six);
  assert.deepEqual(
    [accuracy.value, accuracy.low, accuracy.high].map((percent) => Math.round(percent * 10) / 10),
    [3.5, 1, 6],
  );
  assert.equal(accuracyOf(six.slice(1)).high, Infinity);
});
