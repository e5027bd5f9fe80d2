import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeHistogram,
  emptyHistogram,
  encodeHistogram,
  HIGHEST_LATENCY_US,
  type Histogram,
  recordLatencyMs,
} from "./histogram.ts";

Deno.test("a histogram comes back from base64 with the same counts and quantiles", () => {
  const histogram = emptyHistogram();
  for (let i = 1; i <= 1000; i++) recordLatencyMs(histogram, i / 10);
  const back = decodeHistogram(encodeHistogram(histogram));
  assert.equal(back.totalCount, 1000);
  for (const percentile of [1, 50, 90, 99, 100]) {
    assert.equal(back.getValueAtPercentile(percentile), histogram.getValueAtPercentile(percentile));
  }
});

Deno.test("an empty histogram survives the round trip", () => {
  assert.equal(decodeHistogram(encodeHistogram(emptyHistogram())).totalCount, 0);
});

Deno.test("recordLatencyMs() keeps 0.302 ms to a part in a thousand", () => {
  const histogram = emptyHistogram();
  recordLatencyMs(histogram, 0.302);
  assert.equal(histogram.getValueAtPercentile(50), 302);
});

Deno.test("recordLatencyMs() counts what is out of range at the nearer bound", () => {
  const histogram = emptyHistogram();
  recordLatencyMs(histogram, 0);
  recordLatencyMs(histogram, 500_000);
  assert.equal(histogram.totalCount, 2);
  assert.equal(histogram.getValueAtPercentile(1), 1);
  const highestUs = histogram.getValueAtPercentile(100);
  assert.ok(Math.abs(highestUs / HIGHEST_LATENCY_US - 1) < 0.001);
});

Deno.test("decodeHistogram() says in a sentence that a text is no histogram", () => {
  assert.throws(() => decodeHistogram("bm90IG9uZQ=="), /"bm90IG9uZQ==…" is no compressed/);
});

/** Latencies of all sizes, as many microseconds as milliseconds. */
const latencies = fc.array(
  fc.double({ min: -3, max: 5, noNaN: true }).map((exponent) => 10 ** exponent),
  { maxLength: 200 },
);
const histogramOf = (valuesMs: readonly number[]) => {
  const histogram = emptyHistogram();
  for (const valueMs of valuesMs) recordLatencyMs(histogram, valueMs);
  return histogram;
};
const merged = (...parts: Histogram[]) => {
  const sum = emptyHistogram();
  for (const part of parts) sum.add(part);
  return sum;
};
const PERCENTILES = [1, 25, 50, 90, 99, 100];
const seenIn = (histogram: Histogram) => [
  histogram.totalCount,
  ...PERCENTILES.map((percentile) => histogram.getValueAtPercentile(percentile)),
];

Deno.test("histograms come back as they were, and merged they are that of all, in any order", () => {
  fc.assert(fc.property(latencies, latencies, latencies, (a, b, c) => {
    const [ofA, ofB, ofC] = [a, b, c].map(histogramOf) as [Histogram, Histogram, Histogram];
    const all = seenIn(histogramOf([...a, ...b, ...c]));
    assert.deepEqual(seenIn(merged(merged(ofA, ofB), ofC)), all);
    assert.deepEqual(seenIn(merged(ofA, merged(ofC, ofB))), all);
    const back = [ofA, ofB, ofC].map((part) => decodeHistogram(encodeHistogram(part)));
    assert.deepEqual(seenIn(merged(...back)), all);
  }));
});

Deno.test("a quantile of a histogram is that of its latencies, to a part in a thousand and 1 µs", () => {
  const some = latencies.filter((values) => values.length > 0);
  fc.assert(fc.property(some, fc.integer({ min: 1, max: 100 }), (valuesMs, percentile) => {
    const inOrder = valuesMs.toSorted((a, b) => a - b);
    const rank = Math.max(1, Math.ceil(inOrder.length * percentile / 100));
    const exactUs = inOrder[rank - 1]! * 1000;
    const seenUs = histogramOf(valuesMs).getValueAtPercentile(percentile);
    assert.ok(Math.abs(seenUs - exactUs) <= exactUs / 1000 + 1, `${seenUs} µs, ${exactUs} µs`);
  }));
});
