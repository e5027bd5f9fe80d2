import assert from "node:assert/strict";
import {
  callsServices,
  endpointOf,
  isCeiling,
  loadLabel,
  parametersLabel,
  sizeLabel,
  titleOf,
  touchesDatabase,
} from "./facts.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";

const parameters = { delayMs: 50 };
const cells = [
  fixtureCell("gamma-sync", 1, 5),
  fixtureCell("gamma-sync", 1, 5, { endpoint: "page" }),
  fixtureCell("gamma-sync", 1, 5, { endpoint: "call", parameters }),
  fixtureCell("ceiling-of-items", 1, null),
];
const run = fixtureRun({ cells, answerCount: 1 });
const [item, page, call] = cells.map(({ scenario }) => scenario);

Deno.test("titleOf() is the plan's title, with the name where two variants share it", () => {
  assert.equal(titleOf(run, "gamma-sync"), "Gamma, sync");
  assert.equal(titleOf(run, "unheard-of"), "unheard-of");
  const variants = { ...run.plan.variants };
  variants["gamma-sync@main~1"] = { ...variants["gamma-sync"]!, commit: "abc" };
  const both = { plan: { ...run.plan, variants } };
  assert.equal(titleOf(both, "gamma-sync@main~1"), "Gamma, sync (gamma-sync@main~1)");
});

Deno.test("a cell is a ceiling when its variant is SQL with no server, whatever it is called", () => {
  assert.deepEqual(cells.map((cell) => isCeiling(run, cell)), [false, false, false, true]);
});

Deno.test("what an endpoint does is found by its parameters too, and not guessed", () => {
  assert.equal(endpointOf(run, call!)!.services.length, 1);
  assert.equal(endpointOf(run, { ...call!, parameters: { delayMs: 60 } }), null);
  assert.deepEqual([item!, page!, call!].map((one) => touchesDatabase(run, one)), [
    true,
    false,
    true,
  ]);
  assert.deepEqual([item!, call!].map((one) => callsServices(run, one)), [false, true]);
  // Of what the plan does not tell nothing is taken for granted but the database.
  const unknown = { ...item!, endpoint: "unheard-of" };
  assert.deepEqual([touchesDatabase(run, unknown), callsServices(run, unknown)], [true, false]);
});

Deno.test("labels tell sizes in what they count, parameters by name, and loads with their tool", () => {
  assert.equal(sizeLabel({ ...item!, size: 100_000 }, run), "100,000 items");
  assert.equal(sizeLabel({ ...item!, size: 100_000 }), "size 100,000");
  assert.equal(parametersLabel(call!), "delayMs 50");
  assert.equal(parametersLabel(item!), "");
  const load = { kind: "closed", connections: 1 } as const;
  assert.equal(loadLabel(load), "1 connection");
  assert.equal(
    loadLabel({ ...load, connections: 8, keepAlive: false, tool: "wrk" }),
    "8 connections, a connection each request, by wrk",
  );
});
