import assert from "node:assert/strict";
import { bestFigure } from "../../figures/best.ts";
import { throughputFigure } from "../../figures/throughput.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { bestBesidePublished } from "../best/beside.ts";
import { ceilingOf, ceilingShares } from "./ceiling.ts";
import { completedTrials } from "./cells.ts";
import { fixtureCell, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import { lintRun } from "../lint/mod.ts";
import { limitOf } from "../models/limit.ts";
import { trialsTable } from "./tables.ts";

const ALPHA = fixtureCell("alpha-async", 1, null);
const GAMMA = fixtureCell("gamma-sync", 1, 5);

function ceiling(shape: string, connections: number, size = 1_000): Cell {
  const cell = fixtureCell("ceiling", 1, null, { size, load: { kind: "closed", connections } });
  return { ...cell, settings: { ...cell.settings, options: { sql: shape } } };
}

const STATEMENTS: Record<string, string> = {
  "alpha-async":
    "select item.id, maker.name from item join maker on maker.id = item.maker_id order by random() limit $1",
  "beta-sync":
    'SELECT "item"."id" FROM "item" INNER JOIN "maker" ON ("item"."maker_id" = "maker"."id") ORDER BY RANDOM() ASC LIMIT $1',
  "gamma-sync": "SELECT item.id FROM item ORDER BY random() LIMIT $1::INTEGER",
};

/** Servers give 900, each ceiling cell what is asked for; without noise. */
function measured(cells: Cell[], ceilingRpsOf: (cell: Cell, block: number) => number): Run {
  const run = fixtureRun({ cells, blocks: 3, answerCount: 1, noiseShare: 0, driftShare: 0 });
  for (const trial of completedTrials(run)) {
    const { cell, block, outcome } = trial;
    setThroughput(trial, cell.variant === "ceiling" ? ceilingRpsOf(cell, block) : 900);
    const sql = STATEMENTS[cell.variant];
    if (sql === undefined) continue;
    const call = { sql, callCount: outcome.okCount, rowCount: outcome.okCount, executionMs: 1 };
    outcome.receipt?.statements.push(call);
  }
  return run;
}

Deno.test("ceilingOf() takes the ceiling of the same size and shape of SQL, read off the receipt", () => {
  const beta = fixtureCell("beta-sync", 1, 5);
  const shapes = ["with-maker", "item-alone"];
  const run = measured(
    [ALPHA, GAMMA, beta, ...shapes.map((s) => ceiling(s, 15)), ceiling("with-maker", 15, 10_000)],
    () => 1000,
  );
  assert.equal(ceilingOf(run, ALPHA)!.shape, "with-maker");
  assert.equal(ceilingOf(run, ALPHA)!.cell.scenario.size, 1000);
  assert.equal(ceilingOf(run, GAMMA)!.shape, "item-alone");
  assert.equal(ceilingOf(run, beta)!.shape, "with-maker");
});

Deno.test("ceilingOf() goes by an option that names a shape where there are no receipts", () => {
  const told = { ...GAMMA, settings: { ...GAMMA.settings, options: { sql: "with-maker" } } };
  const run = measured([told, ceiling("with-maker", 15)], () => 1000);
  assert.equal(ceilingOf(run, told), null, "the receipt says otherwise");
  for (const { outcome } of run.trials) Object.assign(outcome, { receipt: null });
  assert.equal(ceilingOf({ ...run }, told)!.shape, "with-maker");
});

Deno.test("ceilingOf() needs no shapes where a workload tells none apart", () => {
  const run = measured([GAMMA, ceiling("any", 15)], () => 1000);
  run.plan.workloads.shop!.shapes = {};
  const found = ceilingOf(run, GAMMA)!;
  assert.deepEqual([found.shape, found.throughputRps], [null, 1000]);
});

Deno.test("ceilingOf() takes the highest of the sessions that the load could keep busy", () => {
  const cells = [ALPHA, ...[8, 15, 64, 200].map((sessions) => ceiling("with-maker", sessions))];
  const best = { 8: 1000, 15: 1200, 64: 1100, 200: 1500 } as Record<number, number>;
  const run = measured(cells, ({ scenario }) => best[scenario.load.connections]!);
  assert.equal(ceilingOf(run, ALPHA)!.sessionCount, 15);
  assert.equal(ceilingOf(run, ALPHA)!.throughputRps, 1200);
});

Deno.test("ceilingOf() knows none for another endpoint, for other SQL, for itself, or where none was measured", () => {
  const still = fixtureCell("alpha-async", 1, null, { endpoint: "page" });
  const cells = [ALPHA, still, GAMMA, ceiling("with-maker", 15)];
  const run = measured(cells, () => 1000);
  assert.equal(ceilingOf(run, still), null);
  assert.equal(ceilingOf(run, GAMMA), null);
  assert.equal(ceilingOf(run, cells[3]!), null);
  assert.equal(ceilingOf(measured([ALPHA], () => 0), ALPHA), null);
});

Deno.test("ceilingShares() and trialsTable() take each trial over the ceiling of its own block", () => {
  const run = measured([ALPHA, ceiling("with-maker", 15)], (_cell, block) => block * 1000);
  const rows = trialsTable(run).objects() as Record<string, number | null>[];
  const shares = rows.filter(({ ceilingShare }) => ceilingShare !== null);
  assert.deepEqual(
    shares.map(({ block, ceilingShare }) => [block, ceilingShare]),
    [[1, 0.9], [2, 0.45], [3, 0.3]],
  );
  assert.deepEqual(ceilingShares(run), [{
    cell: "alpha-async 1 worker",
    shape: "with-maker",
    throughputRps: 900,
    ceilingRps: 2000,
    ceilingShare: 0.45,
  }]);
});

Deno.test("lint and limit go by the run's own ceiling", () => {
  const run = measured([ALPHA, ceiling("with-maker", 15)], () => 1000);
  const found = lintRun(run).filter(({ rule }) => rule === "database-bound");
  assert.equal(found.length, 3);
  assert.match(found[0]!.sentence, /90 % of what the database gives with no web server/);
  assert.equal(limitOf(run, ALPHA).limitsRps.ceiling, 1000);
});

Deno.test("a figure of throughput has the ceiling as a line where it is near, and in words", () => {
  const near = measured([ALPHA, ceiling("with-maker", 15)], () => 1200);
  const drawn = throughputFigure(near, { title: "Near its ceiling" });
  assert.match(drawn.html, /no web server: 1,200/);
  assert.match(drawn.html, /gave the same SQL: Alpha, async 1,200 requests\/s/);
  const far = throughputFigure(measured([ALPHA, ceiling("with-maker", 15)], () => 5000), {
    title: "Far",
  });
  assert.doesNotMatch(far.html, /no web server: /);
  assert.match(far.html, /gave the same SQL: Alpha, async 5,000 requests\/s/);
});

Deno.test("bestBesidePublished() leaves the ceiling out of the variants and tells its share", () => {
  const run = measured([ALPHA, ceiling("with-maker", 15)], () => 1200);
  const rows = bestBesidePublished(run, { studies: [] });
  assert.deepEqual(rows.map(({ variant, ceilingShare }) => [variant, ceilingShare]), [
    ["alpha-async", 0.75],
  ]);
  assert.match(bestFigure(run, { title: "One", studies: [] }).html, /with no web server: 1\.33×/);
});
