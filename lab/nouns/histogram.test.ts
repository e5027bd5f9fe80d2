import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeHistogram,
  emptyHistogram,
  encodeHistogram,
  HIGHEST_LATENCY_US,
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
  { minLength: 1, maxLength: 200 },
);
Deno.test("a quantile of a histogram is that of its latencies, to a part in a thousand and 1 µs", () => {
  fc.assert(fc.property(latencies, fc.integer({ min: 1, max: 100 }), (valuesMs, percentile) => {
    const inOrder = valuesMs.toSorted((a, b) => a - b);
    const rank = Math.max(1, Math.ceil(inOrder.length * percentile / 100));
    const exactUs = inOrder[rank - 1]! * 1000;
    const histogram = emptyHistogram();
    for (const valueMs of valuesMs) recordLatencyMs(histogram, valueMs);
    const seenUs = histogram.getValueAtPercentile(percentile);
    assert.ok(Math.abs(seenUs - exactUs) <= exactUs / 1000 + 1, `${seenUs} µs, ${exactUs} µs`);
  }));
});
