import assert from "node:assert/strict";
import type { Load } from "../nouns/load.ts";
import { type Slice, SLICE_S } from "./steady.ts";
import { LEAST_LOOK_S, warmthOf } from "./warmup.ts";

const CLOSED: Load = { kind: "closed", connections: 64 };
const OPEN: Load = { kind: "open", rateRps: 100, arrivals: "constant", connections: 64 };
const BOUNDS = { leastS: 1, mostS: 6 };
const TIMEOUT_S = 10;

const slice = (okCount: number, latencyMs: number, failedCount = 0): Slice => ({
  durationS: SLICE_S,
  okCount,
  latencySumMs: okCount * latencyMs,
  endedCount: okCount + failedCount,
});

/** What a warm-up has come to after each slice, until it is over. */
function warmUp(of: (timeS: number) => Slice, load = CLOSED, bounds = BOUNDS) {
  const slices: Slice[] = [];
  for (;;) {
    slices.push(of(slices.length * SLICE_S));
    const warmth = warmthOf(slices, load, bounds, { timeoutS: TIMEOUT_S });
    if (warmth.over) return warmth;
  }
}

/** As far as whole slices allow. */
function about(seenS: number, wantedS: number) {
  assert.ok(Math.abs(seenS - wantedS) < 1.5 * SLICE_S, `${seenS} s, not ${wantedS} s`);
}

Deno.test("a warm-up of a steady server takes the least time in which it can be told", () => {
  const steady = () => slice(100, 64);
  const { warmUpS, settled, latencyMeanMs } = warmUp(steady);
  about(warmUpS, LEAST_LOOK_S);
  assert.equal(settled, true);
  assert.ok(Math.abs(latencyMeanMs! - 64) < 1e-6);
  about(warmUp(steady, CLOSED, { leastS: 3, mostS: 6 }).warmUpS, 3);
});

Deno.test("a warm-up waits for a rise to end, and no longer than its bound for one that does not", () => {
  const rising = (timeS: number) => slice(400 * (1 - 0.7 * Math.exp(-timeS / 0.7)), 16);
  const { warmUpS, settled } = warmUp(rising);
  assert.ok(settled && warmUpS > 2 && warmUpS < 5, `${warmUpS} s`);
  const endless = warmUp((timeS) => slice(100 * (1 + timeS), 64));
  assert.equal(endless.settled, false);
  about(endless.warmUpS, 6);
});

Deno.test("a bound below what it takes to tell is kept", () => {
  const short = warmUp(() => slice(100, 64), CLOSED, { leastS: 0.4, mostS: 0.4 });
  assert.equal(short.settled, null);
  about(short.warmUpS, 0.4);
});

Deno.test("a warm-up takes two mean latencies, by connections over throughput and beyond its bound", () => {
  // Ten a second: 6.4 s. The first are answered sooner, and say nothing of those that wait.
  const slow = warmUp((timeS) => slice(1, Math.min(6400, timeS * 1000)));
  assert.ok(Math.abs(slow.latencyMeanMs! - 6400) < 1e-6);
  about(slow.warmUpS, 12.8);
});

Deno.test("answers that failed took their time as well: a server that fails fast is not slow", () => {
  const failing = warmUp(() => slice(1, 64, 99));
  assert.ok(Math.abs(failing.latencyMeanMs! - 64) < 1e-6);
  assert.ok(failing.warmUpS < 6.2);
});

Deno.test("an open loop's mean latency is that of its answers; those that timed out say the most", () => {
  assert.equal(warmUp(() => slice(10, 30), OPEN).latencyMeanMs, 30);
  assert.equal(warmUp(() => slice(0, 0, 10), OPEN).latencyMeanMs, TIMEOUT_S * 1000);
});

Deno.test("a warm-up without an answer goes on until one would be a timeout", () => {
  const { warmUpS, latencyMeanMs } = warmUp(() => slice(0, 0));
  about(warmUpS, TIMEOUT_S);
  assert.equal(latencyMeanMs, undefined);
});
