import assert from "node:assert/strict";
import { remembered } from "./remembered.ts";

Deno.test("what was made of a run's trials is made once for each thing asked, and anew where they grew", () => {
  const once = remembered<number[]>();
  const [trials, others] = [[1], [1]];
  let count = 0;
  const make = () => [++count];
  assert.deepEqual([once(trials, "a", make), once(trials, "a", make)], [[1], [1]]);
  assert.deepEqual(once(trials, "b", make), [2]);
  assert.deepEqual(once(others, "a", make), [3]);
  trials.push(2);
  assert.deepEqual(once(trials, "a", make), [4]);
});
