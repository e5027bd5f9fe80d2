/** The duet: what it refuses, the order of its turns, and one on real parts. */
import assert from "node:assert/strict";
import { compare } from "../analysis/compare.ts";
import { experiment, grid } from "../experiment.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import type { Cell, Profile } from "../types.ts";
import { findVariants } from "../variants.ts";
import { ceilingCell } from "./ceiling/variant.ts";
import { runPlan } from "./client.ts";
import { checkDuet, checkDuetConnections, turnsOf } from "./duet.ts";
import { assertNothingLeft } from "./leftovers.ts";
import { planRun } from "./plan.ts";

const cells = grid({ variants: ["deno-postgresjs"], workers: [1, 2], connections: 8 });
const profile: Profile = { blocks: 1, warmUpS: 0.3, windowS: 1.2, duet: { turns: 3 } };
const openLoad = {
  kind: "open" as const,
  rateRps: 10,
  arrivals: "constant" as const,
  connections: 1,
};

Deno.test("checkDuet() takes two closed cells, the same twice among them", () => {
  checkDuet("two", cells, profile);
  checkDuet("same", [cells[0]!, cells[0]!], profile);
  checkDuet("no duet", [...cells, ...cells], { ...profile, duet: undefined });
});

Deno.test("checkDuet() refuses what cannot take turns, with a remedy", () => {
  const refused = (some: Cell[], sentence: RegExp, times: Partial<Profile> = {}) =>
    assert.throws(() => checkDuet("mine", some, { ...profile, ...times }), sentence);
  refused(
    [...cells, cells[0]!],
    /^GauntletError: Cannot measure "mine" as a duet: it has 3 cells, and a duet is of exactly two; leave duet out$/,
  );
  refused([cells[0]!], /it has 1 cell, and/);
  const ceiling = ceilingCell({ sql: "join", rows: 1000, connections: 8 });
  refused([cells[0]!, ceiling], /the ceiling has no server; leave duet out$/);
  const [first] = cells;
  const scenario = (more: Partial<Cell["scenario"]>) => ({
    ...first!,
    scenario: { ...first!.scenario, ...more },
  });
  refused([first!, scenario({ load: openLoad })], /cannot wait for their turn; use a closed load$/);
  refused([first!, scenario({ connectDelayMs: 5 })], /would act on both servers/);
  refused(cells, /3 turns of a window of 30 s are 10.00 s each; choose turns so/, { windowS: 30 });
  refused(cells, /0.10 s each/, { windowS: 0.3 });
});

Deno.test("checkDuetConnections() adds the two servers' connections up", async () => {
  const plan = await planRun(
    experiment({ name: "mine", question: "?", cells, quick: profile, full: profile }),
    "quick",
  );
  const variants = await findVariants();
  const giving = (max_connections: string) => ({
    versionAndSettings: { version: "", settings: { max_connections } },
  });
  checkDuetConnections(plan, variants, giving("53"));
  assert.throws(
    () => checkDuetConnections(plan, variants, giving("52")),
    /its servers may open (15 \+ 30|30 \+ 15) = 45 connections, and PostgreSQL gives 52 - 8 = 44;/,
  );
});

Deno.test("turnsOf() gives both as many turns, in fours that mirror themselves, by lot", () => {
  for (const turns of [2, 3, 6, 7]) {
    const order = turnsOf(turns, 1);
    assert.equal(order.length, 2 * turns);
    assert.equal(order.filter((turn) => turn === 0).length, turns);
  }
  const fours = Array.from({ length: 50 }, (_, seed) => turnsOf(2, seed).join(""));
  assert.deepEqual([...new Set(fours)].sort(), ["0110", "1001"]);
});

Deno.test("planRun() plans no duet of one: a variant that is missing here leaves nothing", async () => {
  const planned = await planRun(
    experiment({ name: "mine", question: "?", cells, quick: profile, full: profile }),
    "quick",
  );
  assert.equal(planned.trials.length, 2);
  assert.deepEqual(planned.profile.duet, { turns: 3 });
});

Deno.test("a duet measures both of a block in turns, each as one trial, and leaves nothing", async () => {
  await using _data = await temporaryData();
  const plan = await planRun(
    experiment({
      name: "test",
      question: "Does it run?",
      cells,
      quick: { ...profile, blocks: 2 },
      full: profile,
    }),
    "quick",
    1,
  );
  const end = await runPlan(plan);
  assert.deepEqual([end.state, end.completedCount, end.failedCount], ["completed", 4, 0]);
  const run = await readRun(end.runId);
  for (const { outcome, cell } of run.trials) {
    assert.ok(outcome.state === "completed", JSON.stringify(outcome));
    // Three turns of 0.4 s each, give or take what a timer does.
    assert.ok(outcome.durationS > 1.1 && outcome.durationS < 2, `${outcome.durationS} s`);
    assert.equal(outcome.serverProcessCount, 1 + cell.settings.workers, "its own server alone");
    assert.equal(outcome.errorCount + outcome.timeoutCount + outcome.reconnectCount, 0);
    // The other's requests are in nobody's receipt but its own.
    const statements = outcome.receipt!.statementCount / outcome.okCount;
    assert.ok(Math.abs(statements - 1) < 0.25, `${statements} statements a request`);
  }
  assert.equal(compare(run, cells[0]!, cells[1]!).interleaving, "duet");
  await assertNothingLeft();
});

Deno.test("a duet whose server cannot start is two failed trials with one reason", async () => {
  await using _data = await temporaryData();
  const plan = await planRun(
    experiment({ name: "test", question: "?", cells, quick: profile, full: profile }),
    "quick",
    1,
  );
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  Deno.env.set("PORT", String(listener.addr.port));
  try {
    const end = await runPlan(plan);
    assert.deepEqual([end.completedCount, end.failedCount], [0, 2]);
    const reasons = (await readRun(end.runId)).trials.map(({ outcome }) =>
      outcome.state === "failed" ? outcome.reason : ""
    );
    assert.match(reasons[0]!, /^Cannot start "deno-postgresjs": port \d+ is in use/);
    assert.equal(reasons[0], reasons[1]);
  } finally {
    Deno.env.delete("PORT");
  }
  await assertNothingLeft();
});
