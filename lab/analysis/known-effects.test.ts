import assert from "node:assert/strict";
import type { Run } from "../nouns/run.ts";
import {
  fixtureKnownEffectCell,
  fixtureKnownEffects,
  fixtureRun,
  setThroughput,
} from "./fixtures.ts";
import {
  addedLatency,
  callOf,
  effectShareOf,
  judgeRepeats,
  knownEffects,
  readShots,
} from "./known-effects.ts";

const base = fixtureKnownEffectCell();
const works = ["105", "110", "120"];
const dearer = works.map((work) => fixtureKnownEffectCell({ work }));

const madeUp = (blocks: number, noiseShare: number, seed = 1): Run =>
  fixtureKnownEffects(works, { seed, blocks, noiseShare });

Deno.test("effectShareOf() reads the work beyond the base, and leaves delays and no work out", () => {
  assert.equal(effectShareOf(base), 0);
  assert.deepEqual(dearer.map(effectShareOf), [0.05, 0.1, 0.2]);
  assert.equal(effectShareOf(fixtureKnownEffectCell({ delayMs: "5" })), null);
  assert.equal(effectShareOf(fixtureKnownEffectCell({ work: "0" })), null);
});

Deno.test("callOf() calls a verdict right or wrong by what is known", () => {
  const call = (verdict: "different" | "equivalent" | "undecided", ratio: number, effect: number) =>
    callOf({ verdict, ratio, deltaShare: 0.05 }, effect);
  assert.equal(call("different", 1.1, 0.1), "found");
  assert.equal(call("different", 0.9, 0.1), "wrong");
  assert.equal(call("different", 1.1, 0), "wrong");
  assert.equal(call("equivalent", 1, 0), "equivalent");
  assert.equal(call("equivalent", 1.03, 0.05), "equivalent");
  assert.equal(call("equivalent", 1.03, 0.1), "wrong");
  assert.equal(call("undecided", 1.2, 0.2), "undecided");
});

Deno.test("judgeRepeats() finds known effects on a quiet machine, five blocks being enough", () => {
  const judged = judgeRepeats(madeUp(16, 0.005, 2), 2);
  assert.equal(judged.length, 8);
  for (const { effectShare, call, blocks, precise, comparison } of judged) {
    assert.ok(precise);
    assert.equal(blocks, 5);
    if (effectShare === 0) assert.equal(call, "equivalent");
    if (effectShare >= 0.1) assert.equal(call, "found");
    assert.ok(Math.abs(comparison.ratio / (1 + effectShare) - 1) < 0.02);
  }
});

Deno.test("judgeRepeats() looks at a repeat's own blocks and at none after the stop", () => {
  const run = madeUp(16, 0.005);
  const before = judgeRepeats(run, 2);
  const spoilt = structuredClone(run);
  for (const trial of spoilt.trials) {
    // After the stop of the first repeat: blocks 6 to 8.
    if (trial.block < 6 || trial.block > 8 || trial.outcome.state !== "completed") continue;
    setThroughput(trial, trial.outcome.throughputRps * trial.trial);
  }
  assert.deepEqual(judgeRepeats(spoilt, 2), before);
});

Deno.test("judgeRepeats() spends all of a repeat's blocks where the noise does not let it stop", () => {
  for (const { blocks, precise } of judgeRepeats(madeUp(6, 0.4), 1)) {
    assert.equal(precise, false);
    assert.equal(blocks, 6);
  }
});

Deno.test("judgeRepeats() does not call the base equivalent to itself where its trials are not", () => {
  const run = structuredClone(madeUp(6, 0.001));
  // In each block the base's later trial is twice as fast; in every other block the later one is A.
  for (const trials of Map.groupBy(run.trials, ({ block }) => block).values()) {
    const again = trials.filter(({ cell }) => effectShareOf(cell) === 0)[1]!;
    if (again.outcome.state === "completed") {
      setThroughput(again, again.outcome.throughputRps * 2);
    }
  }
  const [same] = judgeRepeats(run, 1);
  assert.ok(same!.comparison.low < 1 && same!.comparison.high > 1);
  assert.notEqual(same!.call, "equivalent");
});

Deno.test("judgeRepeats() refuses blocks that are no whole repeats", () => {
  assert.throws(() => judgeRepeats(madeUp(7, 0.01), 2), /the 7 blocks of run .* are no 2 repeats/);
});

Deno.test("readShots() believes what differs by more than 1 %, which is right only by luck", () => {
  const shots = readShots(madeUp(100, 0.05));
  const shareRight = (effect: number) => {
    const some = shots.filter(({ effectShare }) => effectShare === effect);
    return some.filter(({ right }) => right).length / some.length;
  };
  assert.equal(shots.length, 400);
  assert.ok(shareRight(0) < 0.25, "two equal cells mostly differ by more than 1 %");
  assert.ok(shareRight(0.05) < 0.9);
  assert.ok(shareRight(0.2) > 0.95);
});

Deno.test("knownEffects() puts both protocols side by side, each call counted once", () => {
  const rows = knownEffects(madeUp(20, 0.02), madeUp(4, 0.02, 7));
  assert.deepEqual(rows.map(({ effectShare }) => effectShare), [0, 0.05, 0.1, 0.2]);
  for (const row of rows) {
    assert.equal(row.repeats, 4);
    assert.equal(row.found + row.equivalent + row.undecided + row.wrong, 4);
    assert.ok(row.shotLowestRatio <= row.shotHighestRatio);
    assert.equal(row.close, 4);
    // Five blocks of five trials that begin 8 s apart.
    assert.ok(row.medianTookS > 180 && row.medianTookS < 220);
  }
  assert.equal(rows[0]!.shotSignRight, null);
});

Deno.test("knownEffects() tells a right size from a right sign", () => {
  const shots = structuredClone(madeUp(2, 0.001));
  for (const trial of shots.trials) {
    const { cell, outcome } = trial;
    if (outcome.state === "completed" && effectShareOf(cell) === 0.2) {
      setThroughput(trial, outcome.throughputRps / 1.5);
    }
  }
  const [, five, , twenty] = knownEffects(madeUp(10, 0.001), shots);
  assert.deepEqual([five!.shotRight, five!.shotClose], [2, 2]);
  assert.deepEqual([twenty!.shotRight, twenty!.shotSignRight, twenty!.shotClose], [2, 2, 0]);
});

Deno.test("addedLatency() tells waiting from work", () => {
  const load = {
    kind: "open" as const,
    rateRps: 500,
    arrivals: "constant" as const,
    connections: 64,
  };
  const options: Record<string, string>[] = [{}, { delayMs: "5" }, { work: "0" }];
  const cells = options.map((each) => {
    const cell = fixtureKnownEffectCell(each);
    return { ...cell, scenario: { ...cell.scenario, load } };
  });
  const run = fixtureRun({ blocks: 6, cells, noiseShare: 0.001, throughputRpsOf: () => 500 });
  for (const { cell, outcome } of run.trials) {
    if (outcome.state !== "completed") continue;
    const { delayMs, work } = cell.settings.options ?? {};
    outcome.latencyP50Ms = delayMs ? 6.2 : 1.2;
    outcome.serverCpuS = work === "0" ? 0.1 : 2;
  }
  const added = addedLatency(run);
  assert.equal(added.throughput.verdict, "equivalent");
  assert.equal(added.latencyP50.verdict, "different");
  assert.ok(Math.abs(added.addedP50Ms - 5) < 1e-9);
  assert.ok(Math.abs(added.ownCpuShare! - 0.05) < 0.001);
});
