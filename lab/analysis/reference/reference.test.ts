/** The lab's statistics against scipy and statsmodels; `make.py` made the numbers. */
import assert from "node:assert/strict";
import { mean, median } from "simple-statistics";
import { bootstrap } from "../bootstrap.ts";
import { compareAll, holmAdjusted } from "../compare-all.ts";
import { fixtureCell, fixtureRun } from "../fixtures.ts";
import {
  decodeHistogram,
  emptyHistogram,
  encodeHistogram,
  recordLatencyMs,
} from "../../nouns/histogram.ts";
import { ratioInterval } from "../interval.ts";
import { fitUsl, uslThroughputRps } from "../models/usl.ts";
import { quantileMs } from "../quantiles.ts";
import { studentQuantile } from "../student.ts";
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

for (const { sample, values, statistic, method, low, high } of reference.bootstrap) {
  Deno.test(`the ${method} bootstrap of the ${statistic} agrees with scipy within 3 % of its width: ${sample}`, () => {
    const ours = bootstrap(values, statistic === "mean" ? mean : median, {
      method: method as "percentile" | "bca",
      resampleCount: 20_000,
    });
    // Drawn at random on both sides: ends that far out in the tails err by 1–2 % of the width.
    const tolerated = 0.03 * (high - low);
    assert.ok(Math.abs(ours.low - low) <= tolerated, `low ${ours.low}, the reference has ${low}`);
    assert.ok(
      Math.abs(ours.high - high) <= tolerated,
      `high ${ours.high}, the reference has ${high}`,
    );
  });
}

Deno.test("a ratio's interval holds scipy's t interval, and its p-value is scipy's", () => {
  const a = fixtureCell("gamma-sync", 1, 5);
  const b = fixtureCell("beta-sync", 1, 5);
  for (const { logRatios, ratio, low, high, pValue } of reference.ratios) {
    const ours = ratioInterval(logRatios);
    assertWithin(ours.ratio, ratio, 1e-9, "ratio");
    assert.ok(ours.low <= low * (1 + 1e-9) && ours.high >= high * (1 - 1e-9));

    const run = fixtureRun({ cells: [a, b], blocks: logRatios.length, answerCount: 1 });
    for (const { cell, block, outcome } of run.trials) {
      const log = cell.variant === a.variant ? logRatios[block - 1]! : 0;
      Object.assign(outcome, { throughputRps: 400 * Math.exp(log) });
    }
    assertWithin(compareAll(run, [[a, b]])[0]!.pValue, pValue, 1e-8, "p-value");
  }
});

Deno.test("Holm's p-values agree with statsmodels", () => {
  const ours = holmAdjusted(reference.holm.pValues);
  reference.holm.adjusted.forEach((expected, i) => assertWithin(ours[i]!, expected, 1e-9, `${i}`));
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
