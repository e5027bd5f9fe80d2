import assert from "node:assert/strict";
import { fixtureKnownEffectCell, fixtureRun } from "../fixtures/runs.ts";
import { baseOf, callOf, effectShareOf, effectsOf } from "./known-effects.ts";

const of = (options?: Record<string, string>) => effectShareOf(fixtureKnownEffectCell(options));

Deno.test("effectShareOf() reads work of the base, or on top of it, and leaves all else out", () => {
  assert.deepEqual([of(), of({ work: "105" }), of({ work: "110" })], [0, 0.05, 0.1]);
  assert.deepEqual([of({ moreCpu: "0" }), of({ moreCpu: "20" }), of({ moreCpu: "100" })], [
    ...[0, 0.2, 1],
  ]);
  assert.deepEqual([of({ delayMs: "5" }), of({ work: "0" }), of({ hashSeed: "1" })], [
    ...[null, null, null],
  ]);
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

Deno.test("effectsOf() has the smallest first, and baseOf() says what lacks a base", () => {
  const cells = [{ moreCpu: "20" }, { moreCpu: "5" }].map((each) => fixtureKnownEffectCell(each));
  const run = fixtureRun({ blocks: 1, cells });
  assert.deepEqual(effectsOf(run).map(({ effectShare }) => effectShare), [0.05, 0.2]);
  assert.throws(
    () => baseOf(run),
    /has no cell with the base work; give a run of "deno task prove"/,
  );
});
