import assert from "node:assert/strict";
import { DelayLine } from "./delayline.ts";

/** Time that passes as somebody sleeps. */
function clock() {
  let nowMs = 0;
  return {
    now: () => nowMs,
    pass: (ms: number) => void (nowMs += ms),
    sleep: (ms: number) => Promise.resolve(void (nowMs += ms)),
  };
}

Deno.test("what passes a delay line comes out a delay later, in its order", async () => {
  const { now, sleep } = clock();
  const line = new DelayLine(5, sleep, now);
  const seen: [string, number][] = [];
  for (const what of ["a", "b", "c"]) line.pass(() => seen.push([what, now()]));
  await line.empty();
  assert.deepEqual(seen, [["a", 5], ["b", 5], ["c", 5]]);
});

Deno.test("it delays without limiting: a thousand at a time take as long as one", async () => {
  const { now, sleep } = clock();
  const line = new DelayLine(5, sleep, now);
  let count = 0;
  for (let at = 0; at < 10_000; at++) line.pass(() => count++);
  await line.empty();
  assert.deepEqual([count, now()], [10_000, 5]);
});

Deno.test("what came later by some time comes out later by it, also after the line was empty", async () => {
  const { now, sleep, pass } = clock();
  const line = new DelayLine(5, sleep, now);
  const seen: number[] = [];
  line.pass(() => {
    seen.push(now());
    // Half a round trip and another one: what a handshake takes.
    line.pass(() => seen.push(now()));
  });
  await line.empty();
  pass(100);
  line.pass(() => seen.push(now()));
  await line.empty();
  assert.deepEqual(seen, [5, 10, 115]);
});

Deno.test("without a delay everything passes at once, again and again", async () => {
  const { now, sleep } = clock();
  const line = new DelayLine(0, sleep, now);
  let count = 0;
  for (let round = 0; round < 3; round++) {
    line.pass(() => count++);
    await line.empty();
  }
  assert.deepEqual([count, now()], [3, 0]);
});
