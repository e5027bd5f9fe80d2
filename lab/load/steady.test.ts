import assert from "node:assert/strict";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import { FEWEST_SLICES, hasSettled, type Slice, SLICE_S } from "./steady.ts";

const CONNECTIONS = 64;

/** Slices of a closed loop whose throughput is given: its latency follows by Little's law. */
function closedLoop(slices: number, rpsAt: (timeS: number) => number): Slice[] {
  return Array.from({ length: slices }, (_, index) => ({
    okCount: Math.round(rpsAt(index * SLICE_S) * SLICE_S),
    latencySumMs: CONNECTIONS * SLICE_S * 1000,
  }));
}

/** The first moment at which a sequence counts as settled, in s; `Infinity` when it never does. */
function settledAtS(slices: Slice[]): number {
  const ends = slices.findIndex((_, last) => hasSettled(slices.slice(0, last + 1)) === true);
  return ends < 0 ? Infinity : (ends + 1) * SLICE_S;
}

const noisy = (seed: number, share: number, rpsAt: (timeS: number) => number) => {
  const random = seededRandom(seed);
  return (timeS: number) => rpsAt(timeS) * Math.exp(share * normalDeviate(random));
};
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length / 2]!;

Deno.test("hasSettled() cannot tell from fewer slices than it needs", () => {
  const steady = closedLoop(FEWEST_SLICES, () => 1000);
  assert.equal(hasSettled(steady.slice(1)), null);
  assert.equal(hasSettled(steady), true);
});

Deno.test("hasSettled() takes steady noise of ±10 % for steady, soon", () => {
  const times = SEEDS.map((seed) => settledAtS(closedLoop(40, noisy(seed, 0.05, () => 1000))));
  assert.equal(median(times), FEWEST_SLICES * SLICE_S);
  assert.ok(times.every((time) => time < 12), `the slowest took ${Math.max(...times)} s`);
});

Deno.test("hasSettled() waits for a rise to end", () => {
  for (const riseS of [0.5, 1, 2]) {
    const rps = (timeS: number) => 1000 * (1 - 0.7 * Math.exp(-timeS / riseS));
    const left = SEEDS.map((seed) => {
      const atS = settledAtS(closedLoop(120, noisy(seed, 0.05, rps)));
      return 1 - rps(atS) / 1000;
    });
    assert.ok(median(left) < 0.06, `rise ${riseS} s: ${median(left)} is missing in the middle`);
  }
});

Deno.test("hasSettled() calls neither a swing nor an endless decline steady", () => {
  const swing = (periodS: number) => (timeS: number) =>
    1000 * (1 + 0.3 * Math.sin(2 * Math.PI * timeS / periodS));
  for (const periodS of [1.3, 2, 4]) {
    assert.equal(settledAtS(closedLoop(60, swing(periodS))), Infinity, `period ${periodS} s`);
  }
  assert.equal(settledAtS(closedLoop(60, (timeS) => 1000 * Math.exp(-timeS / 6))), Infinity);
});

Deno.test("hasSettled() sees an open loop fall behind by its latency alone", () => {
  const slices = Array.from({ length: 20 }, (_, index) => ({
    okCount: 500,
    latencySumMs: 500 * (20 + 400 * index),
  }));
  assert.equal(settledAtS(slices), Infinity);
});

Deno.test("hasSettled() asks no more of a slow server than counting allows", () => {
  const random = seededRandom(5);
  const slices = Array.from({ length: 30 }, () => {
    const okCount = 4 + Math.floor(random() * 5);
    return { okCount, latencySumMs: okCount * 5000 };
  });
  assert.ok(settledAtS(slices) < 8);
  assert.equal(hasSettled(Array(9).fill({ okCount: 0, latencySumMs: 0 })), false);
});
