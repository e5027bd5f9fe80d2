import assert from "node:assert/strict";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import { LoadResult } from "../nouns/outcome.ts";
import { mergeResults } from "./merge.ts";
import { Window } from "./window.ts";

/** A window that has seen such answers and a failure of each kind. */
function windowOf(latenciesMs: number[]): LoadResult {
  const window = new Window();
  window.open();
  for (const latencyMs of latenciesMs) {
    window.response(200, 100 + (latencyMs > 20 ? 50 : 0), latencyMs);
  }
  window.response(503, 10, 1);
  window.lost("answer cut short");
  window.timeout();
  window.reconnect();
  window.close();
  return window.result({
    offeredRps: 100,
    sentCount: latenciesMs.length,
    backlogCount: 3,
    backlogGrowthCount: -1,
    backlogOldestMs: latenciesMs[0]!,
    sendDelayMeanMs: latenciesMs.length,
  });
}

Deno.test("mergeResults() of parts is what one window would have seen of all", () => {
  const random = seededRandom(3);
  const latenciesMs = Array.from({ length: 3000 }, () => 20 * Math.exp(normalDeviate(random)));
  const parts = [latenciesMs.slice(0, 500), latenciesMs.slice(500, 2500), latenciesMs.slice(2500)];
  const merged = LoadResult.parse(mergeResults(parts.map(windowOf)));
  const whole = windowOf(latenciesMs);
  for (const field of ["okCount", "latencyP50Ms", "latencyP99Ms", "latencyMaxMs"] as const) {
    assert.equal(merged[field], whole[field], field);
  }
  assert.equal(merged.latencyHistogramUs, whole.latencyHistogramUs);
  assert.ok(Math.abs(merged.latencyMeanMs / whole.latencyMeanMs - 1) < 1e-9);
  assert.ok(Math.abs(merged.responseBytes / whole.responseBytes - 1) < 1e-9);
  assert.deepEqual(
    [merged.non2xxCount, merged.errorCount, merged.timeoutCount, merged.reconnectCount],
    [3, 3, 3, 3],
  );
  assert.deepEqual(merged.losses, [{ loss: "answer cut short", count: 3 }]);
  assert.deepEqual(
    [merged.offeredRps, merged.sentCount, merged.backlogCount, merged.backlogGrowthCount],
    [300, 3000, 9, -3],
  );
  assert.equal(merged.backlogOldestMs, Math.max(...parts.map(([first]) => first!)));
  assert.equal(merged.sendDelayMeanMs, (500 * 500 + 2000 * 2000 + 500 * 500) / 3000);
});

Deno.test("a window counts nothing before it opens or after it closes, but its slices do", () => {
  const window = new Window();
  window.response(200, 1, 5);
  const { durationS: _sliceS, ...slice } = window.takeSlice();
  assert.deepEqual(slice, { okCount: 1, latencySumMs: 5, endedCount: 1 });
  window.open();
  window.response(200, 1, 7);
  window.close();
  window.response(200, 1, 9);
  window.lost("other");
  const result = window.result();
  assert.deepEqual([result.okCount, result.errorCount, result.latencyMeanMs], [1, 0, 7]);
  assert.equal(result.offeredRps, undefined);
});
