import assert from "node:assert/strict";
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
