import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import { planHash } from "../nouns/plan.ts";
import type { Experiment } from "../nouns/experiment.ts";
import type { RegisteredClaim } from "../nouns/registered.ts";
import { catalog, hashOf } from "../server/catalog.ts";
import { staleness } from "./stale.ts";

const [variant] = [...catalog.variants.values()];
const cells = [fixtureCell(variant!.name, 1, null)];
const profile = { blocks: 3, warmUpS: 1, windowS: 5 };
const experiment: Experiment = {
  name: "synthetic",
  question: "?",
  cells,
  quick: profile,
  full: profile,
};

/** A run that answers the experiment with the program as it is now. */
async function fresh() {
  const run = fixtureRun({ cells, answerCount: 1 });
  run.plan.planHash = planHash(cells, profile);
  return { ...run, variantHashes: { [variant!.name]: await hashOf(variant!) } };
}

Deno.test("staleness() finds nothing where plan and programs are those of the run", async () => {
  assert.deepEqual(await staleness(await fresh(), experiment), []);
});

Deno.test("staleness() says what has changed: cells or times, code, or a variant that is gone", async () => {
  const run = await fresh();
  const other = { ...experiment, full: { ...profile, windowS: 8 } };
  assert.deepEqual(await staleness(run, other), [
    "the experiment's cells or times have changed since",
  ]);
  const variantHashes = { [variant!.name]: "other", "no-longer-there": "some" };
  assert.deepEqual(await staleness({ ...run, variantHashes }, experiment), [
    "the variant no-longer-there is no longer there",
    `the code of ${variant!.name} has changed since`,
  ]);
});

Deno.test("staleness() takes a revision for what it was", async () => {
  const run = { ...await fresh(), variantHashes: { "gone@main~1": "some" } };
  assert.deepEqual(await staleness(run, experiment), []);
});

const registered: RegisteredClaim[] = [{
  id: "it-is-itself",
  source: "gauntlet",
  sentence: "It is itself",
  expects: "same",
  of: "what it is",
}];

Deno.test("staleness() is of cells and times alone where the run was recorded without claims", async () => {
  assert.deepEqual(await staleness(await fresh(), { ...experiment, claims: registered }), []);
});

Deno.test("staleness() says that claims are others than those registered, and nothing of those that are not", async () => {
  const run = await fresh();
  run.plan.claims = registered;
  run.plan.planHash = planHash(cells, profile, registered);
  assert.deepEqual(await staleness(run, { ...experiment, claims: registered }), []);
  for (const claims of [undefined, [{ ...registered[0]!, expects: { atMost: 1 } }]]) {
    assert.deepEqual(await staleness(run, { ...experiment, claims }), [
      "the experiment's claims have changed since they were registered",
    ]);
  }
});
