import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Stalls } from "./stalls.ts";

Deno.test("Stalls tell how long a process was held up, and end with their scope", async () => {
  using stalls = new Stalls();
  await sleep(60);
  const until = performance.now() + 300;
  while (performance.now() < until);
  assert.ok(stalls.longestMs() >= 270, `${stalls.longestMs()} ms`);
  await sleep(60);
  assert.ok(stalls.longestMs() >= 270, "it is not forgotten");
});
