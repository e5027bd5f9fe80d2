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
  left.began("a");
  goOn(10);
  left.ended("a", 9);
  assert.equal(left.leftS(), 90);
  goOn(4);
  assert.equal(left.leftS(), 86);
});

Deno.test("time left does not jump: by trials of many lengths, nor where fewer are wanted at once", () => {
  const { now, goOn } = clock();
  const left = timeLeft(now, { guessS: 120 });
  const told: number[] = [];
  for (let trial = 1; trial <= 24; trial++) {
    const kind = trial % 2 === 0 ? "slow" : "quick";
    left.began(kind);
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
