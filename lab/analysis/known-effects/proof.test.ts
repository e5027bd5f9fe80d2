import assert from "node:assert/strict";
import { fixtureKnownEffects } from "../fixtures/runs.ts";
import { aimsOf, proofRows } from "./proof.ts";
import { type Repeat, replay } from "./replay.ts";
import { readShots } from "./shots.ts";

const WORKS = ["105", "110", "120"];
const madeUp = (blocks: number, noiseShare: number, seed = 1) =>
  fixtureKnownEffects(WORKS, { seed, blocks, noiseShare });

const repeatsOf = (
  effectShare: number,
  call: Repeat["call"],
  count: number,
  ended: Repeat["ended"] = "decided",
): Repeat[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ effectShare, call, ended, oldCall: "undecided", repeat: index + 1 },
    ...{ fromBlock: 1, blocks: 5, ratio: 1, low: 0.9, high: 1.1, minutes: index },
  }));
const stateOf = (repeats: Repeat[], words: RegExp) =>
  aimsOf(proofRows(repeats, [])).find(({ aim }) => words.test(aim))!;

Deno.test("proofRows() counts each repeat once, and those that were cut off apart", () => {
  const rows = proofRows(replay(madeUp(22, 0.08)), readShots(madeUp(4, 0.05, 7)));
  assert.deepEqual(rows.map(({ effectShare }) => effectShare), [0, 0.05, 0.1, 0.2]);
  for (const row of rows) {
    assert.equal(row.found + row.equivalent + row.undecided + row.wrong, row.repeats);
    assert.equal(row.oldFound + row.oldEquivalent + row.oldUndecided + row.oldWrong, row.repeats);
    assert.equal(row.shots, 4);
    assert.ok(row.shotLowestRatio <= row.shotHighestRatio);
  }
  const cut = proofRows(repeatsOf(0, "undecided", 1, "cut off"), []);
  assert.deepEqual([cut[0]!.repeats, cut[0]!.cutOff, cut[0]!.undecided], [0, 1, 0]);
  assert.ok(Number.isNaN(cut[0]!.medianMinutes) && Number.isNaN(cut[0]!.shotLowestRatio));
});

Deno.test("minutes to a verdict are those of repeats that came to one", () => {
  const [row] = proofRows([
    ...repeatsOf(0.1, "found", 3),
    ...repeatsOf(0.1, "undecided", 5, "time"),
  ], []);
  assert.deepEqual([row!.medianMinutes, row!.repeats, row!.found], [1, 8, 3]);
});

Deno.test("aimsOf() says met, missed or open, whatever those that were cut off had become", () => {
  const tenth = /^10 % more is found: at least 9 of 10/;
  assert.equal(stateOf(repeatsOf(0.1, "found", 9), tenth).state, "met");
  const nine = [...repeatsOf(0.1, "found", 9), ...repeatsOf(0.1, "undecided", 1)];
  assert.equal(stateOf(nine, tenth).state, "met");
  const open = [...nine, ...repeatsOf(0.1, "undecided", 1, "cut off")];
  assert.deepEqual(
    [stateOf(open, tenth).state, stateOf(open, tenth).count, stateOf(open, tenth).repeats],
    ["open", 9, 10],
  );
  const missed = [...repeatsOf(0.1, "found", 4), ...repeatsOf(0.1, "undecided", 2)];
  assert.equal(stateOf(missed, tenth).state, "missed");
  assert.equal(stateOf([], tenth).state, "not measured");
});

Deno.test("aimsOf() takes one wrong of twenty, and not of nineteen; and tells what few can", () => {
  const wrong = /^nothing more is called different: at most 1 of 20/;
  const with_ = (others: number) => [
    ...repeatsOf(0, "wrong", 1),
    ...repeatsOf(0, "equivalent", others),
  ];
  assert.equal(stateOf(with_(19), wrong).state, "met");
  assert.equal(stateOf(with_(18), wrong).state, "missed");
  const few = stateOf(repeatsOf(0, "equivalent", 5), wrong);
  assert.equal(few.state, "met");
  assert.ok(few.share.high > 0.4, "five repeats show little");
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

Deno.test("the rule finds more than the old method on the same trials, and no worse", () => {
  const rows = [1, 2, 3, 4].map((seed) => proofRows(replay(madeUp(80, 0.09, seed)), []));
  const sum = (effectShare: number, of: "equivalent" | "oldEquivalent" | "wrong" | "repeats") =>
    rows.flat().filter((row) => row.effectShare === effectShare)
      .reduce((count, row) => count + row[of], 0);
  assert.ok(sum(0, "equivalent") > sum(0, "oldEquivalent"));
  assert.ok(sum(0, "wrong") <= sum(0, "repeats") / 10);
});
