import assert from "node:assert/strict";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import { FEWEST_SLICES, hasSettled, type Slice, SLICE_S } from "./steady.ts";

const CONNECTIONS = 64;
/** The window of a quick look. */
const WINDOW = 30;

/** Slices of a closed loop whose throughput is given: its latency follows by Little's law. */
function closedLoop(slices: number, rpsAt: (timeS: number) => number): Slice[] {
  return Array.from({ length: slices }, (_, index) => {
    const okCount = Math.round(rpsAt(index * SLICE_S) * SLICE_S);
    const latencySumMs = CONNECTIONS * SLICE_S * 1000;
    return { durationS: SLICE_S, okCount, endedCount: okCount, latencySumMs };
  });
}

/** What is counted scatters by chance (Poisson), and the server itself by a share of its throughput. */
function noisy(seed: number, share: number, rpsAt: (timeS: number) => number) {
  const random = seededRandom(seed);
  return (timeS: number) => {
    const count = rpsAt(timeS) * Math.exp(share * normalDeviate(random)) * SLICE_S;
    return Math.max(0, count + Math.sqrt(count) * normalDeviate(random)) / SLICE_S;
  };
}

/** The share of windows that are called settled, and of those where it cannot be told. */
function shareOf(
  verdict: boolean | null,
  rpsAt: (timeS: number, seed: number) => number,
  share = 0.05,
) {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
  const found = seeds.filter((seed) =>
    hasSettled(closedLoop(WINDOW, noisy(seed, share, (timeS) => rpsAt(timeS, seed)))) === verdict
  );
  return found.length / seeds.length;
}

Deno.test("hasSettled() cannot tell from fewer slices than it needs", () => {
  const steady = closedLoop(FEWEST_SLICES, () => 1000);
  assert.equal(hasSettled(steady.slice(1)), null);
  assert.equal(hasSettled(steady), true);
});

Deno.test("hasSettled() says yes or no of a window of 3 s, whatever the server", () => {
  for (const rps of [0, 5, 50, 500, 5000]) assert.equal(shareOf(null, () => rps), 0);
});

Deno.test("hasSettled() calls nearly all windows of a steady server settled, a slow one too", () => {
  for (const rps of [20, 100, 1000, 5000]) {
    assert.ok(shareOf(true, () => rps) > 0.85, `${rps} a second: ${shareOf(true, () => rps)}`);
  }
  assert.ok(shareOf(true, () => 1000, 0.1) > 0.85);
});

Deno.test("hasSettled() sees a rise by a quarter within the window, and at best a smaller one", () => {
  const rising = (by: number) => (timeS: number) => 4000 * (1 + by * timeS / (WINDOW * SLICE_S));
  assert.ok(shareOf(true, rising(0.25), 0.03) < 0.05);
  assert.ok(shareOf(true, rising(0.15), 0.03) < 0.4);
  assert.ok(shareOf(true, rising(0.03), 0.03) > 0.85);
});

Deno.test("hasSettled() calls few windows settled in which a compiler is still at work", () => {
  const warming = (timeS: number) => 4000 * (1 - 0.4 * Math.exp(-timeS / 1.5));
  assert.ok(shareOf(true, warming) < 0.1, `${shareOf(true, warming)}`);
});

Deno.test("hasSettled() calls neither a swing nor a decline settled", () => {
  for (const periodS of [1.3, 2, 4]) {
    const swing = (timeS: number, seed: number) =>
      1000 * (1 + 0.3 * Math.sin(2 * Math.PI * timeS / periodS + seed));
    assert.ok(shareOf(true, swing) < 0.05, `period ${periodS} s: ${shareOf(true, swing)}`);
  }
  assert.ok(shareOf(true, (timeS) => 1000 * Math.exp(-timeS / 6)) < 0.02);
});

Deno.test("hasSettled() sees an open loop fall behind by its latency alone", () => {
  const slices = Array.from({ length: 20 }, (_, index) => ({
    durationS: SLICE_S,
    okCount: 500,
    endedCount: 500,
    latencySumMs: 500 * (20 + 20 * index),
  }));
  assert.equal(hasSettled(slices), false);
});

Deno.test("hasSettled() goes by the rate of a slice, not by when its timer fired", () => {
  const slices = closedLoop(WINDOW, () => 1000).map((slice, index) => {
    const late = index % 2 === 0 ? 1.4 : 0.6;
    return { ...slice, durationS: SLICE_S * late, okCount: slice.okCount * late };
  });
  assert.equal(hasSettled(slices), true);
});

Deno.test("hasSettled() looks beyond the waves in which connections are answered that began together", () => {
  // 64 connections, 0.5 s each, all answered in the last slice of each half second.
  const slices = Array.from({ length: WINDOW }, (_, index) => {
    const okCount = index % 5 === 4 ? CONNECTIONS : 0;
    return { durationS: SLICE_S, okCount, endedCount: okCount, latencySumMs: okCount * 500 };
  });
  assert.equal(hasSettled(slices), true);
});

Deno.test("hasSettled() says no where nothing was answered", () => {
  assert.equal(hasSettled(closedLoop(9, () => 0)), false);
});
