/** The lab's statistics against scipy and statsmodels; `make.py` made the numbers. */
import assert from "node:assert/strict";
import { compare } from "../comparing/compare.ts";
import { fixtureCell, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import {
  decodeHistogram,
  emptyHistogram,
  encodeHistogram,
  recordLatencyMs,
} from "../../nouns/histogram.ts";
import { uniformityOf } from "../judgement/uniformity.ts";
import { fitUsl, uslThroughputRps } from "../models/usl.ts";
import { quantileMs } from "../tables/quantiles.ts";
import { meanInterval, medianInterval, shareInterval } from "../claims/quantity.ts";
import { studentQuantile } from "../judgement/student.ts";
import reference from "./statistics.json" with { type: "json" };

function assertWithin(actual: number, expected: number, toleratedShare: number, what: string) {
  const gapShare = Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(gapShare <= toleratedShare, `${what}: ${actual}, the reference has ${expected}`);
}

Deno.test("Student's t quantiles agree with scipy to a part in a hundred million", () => {
  for (const { confidence, degreesOfFreedom, quantile } of reference.student) {
    const ours = studentQuantile(confidence, degreesOfFreedom);
    assertWithin(ours, quantile, 1e-8, `t ${confidence}, ${degreesOfFreedom}`);
  }
});

Deno.test("the ratio of two cells alone, its interval and its p-value are scipy's", () => {
  const a = fixtureCell("gamma-sync", 1, 5);
  const b = fixtureCell("beta-sync", 1, 5);
  for (const { logRatios, ratio, low, high, pValue } of reference.ratios) {
    const run = fixtureRun({ cells: [a, b], blocks: logRatios.length, answerCount: 1 });
    for (const trial of run.trials) {
      const log = trial.cell.variant === a.variant ? logRatios[trial.block - 1]! : 0;
      setThroughput(trial, 400 * Math.exp(log));
    }
    const ours = compare(run, a, b);
    assertWithin(ours.ratio, ratio, 1e-9, "ratio");
    assertWithin(ours.low, low, 1e-9, "low");
    assertWithin(ours.high, high, 1e-9, "high");
    assertWithin(ours.pValue, pValue, 1e-8, "p-value");

    const mean = meanInterval(logRatios);
    assertWithin(Math.exp(mean.value), ratio, 1e-9, "mean");
    assertWithin(Math.exp(mean.low), low, 1e-9, "low of the mean");
    assertWithin(Math.exp(mean.high), high, 1e-9, "high of the mean");
  }
});

Deno.test("shares have Wilson's interval as statsmodels has it", () => {
  for (const { count, tries, low, high } of reference.shares) {
    const ours = shareInterval(count, tries);
    assert.ok(Math.abs(ours.low - low) < 1e-6 && Math.abs(ours.high - high) < 1e-6, `${count}`);
  }
});

Deno.test("a median lies between the values that scipy's coin tosses tell", () => {
  for (const { count, fewer } of reference.medians) {
    const { low, high } = medianInterval(Array.from({ length: count }, (_, index) => index + 1));
    const expected = fewer === 0 ? [-Infinity, Infinity] : [fewer, count + 1 - fewer];
    assert.deepEqual([low, high], expected, `${count} values`);
  }
});

Deno.test("the check for uniformity agrees with scipy's exact one", () => {
  for (const { pValues, distance, pValue } of reference.uniformity) {
    const ours = uniformityOf(pValues);
    assertWithin(ours.distance, distance, 1e-9, "distance");
    assertWithin(ours.pValue, pValue, 1e-6, "p-value");
  }
});

Deno.test("the scalability fit is scipy's least squares, and within 3 % of its curve fit", () => {
  for (const { atOnce, throughputRps, law, curveAtOnce, curveRps } of reference.usl) {
    const ours = fitUsl(atOnce.map((n, i) => ({ atOnce: n, throughputRps: throughputRps[i]! })));
    assertWithin(ours.singleRps, law[0]!, 1e-6, "λ");
    assert.ok(Math.abs(ours.contention - law[1]!) <= 1e-6, `σ ${ours.contention}`);
    assert.ok(Math.abs(ours.coherency - law[2]!) <= 1e-6, `κ ${ours.coherency}`);
    curveAtOnce.forEach((n, i) =>
      assertWithin(uslThroughputRps(ours, n), curveRps[i]!, 0.03, `curve at ${n}`)
    );
  }
});

Deno.test("quantiles of merged histograms agree with numpy to 0.1 %, the mean too", () => {
  const { latenciesMs, meanMs, shares, quantilesMs } = reference.histogram;
  const merged = emptyHistogram();
  for (const part of latenciesMs) {
    const histogram = emptyHistogram();
    for (const latencyMs of part) recordLatencyMs(histogram, latencyMs);
    merged.add(decodeHistogram(encodeHistogram(histogram)));
  }
  shares.forEach((share, i) =>
    assertWithin(quantileMs(merged, share), quantilesMs[i]!, 0.001, `quantile ${share}`)
  );
  assertWithin(merged.mean / 1000, meanMs, 0.001, "mean");
});
