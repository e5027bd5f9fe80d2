import assert from "node:assert/strict";
import { mean } from "simple-statistics";
import type { Run } from "../../nouns/run.ts";
import { fixtureKnownEffects } from "../fixtures/runs.ts";
import { effectShareOf } from "./known-effects.ts";
import { type Repeat, replay } from "./replay.ts";

const madeUp = (blocks: number, noiseShare: number, seed = 1): Run =>
  fixtureKnownEffects(["105", "110", "120"], { seed, blocks, noiseShare });
const ofEffect = (repeats: Repeat[], effectShare: number) =>
  repeats.filter((each) => each.effectShare === effectShare);

Deno.test("replay() begins each repeat where the last one ended, and no block serves two", () => {
  const repeats = replay(madeUp(60, 0.05));
  for (const effectShare of [0, 0.05, 0.1, 0.2]) {
    const ours = ofEffect(repeats, effectShare);
    assert.ok(ours.length > 1, `${effectShare}`);
    assert.deepEqual(ours.map(({ repeat }) => repeat), ours.map((_, index) => index + 1));
    let next = 1;
    for (const { fromBlock, blocks } of ours) {
      assert.equal(fromBlock, next);
      next += blocks;
    }
    assert.ok(ours.slice(0, -1).every(({ ended }) => ended !== "cut off"));
  }
});

Deno.test("replay() finds what is there on a quiet machine, at the first look and in its time", () => {
  for (const { effectShare, call, blocks, minutes, ended, ratio } of replay(madeUp(20, 0.005))) {
    assert.equal(call, effectShare === 0 ? "equivalent" : call);
    if (effectShare >= 0.1) assert.equal(call, "found");
    assert.ok(Math.abs(ratio / (1 + effectShare) - 1) < 0.02);
    assert.deepEqual([blocks, ended], [5, "decided"]);
    // Two trials of 1 s, 5 s and 1.9 s in each of five blocks.
    assert.ok(Math.abs(minutes - 5 * 2 * 7.9 / 60) < 1e-9);
  }
});

Deno.test("replay() looks at a repeat's own blocks and at none after its end", () => {
  const run = madeUp(40, 0.05);
  const before = ofEffect(replay(run), 0.1)[0]!;
  const spoilt = structuredClone(run);
  for (const { block, outcome, trial } of spoilt.trials) {
    if (block > before.blocks && outcome.state === "completed") outcome.throughputRps *= trial;
  }
  assert.deepEqual(ofEffect(replay(spoilt), 0.1)[0], before);
});

Deno.test("replay() says that a recording was cut off, and not that nothing could be told", () => {
  const [only, ...more] = ofEffect(replay(madeUp(15, 0.5)), 0);
  assert.deepEqual([only!.ended, only!.call, only!.blocks], ["cut off", "undecided", 10]);
  assert.deepEqual(more, []);
  const [short] = replay(madeUp(3, 0.01));
  assert.deepEqual([short!.ended, short!.blocks, short!.high], ["cut off", 3, Infinity]);
});

Deno.test("replay() counts a repeat whose time was spent, or whose looks came to nothing", () => {
  const noisy = madeUp(100, 0.6);
  // Twenty minutes hold 75 blocks of two trials of 7.9 s, so that the look at 80 is too late.
  const [first] = ofEffect(replay(noisy), 0);
  assert.deepEqual([first!.ended, first!.call, first!.blocks], ["time", "undecided", 40]);
  assert.ok(first!.minutes <= 20);
  const [patient] = ofEffect(replay(noisy, { minutes: 30 }), 0);
  assert.deepEqual([patient!.ended, patient!.call, patient!.blocks], ["looks", "undecided", 80]);
  const [hasty] = ofEffect(replay(noisy, { minutes: 0.5 }), 0);
  assert.deepEqual([hasty!.ended, hasty!.blocks], ["time", 5]);
  assert.equal(hasty!.high, Infinity);
});

Deno.test("replay() leaves out trials that failed or are invalid, and their blocks count", () => {
  const run = madeUp(20, 0.005);
  const clean = ofEffect(replay(run), 0.2)[0]!;
  const [, ...later] = run.trials.filter(({ cell }) => effectShareOf(cell) === 0.2);
  for (const { outcome } of later.slice(0, 1)) {
    assert.ok(outcome.state === "completed");
    // A tenth of the truth, in a window that was held up.
    outcome.throughputRps /= 10;
    outcome.durationS *= 10;
  }
  const held = ofEffect(replay(run), 0.2)[0]!;
  assert.deepEqual([held.call, held.blocks], [clean.call, clean.blocks]);
  assert.ok(Math.abs(held.ratio - clean.ratio) < 0.01);
});

Deno.test("replay() calls what does not differ different as seldom as it promises", () => {
  let different = 0, decided = 0;
  const ratios: number[] = [];
  for (let seed = 1; seed <= 25; seed++) {
    // Only the base, so that there is less to make up.
    const run = fixtureKnownEffects([], { seed, blocks: 100, noiseShare: 0.1 });
    for (const { ended, call, ratio } of replay(run, { minutes: 60 })) {
      if (ended !== "decided" && ended !== "looks") continue;
      decided++;
      if (call === "wrong") different++;
      ratios.push(Math.log(ratio));
    }
  }
  assert.ok(decided > 60, `${decided}`);
  assert.ok(different / decided <= 0.1, `${different} of ${decided}`);
  assert.ok(Math.abs(mean(ratios)) < 0.03);
});

Deno.test("the old method is asked of the very same trials", () => {
  const repeats = replay(madeUp(60, 0.12, 3));
  const found = (effect: number, of: "call" | "oldCall") =>
    ofEffect(repeats, effect).filter((each) => each[of] === "found").length;
  assert.ok(found(0.2, "call") > 0);
  assert.ok(found(0.2, "oldCall") <= found(0.2, "call"));
  // A base compared with its own twin is never beyond a floor that this pair made.
  assert.ok(ofEffect(repeats, 0).every(({ oldCall }) => oldCall !== "wrong"));
});
