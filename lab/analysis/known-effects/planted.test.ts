import assert from "node:assert/strict";
import { fixtureKnownEffectCell, fixtureRun } from "../fixtures/runs.ts";
import type { Run } from "../../nouns/run.ts";
import { effectShareOf } from "./known-effects.ts";
import { plantedOf, scaleOf } from "./planted.ts";

/** Requests that take 1 ms of CPU, and for each percent so much of a hundredth more. */
function madeUp(percents: string[], scale: number, noiseShare = 0.01): Run {
  const cells = [undefined, ...percents.map((moreCpu) => ({ moreCpu }))]
    .map((options) => fixtureKnownEffectCell(options));
  const run = fixtureRun({ cells, blocks: 12, noiseShare: 0.05, repeatFirstCell: true });
  run.trials.forEach(({ cell, outcome }, index) => {
    if (outcome.state !== "completed") return;
    const noise = 1 + noiseShare * [1, -1, 0.5, -0.5, 0, 0.7, -0.7][index % 7]!;
    outcome.serverCpuS = outcome.okCount * 0.001 * (1 + scale * effectShareOf(cell)!) * noise;
  });
  return run;
}

Deno.test("plantedOf() tells what an effect is from its name, by the CPU of a request", () => {
  const planted = plantedOf(madeUp(["10", "20"], 0.8));
  assert.deepEqual(planted.map(({ effectShare }) => effectShare), [0.1, 0.2]);
  for (const { effectShare, planted: { value, low, high } } of planted) {
    assert.ok(low < 0.8 * effectShare && 0.8 * effectShare < high, `${low} to ${high}`);
    assert.ok(Math.abs(value - 0.8 * effectShare) < 0.01);
  }
});

Deno.test("scaleOf() knows ten percent from a hundred, and more surely than from ten", () => {
  const whole = scaleOf(madeUp(["100"], 0.9));
  const tenth = scaleOf(madeUp(["10"], 0.9));
  assert.ok(whole.low < 0.9 && 0.9 < whole.high);
  assert.ok(tenth.low < 0.9 && 0.9 < tenth.high);
  assert.ok(whole.high - whole.low < (tenth.high - tenth.low) / 4);
});

Deno.test("plantedOf() says what was not measured: no CPU known, or too few blocks", () => {
  const unknown = madeUp(["10"], 1);
  for (const { outcome } of unknown.trials) {
    if (outcome.state === "completed") outcome.serverCpuS = null;
  }
  assert.match(plantedOf(unknown)[0]!.planted.missing!, /it takes 3 values, and there are 0/);
  assert.match(scaleOf(madeUp([], 1)).missing!, /no dearer cell/);
});

Deno.test("plantedOf() tells each effect by what a hundred percent are too, where a run has these", () => {
  const run = madeUp(["10", "20"], 0.8);
  const [tenth, fifth] = plantedOf(run, madeUp(["100"], 0.8));
  for (const [{ bySize }, effect] of [[tenth!, 0.08], [fifth!, 0.16]] as const) {
    assert.ok(bySize.low < effect && effect < bySize.high, `${bySize.low} to ${bySize.high}`);
  }
  assert.ok(tenth!.bySize.high - tenth!.bySize.low < tenth!.planted.high - tenth!.planted.low);
  assert.match(plantedOf(run)[0]!.bySize.missing!, /no run has a hundred percent more/);
});

Deno.test("plantedOf() tells what an effect takes of throughput, which is less where others work too", () => {
  const run = madeUp(["10"], 1);
  for (const { cell, outcome } of run.trials) {
    if (outcome.state === "completed") outcome.throughputRps = 1000 / (2 + effectShareOf(cell)!);
  }
  const [{ slower, planted }] = plantedOf(run) as [ReturnType<typeof plantedOf>[0]];
  assert.ok(Math.abs(slower.value - 0.05) < 1e-9);
  assert.ok(Math.abs(planted.value - 0.1) < 0.01);
});
