import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeHistogram,
  emptyHistogram,
  encodeHistogram,
  type Histogram,
  recordLatencyMs,
} from "./histogram.ts";

const latencies = fc.array(
  fc.record({
    latencyMs: fc.double({ min: 0, max: 200_000, noNaN: true }),
    count: fc.integer({ min: 1, max: 1000 }),
  }),
  { maxLength: 40 },
);

function histogramOf(recorded: { latencyMs: number; count: number }[]): Histogram {
  const histogram = emptyHistogram();
  for (const { latencyMs, count } of recorded) recordLatencyMs(histogram, latencyMs, count);
  return histogram;
}

const QUANTILES = [0, 10, 50, 90, 99, 99.9, 100];
const seen = (histogram: Histogram) => [
  histogram.totalCount,
  ...QUANTILES.map((each) => histogram.getValueAtPercentile(each)),
];

Deno.test("any histogram comes back from its text as it was", () => {
  fc.assert(fc.property(latencies, (recorded) => {
    const histogram = histogramOf(recorded);
    assert.deepEqual(seen(decodeHistogram(encodeHistogram(histogram))), seen(histogram));
  }));
});

Deno.test("histograms that are added are the histogram of all, in whatever order", () => {
  fc.assert(fc.property(latencies, latencies, (some, others) => {
    const added = histogramOf(some);
    added.add(histogramOf(others));
    const turned = histogramOf(others);
    turned.add(decodeHistogram(encodeHistogram(histogramOf(some))));
    const all = histogramOf([...others, ...some].reverse());
    assert.deepEqual(seen(added), seen(all));
    assert.deepEqual(seen(turned), seen(all));
  }));
});

Deno.test("quantiles rise, and the longest is what was recorded, within a five-hundredth", () => {
  fc.assert(fc.property(latencies.filter((each) => each.length > 0), (recorded) => {
    const histogram = histogramOf(recorded);
    const values = QUANTILES.map((each) => histogram.getValueAtPercentile(each));
    assert.deepEqual(values, values.toSorted((a, b) => a - b));
    const longestUs = Math.min(120_000_000, Math.max(...recorded.map((r) => r.latencyMs)) * 1000);
    const shownUs = histogram.getValueAtPercentile(100);
    assert.ok(
      Math.abs(shownUs - longestUs) <= Math.max(1, longestUs / 500),
      `${shownUs} ${longestUs}`,
    );
  }));
});
