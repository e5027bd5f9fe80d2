import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { reachOf } from "./reach.ts";

const [a, b] = [fixtureCell("gamma-sync", 1, 5), fixtureCell("gamma-sync", 2, 5)];

Deno.test("four times the blocks find half of the difference, or a little less", () => {
  const run = fixtureRun({ cells: [a!, b!], blocks: 10, noiseShare: 0.05 });
  const [ten, forty] = reachOf(run, a!, b!, { blocks: [10, 40] });
  const share = forty!.foundShare / ten!.foundShare;
  assert.ok(share > 0.4 && share <= 0.52, String(share));
  assert.ok(forty!.halfWidthShare < forty!.foundShare);
  assert.equal(forty!.minutes.toFixed(6), (4 * ten!.minutes).toFixed(6));
});

Deno.test("equal servers are told to be so by many blocks of little noise, and not by few of much", () => {
  const noisy = fixtureRun({ cells: [a!, b!], blocks: 5, noiseShare: 0.15 });
  const calm = fixtureRun({ cells: [a!, b!], blocks: 5, noiseShare: 0.02 });
  assert.equal(reachOf(noisy, a!, b!, { blocks: [5] })[0]!.tellsEqual, false);
  assert.equal(reachOf(calm, a!, b!, { blocks: [40] })[0]!.tellsEqual, true);
});

Deno.test("two blocks tell nothing of the noise", () => {
  assert.deepEqual(reachOf(fixtureRun({ cells: [a!, b!], blocks: 2 }), a!, b!), []);
});
