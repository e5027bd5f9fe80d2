import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import { cellKey } from "../../lab/nouns/cell.ts";
import type { Cell } from "../../lab/nouns/cell.ts";
import type { Plan } from "../../lab/nouns/plan.ts";
import type { RegisteredClaim } from "../../lab/nouns/registered.ts";
import { experimentOf, findNotebooks } from "../../lab/notebook/source.ts";
import { agendaOf } from "../../lab/run/agenda/agenda.ts";
import { planRun } from "../../lab/plan/plan.ts";
import { likelyTrialS } from "../../lab/run/windows.ts";
import { USUAL_MINUTES } from "../reproduce.ts";
import { hasHeadline, shareOf } from "./sharing.ts";

const cells = [1, 2, 3, 4, 5, 6].map((workers) => fixtureCell("gamma-sync", workers, 5));
const said = { source: "gauntlet", sentence: "One gives more", expects: "more" as const };
const claimOf = (id: string, over: number, under: number, headline = true) => ({
  ...{ id, of: [cells[over]!, cells[under]!] as [Cell, Cell], headline },
  ...said,
});
const { plan } = fixtureRun({ cells, blocks: 3, answerCount: 1 });
const claimed: Plan = {
  ...plan,
  claims: [claimOf("side", 4, 5, false), claimOf("first", 0, 1), claimOf("second", 1, 2)],
};
const trialS = likelyTrialS(plan.profile);
const countOf = (plan: Plan) =>
  [1, 2, 3, 4].map((block) => plan.trials.filter((trial) => trial.block === block).length);
const likelyS = (trials: number, runs = 1) => 3 * runs + trials * trialS;

Deno.test("every cell is measured once, and the next two blocks are for the headlines that fit", () => {
  const { plan: all } = shareOf([claimed], likelyS(6 + 3 * 2));
  assert.deepEqual(countOf(all), [6, 3, 3, 0]);
  assert.equal(all.profile.blocks, 1);
  assert.equal(all.planHash, plan.planHash, "the work is the same");
  const { plan: first } = shareOf([claimed], likelyS(6 + 2 * 2));
  assert.deepEqual(countOf(first), [6, 2, 2, 0]);
  assert.deepEqual(
    new Set(first.trials.filter(({ block }) => block === 2).map(({ cell }) => cellKey(cell))),
    new Set([cells[0]!, cells[1]!].map(cellKey)),
  );
  const { plan: more } = shareOf([claimed], likelyS(6 + 5 * 2));
  assert.deepEqual(countOf(more), [6, 5, 5, 0], "then claims that are no headlines");
  const { plan: longer } = shareOf([claimed], likelyS(6 + 5 * 2 + 6));
  assert.deepEqual(countOf(longer), [6, 5, 5, 6], "then what is open, until the time is spent");
  assert.equal(longer.profile.blocksMax, 80);
});

Deno.test("however little time there is, one claim gets the blocks without which nothing is said", () => {
  const { plan } = shareOf([claimed], 1);
  assert.deepEqual(countOf(plan).slice(0, 3), [6, 2, 2]);
});

Deno.test("time beyond the least is shared alike, and a slow server may take what no other needs", () => {
  const two = [claimed, claimed] as [Plan, Plan];
  const { plan: rich } = shareOf(two, likelyS(2 * (6 + 3 * 8), 2));
  assert.ok(Math.abs(rich.profile.budgetMin! * 60 - likelyS(6 + 3 * 8)) < 1);
  const { plan: least } = shareOf(two, likelyS(2 * (6 + 3 * 2), 2));
  const budgetS = least.profile.budgetMin! * 60;
  assert.ok(
    budgetS > likelyS(6 + 3 * 2) && budgetS <= likelyS(12 + 12, 2) - likelyS(6),
    `${budgetS}`,
  );
  const { plan: poor } = shareOf(two, likelyS(6));
  assert.ok(Math.abs(poor.profile.budgetMin! * 60 - likelyS(6) / 2) < 1, "half of what there is");
});

Deno.test("an experiment with no claim of two cells, or headlines of quantities, keeps its blocks if it can", () => {
  assert.deepEqual(countOf(shareOf([plan], 1000).plan), [6, 6, 6, 0]);
  const best = { id: "best", of: "the best cell over another", headline: true, ...said };
  const quantity = { ...claimed, claims: [...claimed.claims!, best] };
  assert.deepEqual(countOf(shareOf([quantity], likelyS(18)).plan), [6, 6, 6, 0]);
  const { plan: beside } = shareOf([claimed, quantity], likelyS(6 + 3 * 2 + 18, 2));
  assert.deepEqual(countOf(beside), [6, 3, 3, 0]);
  const { plan: dearest } = shareOf([quantity, claimed], likelyS(12 + 4 * 3, 2));
  assert.deepEqual(
    countOf(dearest),
    [6, 3, 3, 0],
    "where there is no time for all, grids go first",
  );
});

Deno.test("a best is chosen by the first block, and three later ones have room for whichever two it is", () => {
  const best = { over: cells.slice(0, 3), under: cells.slice(3, 5) };
  const claims = [{ id: "best", of: { best }, headline: true, ...said }];
  const { plan: least, likelyS: leastS } = shareOf([{ ...plan, claims }], likelyS(6 + 3 * 2));
  assert.deepEqual(countOf(least), [6, 5, 5, 5], "all that may be it are planned");
  assert.deepEqual([least.profile.blocks, least.profile.blocksMax], [1, 4]);
  assert.ok(Math.abs(leastS - likelyS(6 + 3 * 2)) < 1, "and two of them measured");
  const { trials } = fixtureRun({ cells, blocks: 1, answerCount: 1 });
  const next = agendaOf(least, trials, { elapsedS: () => 0, trialS: () => null });
  assert.deepEqual([next.block, next.trials.length], [2, 2]);
  const { plan: longer } = shareOf([{ ...plan, claims }], likelyS(6 + 5 * 2 + 2));
  assert.deepEqual([longer.profile.blocks, longer.profile.blocksMax], [1, 80]);
});

Deno.test("twins ride twice", () => {
  const twins = fixtureRun({ cells: [cells[0]!, cells[0]!, cells[1]!], blocks: 3, answerCount: 1 });
  const claims = [claimOf("twins", 0, 0)];
  const { plan } = shareOf([{ ...twins.plan, claims }], 1000);
  assert.deepEqual(countOf(plan), [3, 2, 2, 3]);
});

Deno.test("the notebooks' experiments fit the usual minutes, and half of the headlines at the least get three blocks", async () => {
  const plans: Plan[] = [];
  for (const notebook of await findNotebooks()) {
    const experiment = await experimentOf(notebook);
    const plan = experiment && await planRun(experiment, "quick", 1);
    if (plan && hasHeadline(plan)) plans.push(plan);
  }
  const cases = [[1, USUAL_MINUTES], [1.1, USUAL_MINUTES], [2, USUAL_MINUTES], [1.1, 27]] as const;
  for (const [slowness, minutes] of cases) {
    let leftS = minutes * 60;
    let judged = 0, headlines = 0;
    for (const index of plans.keys()) {
      const { plan } = shareOf(plans.slice(index) as [Plan, ...Plan[]], leftS, slowness);
      const { tookS, blocks } = measuredWithin(plan, slowness * likelyTrialS(plan.profile));
      leftS -= 3 + tookS;
      const of = (block: number) =>
        plan.trials.filter((trial) => trial.block === block && blocks >= block)
          .map(({ cell }) => cellKey(cell));
      const isJudged = ({ of: what }: RegisteredClaim) =>
        typeof what === "string"
          ? plan.profile.blocks >= 3 && blocks >= 3
          : Array.isArray(what)
          ? what.every((cell) => of(3).includes(cellKey(cell)))
          : [what.best.over, what.best.under].every((group) =>
            group.some((cell) => of(4).includes(cellKey(cell)))
          );
      const ofThese = plan.claims?.filter(({ headline }) => headline) ?? [];
      headlines += ofThese.length;
      judged += ofThese.filter(isJudged).length;
    }
    assert.ok(leftS >= 0, `${leftS} s are left where trials take ${slowness} times as long`);
    if (slowness < 1.2) {
      assert.ok(judged >= 0.5 * headlines, `${judged} of ${headlines} at ${slowness}`);
    }
    if (minutes === 27) assert.equal(judged, headlines);
  }
});

/** By how the runner ends a run: no block is begun that would end after its budget. */
function measuredWithin(plan: Plan, trialS: number) {
  const measured = new Set(plan.trials.map(({ cell }) => cellKey(cell)));
  // Of what this profile leaves out, nothing is chosen.
  const bests = (plan.claims ?? []).flatMap(({ of }) =>
    typeof of === "string" || Array.isArray(of) ? [] : [of.best]
  ).filter(({ over, under }) =>
    [over, under].every((group) => group.some((cell) => measured.has(cellKey(cell))))
  );
  const candidates = new Set(bests.flatMap(({ over, under }) => [...over, ...under]).map(cellKey));
  let tookS = 0, blocks = 0;
  for (let block = 1; block <= 4; block++) {
    const planned = plan.trials.filter((trial) => trial.block === block);
    // Of those that may be a best, two a claim are measured once it is chosen.
    const spared = block <= plan.profile.blocks ? 0 : Math.max(
      0,
      planned.filter(({ cell }) => candidates.has(cellKey(cell))).length - 2 * bests.length,
    );
    const blockS = trialS * (planned.length - spared);
    if (planned.length === 0 || (block > 1 && tookS + blockS > plan.profile.budgetMin! * 60)) break;
    if (block > 3 && bests.length === 0) break;
    tookS += blockS;
    blocks++;
  }
  return { tookS, blocks };
}
