import assert from "node:assert/strict";
import { cellsOf } from "../analysis/tables/cells.ts";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import { cellKey } from "../nouns/cell.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { seededRandom } from "../nouns/random.ts";
import type { Trial } from "../nouns/trial.ts";
import { agendaOf } from "../run/agenda/agenda.ts";
import { nextBlock } from "./ahead.ts";

/** Time stands still: nothing ends for its sake. */
const clock = { elapsedS: () => 0, trialS: () => null };

const CELLS = [["alpha-sync", 5], ["gamma-sync", 5], ["beta-sync", 5], ["delta-async", 6]] as const;

/** A plan with claims of several difficulties, and what each cell would measure in each block. */
function world(seed: number, { blocks = 3, blocksMax = 25, claimed = true } = {}) {
  const cells = CELLS.map(([variant, threads]) => fixtureCell(variant, 1, threads));
  const speeds = [400, 416, 400, 500];
  const throughputRpsOf = (cell: typeof cells[0]) =>
    speeds[cells.findIndex((each) => cellKey(each) === cellKey(cell))]!;
  const run = fixtureRun({ seed, blocks: blocksMax, cells, noiseShare: 0.05, throughputRpsOf });
  const [a, b, c, d] = cellsOf(run).toSorted((x, y) =>
    cells.findIndex((each) => cellKey(each) === cellKey(x)) -
    cells.findIndex((each) => cellKey(each) === cellKey(y))
  );
  const said = { source: "gauntlet", sentence: "One gives more" };
  const claim = (id: string, over: typeof a, under: typeof a) => (
    { id, of: [over!, under!] as [never, never], ...said, expects: "more" as const }
  );
  const claims = [claim("hard", b, a), claim("equal", c, a), claim("easy", d, b)];
  const plan: Plan = {
    ...run.plan,
    profile: { ...run.plan.profile, blocks, blocksMax },
    ...(claimed ? { claims } : {}),
  };
  const outcomes = new Map(
    run.trials.map((trial) => [`${trial.block} ${cellKey(trial.cell)}`, trial]),
  );
  const measured = (planned: PlannedTrial): Trial => ({
    ...outcomes.get(`${planned.block} ${cellKey(planned.cell)}`)!,
    trial: planned.trial,
  });
  return { plan, measured };
}

const orderOf = (trials: readonly PlannedTrial[]) =>
  [...Map.groupBy(trials, ({ block }) => block)].sort(([a], [b]) => a - b)
    .map(([block, ofBlock]) => `${block}: ${ofBlock.map(({ trial }) => trial).join(" ")}`);

/** One machine, block by block. */
function alone({ plan, measured }: ReturnType<typeof world>) {
  const trials: Trial[] = [];
  for (;;) {
    const { trials: next, reason } = agendaOf(plan, trials, clock);
    if (reason !== null) return { trials, reason };
    trials.push(...next.map(measured));
  }
}

/** So many machines, whose blocks end in an order by lot. */
function together({ plan, measured }: ReturnType<typeof world>, machines: number, seed: number) {
  const random = seededRandom(seed);
  const trials: Trial[] = [];
  const underWay = new Map<number, PlannedTrial[]>();
  let most = 0;
  for (;;) {
    let next = nextBlock(plan, trials, underWay, clock);
    while (next.state === "block" && underWay.size < machines) {
      assert.ok(!trials.some(({ block }) => block === next.block) && !underWay.has(next.block));
      underWay.set(next.block, next.trials);
      next = nextBlock(plan, trials, underWay, clock);
    }
    most = Math.max(most, underWay.size);
    if (underWay.size === 0) {
      assert.ok(next.state === "end");
      return { trials, reason: next.reason, most };
    }
    const [block, ofBlock] = [...underWay][Math.floor(random() * underWay.size)]!;
    underWay.delete(block);
    trials.push(...ofBlock.map(measured));
  }
}

Deno.test("a fleet measures the very trials that one machine would, whatever block ends first", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const of = world(seed);
    const one = alone(of);
    for (const machines of [1, 2, 3, 5]) {
      const many = together(of, machines, seed + machines);
      assert.deepEqual(orderOf(many.trials), orderOf(one.trials), `${machines}, seed ${seed}`);
      assert.equal(many.reason, one.reason);
      assert.ok(many.most >= Math.min(machines, 3), "all blocks that everything rides in at once");
    }
  }
});

Deno.test("without claims all blocks may be under way at once", () => {
  const of = world(1, { blocks: 6, blocksMax: 6, claimed: false });
  const many = together(of, 9, 1);
  assert.equal(many.most, 6);
  assert.equal(many.reason, "blocks");
  assert.equal(many.trials.length, 24);
});

Deno.test("a look waits for every block before it", () => {
  const { plan, measured } = world(1);
  const upTo = (block: number) => plan.trials.filter((trial) => trial.block <= block).map(measured);
  const riding = (block: number) => plan.trials.filter((trial) => trial.block === block);
  assert.equal(nextBlock(plan, upTo(3), new Map([[4, riding(4)]]), clock).state, "block");
  assert.equal(nextBlock(plan, upTo(4), new Map([[5, riding(5)]]), clock).state, "wait");
  const outOfOrder = [...upTo(3), ...riding(5).map(measured)];
  const next = nextBlock(plan, outOfOrder, new Map([[4, riding(4)]]), clock);
  assert.deepEqual([next.state, next.block], ["wait", 6]);
});

Deno.test("a block that is missing among others is the next one", () => {
  const { plan, measured } = world(1);
  const trials = plan.trials.filter(({ block }) => [1, 3].includes(block)).map(measured);
  const next = nextBlock(plan, trials, new Map(), clock);
  assert.deepEqual([next.state, next.block, next.trials.length], ["block", 2, 4]);
});
