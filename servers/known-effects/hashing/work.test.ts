import assert from "node:assert/strict";
import { BASE_ROUNDS, hash, roundsOf, WORK_PERCENTS } from "./work.ts";

Deno.test("each percent of the work is a whole number of rounds, in proportion", () => {
  for (const percent of WORK_PERCENTS.map(Number)) {
    assert.ok(Number.isInteger(roundsOf(percent)), String(percent));
    assert.equal(roundsOf(percent) * 100, BASE_ROUNDS * percent);
  }
});

Deno.test("hash() goes on from where it was: so many rounds are the sum of their parts", () => {
  // An odd seed is taken as it is; find one whose hash is odd too.
  const seed = Array.from({ length: 50 }, (_, index) => 2 * index + 1)
    .find((candidate) => hash(candidate, 1000) % 2 !== 0)!;
  assert.equal(hash(hash(seed, 1000), 500), hash(seed, 1500));
  assert.notEqual(hash(seed, 1500), hash(seed, 1000));
});
