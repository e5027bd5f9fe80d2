import assert from "node:assert/strict";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import {
  decodeHistogram,
  emptyHistogram,
  encodeHistogram,
  recordLatencyMs,
} from "../../nouns/histogram.ts";
import { curveMs, latencyQuantiles, mergeHistograms, quantileMs } from "./quantiles.ts";

const cells = [fixtureCell("gamma-sync", 1, 5)];

function withLatencies(latenciesMs: number[][]) {
  const run = fixtureRun({ cells, blocks: latenciesMs.length });
  run.trials.forEach(({ outcome }, index) => {
    const histogram = emptyHistogram();
    for (const latencyMs of latenciesMs[index]!) recordLatencyMs(histogram, latencyMs);
    Object.assign(outcome, {
      latencyHistogramUs: encodeHistogram(histogram),
      latencyMaxMs: Math.max(0, ...latenciesMs[index]!),
    });
  });
  return run;
}

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual / expected - 1) < 0.001, `${actual} is not ${expected}`);

Deno.test("latencyQuantiles() merges the answers of trials and does not average percentiles", () => {
  // A trial of 1000 quick answers and one of 10 slow ones: the mean of their medians is 55 ms.
  const run = withLatencies([Array(1000).fill(10), Array(10).fill(100)]);
  const [row] = latencyQuantiles(run);
  assert.equal(row!.answerCount, 1010);
  assert.equal(row!.trialCount, 2);
  near(row!.latencyP50Ms, 10);
  assert.equal(row!.latencyMaxMs, 100);
});

Deno.test("latencyQuantiles() knows the slowest hundredth from 2,000 answers a trial, each trial weighing the same", () => {
  // A slow trial gives few answers: among all of them together it would hardly show.
  const run = withLatencies([
    Array(20_000).fill(10),
    Array(2_000).fill(100),
    Array(1_999).fill(500),
  ]);
  for (const trial of run.trials as CompletedTrial[]) {
    const histogram = decodeHistogram(trial.outcome.latencyHistogramUs);
    trial.outcome.okCount = histogram.totalCount;
    trial.outcome.latencyP99Ms = quantileMs(histogram, 0.99);
  }
  const [row] = latencyQuantiles(run);
  near(row!.latencyP99Ms!, 55);
  near(row!.latencyP999Ms!, 500);
  const few = { ...run, trials: run.trials.slice(2) };
  const [unknown] = latencyQuantiles(few);
  assert.deepEqual([unknown!.latencyP99Ms, unknown!.latencyP999Ms], [null, null]);
});

Deno.test("quantileMs() of merged histograms equals that of one histogram with all answers", () => {
  const first = Array.from({ length: 500 }, (_, i) => 1 + i * 0.37);
  const second = Array.from({ length: 300 }, (_, i) => 2 + i * 1.13);
  const run = withLatencies([first, second]);
  const merged = mergeHistograms(run.trials as CompletedTrial[]);
  const whole = emptyHistogram();
  for (const latencyMs of [...first, ...second]) recordLatencyMs(whole, latencyMs);
  for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
    assert.equal(quantileMs(merged, share), quantileMs(whole, share));
  }
});

Deno.test("latencyQuantiles() has NaN for a cell that answered nothing", () => {
  const [row] = latencyQuantiles(withLatencies([[]]));
  assert.equal(row!.answerCount, 0);
  assert.ok(Number.isNaN(row!.latencyP50Ms) && Number.isNaN(row!.latencyMeanMs));
});

Deno.test("a curve has at each share what the histogram says of it", () => {
  const histogram = emptyHistogram();
  for (let at = 0; at < 5000; at++) {
    recordLatencyMs(histogram, 0.5 + 40 * (at * 7919 % 5000 / 5000) ** 3);
  }
  const shares = [0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.9998, 1];
  assert.deepEqual(curveMs(histogram, shares), shares.map((share) => quantileMs(histogram, share)));
  assert.deepEqual(curveMs(emptyHistogram(), shares), []);
});
