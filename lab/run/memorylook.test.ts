import assert from "node:assert/strict";
import type { LoadResult } from "../nouns/outcome.ts";
import { isFirstLook, memoryLook } from "./memorylook.ts";

/** A look at a server whose memory is this, in MiB, at one moment after the other. */
function lookAt(
  memoryMiB: number[],
  { windowS = 2, growthMiB = 12, isFirst = true, restsMiB = 130 } = {},
) {
  let windows = 0;
  const session = {
    window: () => {
      windows++;
      return Promise.resolve({ okCount: 10_000 } as LoadResult);
    },
  };
  const look = { serverPid: 1, beforeLoadMiB: 20, restsMiB, windowS, isFirst: () => isFirst };
  const memory = () => Promise.resolve(memoryMiB.shift()!);
  return memoryLook(
    look,
    { okCount: 7000, durationS: 3, serverMemoryGrowthMiB: growthMiB },
    session,
    memory,
  )
    .then((seen) => ({ ...seen, windows }));
}

Deno.test("a look goes on for as long as memory grows with every slice, and no longer", async () => {
  assert.deepEqual(await lookAt([100, 112, 124, 135, 146, 157]), {
    memoryLookGrowthMiB: [12, 12, 11, 11, 11],
    memoryLookAnswerCount: 50_000,
    memoryLookTotalMiB: 137,
    windows: 5,
  });
  // A collector of garbage: it grows, and rests.
  assert.deepEqual(await lookAt([100, 130, 118]), {
    memoryLookGrowthMiB: [30, -12],
    memoryLookAnswerCount: 20_000,
    memoryLookTotalMiB: 98,
    windows: 2,
  });
});

Deno.test("a look ends where memory cannot get beyond where a heap rests, before it begins or later", async () => {
  assert.deepEqual(await lookAt([60], { growthMiB: 4 }), { windows: 0 });
  const { memoryLookGrowthMiB, windows } = await lookAt([60, 90, 100], { growthMiB: 15 });
  assert.deepEqual([memoryLookGrowthMiB, windows], [[30, 10], 2]);
});

Deno.test("nobody looks where memory rested, the window is a hasty one, or the variant was looked at", async () => {
  assert.deepEqual(await lookAt([], { growthMiB: 0.8 }), { windows: 0 });
  assert.deepEqual(await lookAt([], { growthMiB: 3 }), { windows: 0 });
  assert.deepEqual(await lookAt([], { windowS: 1 }), { windows: 0 });
  assert.deepEqual(await lookAt([100], { isFirst: false }), { windows: 0 });
  const [stage, another] = [{}, {}];
  const asked = [[stage, "a"], [stage, "a"], [stage, "b"], [another, "a"]] as const;
  assert.deepEqual(asked.map(([on, variant]) => isFirstLook(on, variant)), [
    true,
    false,
    true,
    true,
  ]);
});
