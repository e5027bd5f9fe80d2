import assert from "node:assert/strict";
import { timeLeft } from "./timeleft.ts";

/** A clock that goes when it is told to. */
function clock() {
  let s = 0;
  return { now: () => s, goOn: (moreS: number) => s += moreS };
}

Deno.test("time left runs down with the clock, and is right where trials take the same", () => {
  const { now, goOn } = clock();
  const left = timeLeft(now);
  assert.equal(left.leftS(), null);
  left.began();
  goOn(10);
  left.ended("a", 9);
  assert.equal(left.leftS(), 90);
  goOn(4);
  assert.equal(left.leftS(), 86);
});

Deno.test("time left does not jump: by trials of many lengths, nor where fewer are wanted at once", () => {
  const { now, goOn } = clock();
  const left = timeLeft(now, { guess: { firstS: 5, eachS: 5, count: 40 } });
  const told: number[] = [];
  for (let trial = 1; trial <= 24; trial++) {
    const kind = trial % 2 === 0 ? "slow" : "quick";
    left.began();
    goOn(kind === "slow" ? 9 : 2);
    // After the first look half of the claims are decided: half as many trials are wanted.
    left.ended(kind, trial < 12 ? 40 - trial : Math.max(0, 24 - trial));
    told.push(left.leftS()!);
  }
  for (const [at, s] of told.entries()) {
    const before = told[at - 1];
    if (before === undefined || at === told.length - 1) continue;
    assert.ok(s < before * 1.3 && s > before * 0.6 - 9, `${before} s, then ${s} s`);
  }
  assert.equal(told.at(-1), 0);
});

Deno.test("no run is said to go on longer than its budget", () => {
  const { now, goOn } = clock();
  const left = timeLeft(now, { budgetS: 60 });
  goOn(10);
  left.ended("a", 100);
  assert.equal(left.leftS(), 50);
});

/** A run of trials that take so long, and what was told at each second of it, with its reasons. */
function toldOf(tookS: readonly number[], firstS: number, eachS: number) {
  const { now, goOn } = clock();
  const left = timeLeft(now, { guess: { firstS, eachS, count: tookS.length } });
  const wholeS = tookS.reduce((sum, each) => sum + each, 0);
  const told = [{ leftS: left.leftS()!, realS: wholeS, why: left.why() }];
  for (const [at, s] of tookS.entries()) {
    left.began();
    for (let second = 0; second < s; second++) {
      goOn(1);
      if (second === s - 1) left.ended("a", tookS.length - at - 1);
      told.push({ leftS: left.leftS()!, realS: wholeS - now(), why: left.why() });
    }
  }
  return told;
}

Deno.test("a slow first trial that was foreseen moves nothing: time left never goes up", () => {
  const told = toldOf([22, 12, 11, 8, 9, 11, 12, 9], 21, 9);
  for (const [at, { leftS, why }] of told.entries()) {
    assert.equal(why, null);
    const before = told[at - 1]?.leftS ?? Infinity;
    assert.ok(leftS <= before * 1.03, `${before} s, then ${leftS} s`);
  }
  const [first] = told;
  assert.ok(Math.abs(first!.leftS - 94) < 94 * 0.15, `${first!.leftS} s were told at first`);
  const far = told.filter(({ leftS, realS }) => Math.abs(leftS - realS) > 15);
  assert.deepEqual(far, []);
});

Deno.test("a guess that was far too low is put right at once, and why is said", () => {
  const told = toldOf([5, 30, 30, 30, 30], 5, 5);
  const ups = told.filter(({ leftS }, at) => leftS > (told[at - 1]?.leftS ?? Infinity) * 1.04);
  assert.ok(ups.length > 0);
  for (const { why } of ups) assert.equal(why, "trials take longer than was guessed");
});

Deno.test("what may follow at the most is told from the first trial, and runs down beside what is likely", () => {
  const { now, goOn } = clock();
  const left = timeLeft(now, { budgetS: 300 });
  assert.equal(left.mostS(), null);
  left.began();
  goOn(10);
  left.ended("a", 4, 20);
  assert.deepEqual([left.leftS(), left.mostS()], [40, 200]);
  goOn(5);
  assert.deepEqual([left.leftS(), left.mostS()], [35, 195]);
  goOn(5);
  left.ended("a", 3, 60);
  assert.equal(left.mostS(), 280, "not more than the budget has");
  left.ended("a", 3);
  assert.equal(left.mostS(), left.leftS());
});

Deno.test("where a look wants more trials, what is left is told as the next one begins, with the reason", () => {
  const { now, goOn } = clock();
  const left = timeLeft(now);
  for (let trial = 1; trial <= 4; trial++) {
    left.began(4 - trial, 24 - trial);
    goOn(5);
    left.ended("a", 4 - trial, 24 - trial);
  }
  assert.deepEqual([left.leftS(), left.why()], [0, null]);
  left.began(19, 19);
  assert.deepEqual(
    [left.leftS(), left.mostS(), left.why()],
    [100, 100, "more trials are wanted than before"],
  );
  goOn(5);
  left.ended("a", 19, 19);
  assert.deepEqual([left.leftS(), left.why()], [95, null]);
});
