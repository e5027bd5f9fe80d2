import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { multiplied, stepRows } from "./steps.ts";

const [a, b, c, never] = [1, 2, 3, 9].map((workers) => fixtureCell("gamma-sync", workers, 5));
const run = fixtureRun({
  ...{ cells: [a!, b!, c!], blocks: 6, noiseShare: 0.01 },
  throughputRpsOf: ({ settings }) => [0, 100, 80, 60][settings.workers!]!,
});
const first = { name: "first", over: b!, under: a! };
const second = { name: "second", over: c!, under: b! };

Deno.test("steps that a run did not measure are left out of the rows", () => {
  const rows = stepRows(run, [first, { name: "third", over: never!, under: c! }, second]);
  assert.deepEqual(rows.map(({ step, verdict }) => [step, verdict]), [
    ["first", "different"],
    ["second", "different"],
  ]);
});

Deno.test("steps account for a whole whose interval holds their product, and for no other", () => {
  const whole = { name: "both", over: c!, under: a! };
  const good = multiplied(run, [first, second], whole);
  assert.equal(good.agrees, true);
  assert.ok(Math.abs(good.product - 0.6) < 0.03, String(good.product));
  assert.match(good.sentence, /account for the whole\.$/);
  const bad = multiplied(run, [first], whole);
  assert.equal(bad.agrees, false);
  assert.match(bad.sentence, /do not account/);
});

Deno.test("what was not measured leaves it open, by name", () => {
  const lacking = { name: "third", over: never!, under: c! };
  const open = multiplied(run, [first, lacking], { name: "both", over: c!, under: a! });
  assert.equal(open.agrees, null);
  assert.equal(
    open.sentence,
    "Whether the steps make the whole is not known: third was not measured.",
  );
});
