/** Claims on the best of some cells: what the runner measures for them, and whether it may be believed. */
import assert from "node:assert/strict";
import { cellKey } from "../analysis/tables/cells.ts";
import { judge } from "../analysis/claims/claim.ts";
import { compare } from "../analysis/comparing/compare.ts";
import { fixtureGrid, fixtureRun, setThroughput } from "../analysis/fixtures/runs.ts";
import { compareBest, winnersOf } from "../analysis/best/winners.ts";
import { limitedTo } from "../nouns/blocks.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import type { BestCells, RegisteredClaim } from "../nouns/registered.ts";
import type { Trial } from "../nouns/trial.ts";
import { agendaOf } from "./agenda/agenda.ts";
import { measureBlocks } from "./blocks.ts";
import { claimLines, type ClaimProgress } from "./agenda/claim-progress.ts";
import { clockOf } from "./clock.ts";
import type { RunnerEvent } from "./protocol.ts";
import { claimedPairs } from "./agenda/wanted.ts";

const nine = fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]);
const others = fixtureGrid("beta-sync", [1, 2, 3], [1, 5, 15]);
const template = fixtureRun({ cells: [...nine, ...others], blocks: 1, answerCount: 1 });
const like = new Map(template.trials.map((trial) => [cellKey(trial.cell), trial]));
const CHOOSING = 3;

function planOf(
  groups: BestCells["best"][],
  { blocksMax = 80, expects = "more" }: { blocksMax?: number; expects?: "more" | "same" } = {},
): Plan {
  const cells = new Map(
    groups.flatMap(({ over, under }) => [...over, ...under]).map(
      (cell) => [cellKey(cell), cell],
    ),
  );
  const claims = groups.map((best, index): RegisteredClaim => ({
    ...{ id: `best-${index}`, source: "gauntlet", sentence: "One gives more", expects },
    of: { best },
  }));
  const { plan } = fixtureRun({ cells: [...cells.values()], blocks: CHOOSING, answerCount: 1 });
  return limitedTo({ ...plan, claims }, { blocksMax, budgetMin: null });
}

/** A trial of a cell that differs from its equals by luck alone, which its place and the seed say. */
function made({ trial, block, cell }: PlannedTrial, seed: number, noise: number, lead = 0): Trial {
  const found = like.get(cellKey(cell))!;
  assert.ok(found.outcome.state === "completed");
  const luck = noise * normalDeviate(seededRandom(seed * 100_003 + trial * 7919));
  const rps = 400 * Math.exp(luck + (cell.variant === "gamma-sync" ? lead : 0));
  return setThroughput({ ...found, trial, block, cell, outcome: { ...found.outcome } }, rps);
}

const asRun = (plan: Plan, trials: Trial[]) => ({ ...template, plan, trials });

/** The loop to its end. */
function measured(plan: Plan, seed: number, noise = 0.09) {
  const clock = { elapsedS: () => 0, trialS: () => null };
  const trials: Trial[] = [];
  for (;;) {
    const agenda = agendaOf(plan, trials, clock);
    if (agenda.reason !== null) return asRun(plan, trials);
    trials.push(...agenda.trials.map((planned) => made(planned, seed, noise)));
  }
}

/** What the runner tells, and measures; perhaps it is stopped after so many trials. */
async function ran(plan: Plan, done: Trial[] = [], { stopAfter = Infinity, lead = 0 } = {}) {
  const events: RunnerEvent[] = [];
  let count = 0;
  const { trials, reason } = await measureBlocks(plan, done, {
    runId: "synthetic",
    tell: (event) => void events.push(event),
    clock: clockOf(plan, () => count),
    measure: (planned) =>
      Promise.resolve(count++ < stopAfter ? made(planned, 5, 0.05, lead) : null),
  });
  const claims = events.flatMap((event) => event.type === "claims" ? [event.claims] : []);
  return { trials, reason, claims };
}

Deno.test("all cells ride in the blocks that choose, and the two winners alone in later ones", async () => {
  const plan = planOf([{ over: nine, under: others }]);
  const { trials, reason, claims } = await ran(plan, [], { lead: 0.5 });
  assert.equal(reason, "decided");
  const { over, under } = winnersOf(asRun(plan, trials), { over: nine, under: others });
  const winners = [over, under].map(cellKey).sort();
  const blocks = Map.groupBy(trials, ({ block }) => block);
  assert.deepEqual([...blocks.keys()], [1, 2, 3, 4, 5, 6, 7, 8], "to the first look at fresh ones");
  for (const [block, ofBlock] of blocks) {
    if (block <= CHOOSING) assert.equal(ofBlock.length, 18);
    else assert.deepEqual(ofBlock.map(({ cell }) => cellKey(cell)).sort(), winners);
  }
  assert.deepEqual(claims.map(([claim]) => claim!.moreBlocks), [7, 6, 5, 4, 3, 2, 1, 0]);
  const [line] = claimLines(claims.at(-1)!);
  assert.match(
    line!,
    /^best-0: 1\.\d\d \(.*\), holds; the best: gamma-sync \d×\d+ over beta-sync \d×\d+, chosen by blocks 1–3, compared on later ones$/,
  );
});

Deno.test("a best that is compared with a cell of its own group rides twice where it is that cell", () => {
  const [named] = nine;
  const best = { over: [named!], under: nine };
  const { plan } = fixtureRun({ cells: [...nine, named!], blocks: CHOOSING, answerCount: 1 });
  const claims = [{ ...planOf([best]).claims![0]!, of: { best } }];
  const twice = limitedTo({ ...plan, claims }, { blocksMax: 80, budgetMin: null });
  const trials = twice.trials.filter(({ block }) => block <= CHOOSING).map((planned) => {
    const trial = made(planned, 1, 0.01);
    if (planned.cell !== named && cellKey(planned.cell) !== cellKey(named!)) return trial;
    assert.ok(trial.outcome.state === "completed");
    return setThroughput(trial, trial.outcome.throughputRps * 2);
  });
  const [pair] = claimedPairs(twice, trials);
  assert.equal(cellKey(pair!.over), cellKey(pair!.under));
  const next = agendaOf(twice, trials, { elapsedS: () => 0, trialS: () => null });
  assert.deepEqual(
    next.trials.map(({ cell }) => cellKey(cell)),
    [named, named].map((c) => cellKey(c!)),
  );
});

Deno.test("a run on bests that is interrupted anywhere goes on with the very same trials", async () => {
  const plan = planOf([{ over: nine, under: others.slice(0, 2) }], { blocksMax: 12 });
  const whole = await ran(plan);
  for (let stopAfter = 0; stopAfter < whole.trials.length; stopAfter += 5) {
    const first = await ran(plan, [], { stopAfter });
    const second = await ran(plan, first.trials);
    assert.deepEqual(second.trials, whole.trials);
    assert.equal(second.reason, whole.reason);
  }
});

Deno.test("what the runner tells of a best at the end is what a reader is told, wherever the run ended", async () => {
  const best = { over: nine, under: others };
  for (const blocksMax of [2, 3, 4, 5, 6, 7, 8, 14, 40]) {
    const plan = planOf([best], { blocksMax, expects: "same" });
    const { trials, claims } = await ran(plan);
    const [told] = claims.at(-1) as [ClaimProgress];
    const read = compareBest(asRun(plan, trials), best, { expects: "same" });
    assert.equal(told.verdict, judge(read, "same").verdict, `${blocksMax} blocks`);
    if (told.verdict === "not measured") {
      assert.equal(blocksMax, 2);
      continue;
    }
    for (const what of ["ratio", "low", "high", "confidence"] as const) {
      assert.ok(Math.abs(told[what]! / read[what] - 1) < 1e-9, `${what}, ${blocksMax} blocks`);
    }
    assert.equal(told.best!.isFresh, blocksMax >= CHOOSING + 3);
    assert.equal(read.afterBlock, told.best!.isFresh ? CHOOSING : undefined);
    const says = told.best!.isFresh ? /compared on later ones$/ : /by the same blocks, which may/;
    assert.match(claimLines([told])[0]!, says);
  }
});

Deno.test("the best of nine equals is not better than another on fresh blocks, and is on those that chose it", () => {
  const best = { over: nine, under: others.slice(0, 1) };
  const plan = planOf([best], { blocksMax: CHOOSING + 5 });
  const RUNS = 150;
  const logs = { fresh: [] as number[], same: [] as number[] };
  for (let seed = 1; seed <= RUNS; seed++) {
    const run = measured(plan, seed);
    const chosen = { ...run, trials: run.trials.filter(({ block }) => block <= CHOOSING) };
    const { over, under } = winnersOf(run, best);
    logs.fresh.push(Math.log(compareBest(run, best, { expects: "more" }).ratio));
    logs.same.push(Math.log(compare(chosen, over, under).ratio));
  }
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / RUNS;
  const errorOf = (values: number[]) =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / RUNS);
  assert.ok(Math.abs(mean(logs.fresh)) < 3 * errorOf(logs.fresh), `${mean(logs.fresh)}`);
  assert.ok(mean(logs.same) > 0.05, `${mean(logs.same)}`);
});

Deno.test("bests of equal cells are called different 5 times in 100 at most, and unconfirmed far more often", () => {
  const groups = { over: nine, under: others.slice(0, 1) };
  const level = { over: nine, under: others };
  const RUNS = 100;
  const different = { fresh: 0, same: 0 };
  for (let seed = 1; seed <= RUNS; seed++) {
    for (const best of [groups, level]) {
      const run = measured(planOf([best]), seed);
      if (compareBest(run, best, { expects: "more" }).verdict === "different") different.fresh++;
    }
    const whole = limitedTo(planOf([groups]), { blocks: 5, blocksMax: 5, budgetMin: null });
    if (compareBest(measured(whole, seed), groups).verdict === "different") different.same++;
  }
  assert.ok(different.fresh <= 0.05 * 2 * RUNS, `${different.fresh} of ${2 * RUNS}`);
  assert.ok(different.same > different.fresh, `${different.same} of ${RUNS}`);
});
