/** The loop of a run, with trials that are made up and time that is told. */
import assert from "node:assert/strict";
import { cellKey } from "../analysis/tables/cells.ts";
import { judge } from "../analysis/claims/claim.ts";
import { fixtureCell, fixtureRun, setThroughput } from "../analysis/fixtures/runs.ts";
import { compareAsClaimed } from "../analysis/comparing/looked.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import { limitedTo } from "../nouns/blocks.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import type { RegisteredClaim } from "../nouns/registered.ts";
import type { CompletedTrial, Trial } from "../nouns/trial.ts";
import { measureBlocks } from "./blocks.ts";
import { claimLines, type ClaimProgress } from "./agenda/claim-progress.ts";
import { clockOf } from "./clock.ts";
import type { RunnerEvent } from "./protocol.ts";

const cells = [1, 2, 3, 4, 5].map((workers) => fixtureCell("gamma-sync", workers, 5));
const [slow, quick, alike, noisy, other] = cells as [Cell, Cell, Cell, Cell, Cell];
const TRIAL_S = 10;
const template = fixtureRun({ cells, blocks: 1, answerCount: 1 }).trials;

function claimOf(id: string, of: [Cell, Cell], expects: RegisteredClaim["expects"] = "more") {
  return { id, of, expects, source: "gauntlet", sentence: "One gives more" };
}

function planOf(claims: RegisteredClaim[], profile: Partial<Plan["profile"]> = {}): Plan {
  const { plan } = fixtureRun({ cells, blocks: 3, answerCount: 1 });
  const { blocksMax = 80, budgetMin = null } = profile;
  return limitedTo({ ...plan, claims }, { blocksMax, budgetMin });
}

/** A trial that depends on its place in the plan alone, so that it is the same whenever it is measured. */
function made({ trial, block, cell }: PlannedTrial): CompletedTrial {
  const key = cellKey(cell);
  const like = template.find((each) => cellKey(each.cell) === key)!;
  assert.ok(like.outcome.state === "completed");
  const noise = key === cellKey(noisy) ? 0.6 : 0.02;
  const deviate = normalDeviate(seededRandom(trial * 7919));
  const throughputRps = (key === cellKey(quick) ? 600 : 400) * Math.exp(noise * deviate);
  return setThroughput(
    { ...like, trial, block, cell, outcome: { ...like.outcome } },
    throughputRps,
  ) as CompletedTrial;
}

/** Runs the loop, perhaps stopped after so many trials. */
async function ran(
  plan: Plan,
  done: Trial[] = [],
  stopAfter = Infinity,
  changed = (trial: CompletedTrial): Trial => trial,
) {
  const events: RunnerEvent[] = [];
  const measured: Trial[] = [];
  let nowS = 0;
  const result = await measureBlocks(plan, done, {
    runId: "synthetic",
    tell: (event) => void events.push(event),
    clock: clockOf(plan, () => nowS),
    measure: (planned, onPhase) => {
      if (measured.length >= stopAfter) return Promise.resolve(null);
      onPhase("measuring");
      nowS += TRIAL_S;
      measured.push(changed(made(planned)));
      return Promise.resolve(measured.at(-1)!);
    },
  });
  const claims = events.flatMap((event) => event.type === "claims" ? [event.claims] : []);
  return { ...result, measured, events, claims };
}

const workersOf = (trials: Trial[]) => trials.map(({ cell }) => cell.settings.workers!);
const ofBlock = (trials: Trial[], block: number) => trials.filter((each) => each.block === block);

Deno.test("claims that are decided early end the run, and cells of no claim ride in the first blocks alone", async () => {
  const { reason, trials, claims } = await ran(planOf([
    claimOf("quick-beats-slow", [quick, slow]),
    claimOf("alike-is-slow", [alike, slow], "same"),
  ]));
  assert.equal(reason, "decided");
  assert.equal(Math.max(...trials.map(({ block }) => block)), 5);
  for (const block of [1, 2, 3]) assert.equal(ofBlock(trials, block).length, 5);
  for (const block of [4, 5]) {
    assert.deepEqual(workersOf(ofBlock(trials, block)).sort(), [1, 2, 3]);
    assert.equal(ofBlock(trials, block)[1]!.cell.settings.workers, 1, "beside both its partners");
  }
  assert.deepEqual(claims.length, 5, "told after each block");
  assert.deepEqual(claims[0]!.map(({ verdict, moreBlocks }) => [verdict, moreBlocks]), [
    ["not measured", 4],
    ["not measured", 4],
  ]);
  const [more, same] = claims.at(-1) as [ClaimProgress, ClaimProgress];
  assert.deepEqual([more.verdict, more.open, more.confidence], ["holds", false, 0.99]);
  assert.deepEqual([same.verdict, same.open, same.moreBlocks], ["holds", false, 0]);
  assert.ok(more.low! > 1.3 && more.high! < 1.7);
});

Deno.test("an open claim goes on to the budget, which the decided ones no longer take from", async () => {
  const claims = [
    claimOf("quick-beats-slow", [quick, slow]),
    claimOf("noisy-beats-other", [noisy, other]),
  ];
  // Three blocks of five cells, two of four, and 17 s more for each of four blocks of two.
  const budgetMin = (3 * 5 + 2 * 4 + 4 * 2) * TRIAL_S / 60 + 0.1;
  const { reason, trials, claims: told } = await ran(planOf(claims, { budgetMin }));
  assert.equal(reason, "budget");
  assert.equal(Math.max(...trials.map(({ block }) => block)), 9);
  assert.deepEqual(workersOf(ofBlock(trials, 9)).sort(), [4, 5]);
  const [decided, open] = told.at(-1) as [ClaimProgress, ClaimProgress];
  assert.equal(decided.verdict, "holds");
  assert.deepEqual([open.verdict, open.open], ["undecided", true]);
});

Deno.test("what the runner tells at the end is what a reader of the run is told, wherever it ended", async () => {
  const claims = [
    claimOf("quick-beats-slow", [quick, slow]),
    claimOf("noisy-beats-other", [noisy, other]),
    claimOf("alike-is-slow", [alike, slow], "same"),
  ];
  for (const blocksMax of [4, 5, 8, 23]) {
    const plan = planOf(claims, { blocksMax });
    const { trials, claims: told } = await ran(plan);
    const run = { ...fixtureRun({ cells, blocks: 1, answerCount: 1 }), plan, trials };
    told.at(-1)!.forEach(({ ratio, low, high, confidence, verdict }, index) => {
      const { of, expects } = claims[index]!;
      const read = compareAsClaimed(run, of, { expects });
      assert.deepEqual(
        { ratio, low, high, confidence, verdict },
        {
          ...{ ratio: read.ratio, low: read.low, high: read.high, confidence: read.confidence },
          verdict: judge(read, expects).verdict,
        },
        `${blocksMax} blocks`,
      );
    });
    const quickest = compareAsClaimed(run, [quick, slow], {});
    assert.equal(quickest.confidence, blocksMax < 5 ? 0.95 : 0.99);
    assert.equal(quickest.blocks, Math.min(blocksMax, 5), "later blocks change nothing");
  }
});

Deno.test("a run ends at its last block, and at the last look with nothing open", async () => {
  const claims = [claimOf("noisy-beats-other", [noisy, other])];
  assert.equal((await ran(planOf(claims, { blocksMax: 7 }))).reason, "blocks");
  const all = await ran(planOf(claims, { blocksMax: 100 }));
  assert.equal(all.reason, "decided");
  assert.ok(Math.max(...all.trials.map(({ block }) => block)) <= 80);
});

Deno.test("a claim on a bound stays open until the bound is decided, though its cells differ", async () => {
  const of: [Cell, Cell] = [noisy, other];
  const plan = planOf([claimOf("far-apart", [quick, slow], { atLeast: 1.5 })], { blocksMax: 20 });
  const { claims } = await ran(plan);
  const [atFive] = claims.find(([claim]) => claim!.ratio !== null)!;
  assert.ok(atFive!.low! > 1, "they differ");
  assert.deepEqual([atFive!.verdict, atFive!.open], ["undecided", true]);
  const low = await ran(planOf([claimOf("near", of, { atMost: 20 })], { blocksMax: 20 }));
  assert.equal(low.reason, "decided");
});

Deno.test("a run that is interrupted anywhere goes on with the very same trials", async () => {
  const plan = planOf([
    claimOf("quick-beats-slow", [quick, slow]),
    claimOf("noisy-beats-other", [noisy, other]),
  ], { blocksMax: 12 });
  const whole = await ran(plan);
  for (let stop = 0; stop < whole.trials.length; stop += 3) {
    const first = await ran(plan, [], stop);
    assert.equal(first.reason, null);
    const second = await ran(plan, first.trials);
    assert.deepEqual(second.trials, whole.trials);
    assert.equal(second.reason, whole.reason);
  }
});

Deno.test("a run with more blocks measures what it would have measured at once", async () => {
  const claims = [claimOf("noisy-beats-other", [noisy, other])];
  const short = await ran(planOf(claims, { blocksMax: 4 }));
  assert.equal(short.reason, "blocks");
  const longer = await ran(planOf(claims, { blocksMax: 8 }), short.trials);
  assert.deepEqual(longer.trials, (await ran(planOf(claims, { blocksMax: 8 }))).trials);
  assert.equal(longer.claims[0]![0]!.moreBlocks, 1, "told before the first trial too");
});

Deno.test("the place of a trial and the time left live with numbers that are left out", async () => {
  const plan = planOf([claimOf("noisy-beats-other", [noisy, other])], { blocksMax: 6 });
  const { events, trials, reason } = await ran(plan);
  assert.equal(reason, "blocks");
  assert.equal(trials.length, 3 * 5 + 3 * 2);
  assert.ok(Math.max(...trials.map(({ trial }) => trial)) > trials.length);
  const ended = events.filter((event) => event.type === "trial-ended");
  assert.deepEqual(ended.map(({ place }) => place), trials.map((_, index) => index + 1));
  assert.ok(ended.every(({ place, likelyCount }) => place <= likelyCount));
  const last = ended.at(-1)!;
  assert.deepEqual([last.likelyCount, last.remainingS], [trials.length, 0]);
  const started = events.find((event) => event.type === "run-started")!;
  assert.equal(started.trialCount, 3 * 5 + 2 * 2, "until the first look");
  assert.ok(ended.every(({ likelyCount, mostCount }) => likelyCount <= mostCount));
  assert.deepEqual([ended[0]!.mostCount, last.mostCount], [3 * 5 + 3 * 2, trials.length]);
});

Deno.test("a run says how many trials its time has left, once it knows how long they take", async () => {
  const claims = [claimOf("noisy-beats-other", [noisy, other])];
  const { events } = await ran(planOf(claims, { budgetMin: (3 * 5 + 4) * TRIAL_S / 60 + 0.1 }));
  const ended = events.filter((event) => event.type === "trial-ended");
  assert.equal(ended[0]!.mostCount, 3 * 5 + 77 * 2);
  assert.deepEqual(ended.slice(-4).map(({ likelyCount }) => likelyCount), [19, 19, 19, 19]);
});

Deno.test("a claim whose cell has no trial that counts is told why, and not that it takes more blocks", async () => {
  const plan = planOf([claimOf("quick-beats-slow", [quick, slow])], { blocksMax: 5 });
  const isSlow = (cell: Cell) => cellKey(cell) === cellKey(slow);
  const heldUp = await ran(plan, [], Infinity, (trial) => {
    if (isSlow(trial.cell)) trial.outcome.durationS *= 3;
    return trial;
  });
  const [claim] = heldUp.claims.at(-1)!;
  assert.match(
    claimLines([claim!])[0]!,
    /^quick-beats-slow: not measured: nothing to compare, all 5 trials of gamma-sync 1×5 are invalid; the first: the window lasted/,
  );
  const states = heldUp.events.flatMap((event) =>
    event.type === "trial-ended" && isSlow(event.cell) ? [event.validity!.state] : []
  );
  assert.deepEqual(states, Array(5).fill("invalid"));
  const moving = await ran(plan, [], Infinity, (trial) => {
    trial.outcome.settled = false;
    return trial;
  });
  assert.match(claimLines(moving.claims.at(-1)!)[0]!, / \(99 %: [\d.]+–[\d.]+\) †, holds$/);
});

Deno.test("a claim one of whose cells failed in every block of the first look takes no more of them", async () => {
  const plan = planOf([
    claimOf("quick-beats-slow", [quick, slow]),
    claimOf("noisy-beats-other", [noisy, other]),
  ], { blocksMax: 12 });
  const { trials, claims } = await ran(
    plan,
    [],
    Infinity,
    (trial) =>
      cellKey(trial.cell) === cellKey(slow)
        ? { ...trial, outcome: { state: "failed", reason: "It cannot start; its log ends:\nno" } }
        : trial,
  );
  assert.deepEqual(workersOf(ofBlock(trials, 5)).sort(), [1, 2, 4, 5]);
  assert.deepEqual(workersOf(ofBlock(trials, 6)).sort(), [4, 5]);
  assert.match(
    claimLines(claims.at(-1)!)[0]!,
    /: not measured: nothing to compare, all 5 trials of gamma-sync 1×5 failed: It cannot start$/,
  );
});

Deno.test("a run of too few blocks says how many a verdict takes", async () => {
  const plan = planOf([claimOf("noisy-beats-other", [noisy, other])], { blocksMax: 2 });
  assert.deepEqual(claimLines((await ran(plan)).claims.at(-1)!), [
    "noisy-beats-other: not measured: too few blocks: a verdict takes at least 3",
  ]);
});

Deno.test("a run that ends before the first look shows where its claims are from three blocks on", async () => {
  const plan = planOf([claimOf("noisy-beats-other", [noisy, other])], { blocks: 4, blocksMax: 4 });
  const { claims } = await ran(plan);
  assert.deepEqual(
    claims.map((told) => [told[0]!.soFar !== undefined, told[0]!.ratio !== null]),
    [[false, false], [false, false], [true, false], [false, true]],
  );
  const lines = claims.map((told) => claimLines(told)[0]!);
  assert.match(lines[0]!, /not measured: its verdict comes at the end, in at most 3 more blocks$/);
  assert.match(
    lines[2]!,
    /\) so far, not measured; its verdict comes at the end, in 1 more block$/,
  );
  for (const line of lines) assert.doesNotMatch(line, /look/);
});

Deno.test("a plan without claims measures every cell to its last block", async () => {
  const { reason, trials, claims } = await ran(planOf([], { blocksMax: 4 }));
  assert.deepEqual([reason, trials.length, claims], ["blocks", 20, []]);
  const quantity = { ...claimOf("a-quantity", [quick, slow]), of: "the share of something" };
  assert.equal((await ran(planOf([quantity], { blocksMax: 4 }))).trials.length, 20);
});
