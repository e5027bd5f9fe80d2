import assert from "node:assert/strict";
import { likelyTrialS, warmUpOf, windowOf } from "./windows.ts";

const profile = { blocks: 3, warmUpS: 1, windowS: 2 };

Deno.test("windowOf() is the profile's, or 3 s, or five mean latencies, whichever is longest", () => {
  assert.equal(windowOf(profile, 20), 3);
  assert.equal(windowOf({ ...profile, windowS: 8 }, 20), 8);
  assert.equal(windowOf({ ...profile, windowS: 8 }, 2400), 12);
  assert.equal(windowOf(profile, undefined), 3);
  assert.equal(windowOf({ ...profile, windowS: 3.8 }, 20), 4);
});

Deno.test("windowOf() gives slow servers no more than a minute, and a profile what it asks for", () => {
  assert.equal(windowOf(profile, 30_000), 60);
  assert.equal(windowOf({ ...profile, windowS: 120 }, 30_000), 120);
});

Deno.test("warmUpOf() has a bound where the profile names none, and keeps the profile's", () => {
  assert.deepEqual(warmUpOf(profile), { leastS: 1, mostS: 6 });
  assert.deepEqual(warmUpOf({ ...profile, warmUpMaxS: 2 }), { leastS: 1, mostS: 2 });
  assert.deepEqual(warmUpOf({ ...profile, warmUpS: 10 }), { leastS: 10, mostS: 10 });
});

Deno.test("likelyTrialS() counts the window that will be, not the one that was asked for", () => {
  const short = { blocks: 3, warmUpS: 0.5, windowS: 1 };
  assert.equal(likelyTrialS(short), likelyTrialS(profile));
  assert.ok(likelyTrialS({ ...profile, windowS: 8 }) > likelyTrialS(profile) + 4);
});
