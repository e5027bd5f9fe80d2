import assert from "node:assert/strict";
import type { Cell } from "../../nouns/cell.ts";
import type { Plan } from "../../nouns/plan.ts";
import type { RegisteredClaim } from "../../nouns/registered.ts";
import type { Run } from "../../nouns/run.ts";
import { bestBesidePublished } from "./beside.ts";
import { bestOf } from "./best.ts";
import { cellKey } from "../tables/cells.ts";
import { compare } from "../comparing/compare.ts";
import { fixtureGrid, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import { compareBest, winnersOf } from "./winners.ts";

const gammas = fixtureGrid("gamma-sync", [1, 2, 3], [5]);
const deltas = fixtureGrid("delta-async", [1, 2], [5]);
const best = { over: gammas, under: deltas };
const workersOf = ({ settings }: Cell) => settings.workers!;
const claims: RegisteredClaim[] = [{
  ...{ id: "best", source: "gauntlet", sentence: "More", expects: "more" },
  of: { best },
}];

/** Of 3 blocks of all cells; by looks, of more of whatever is there. */
function runOf(
  { blocks = 3, byLooks = true, invert = 0, noiseShare = 0.02, rpsOf }: {
    blocks?: number;
    byLooks?: boolean;
    invert?: number;
    noiseShare?: number;
    rpsOf?: (cell: Cell) => number;
  } = {},
): Run {
  const { plan, trials, ...run } = fixtureRun({
    ...{ cells: [...gammas, ...deltas], blocks, noiseShare, driftShare: 0, answerCount: 1 },
    throughputRpsOf: rpsOf ??
      (({ variant, settings }) =>
        variant === "gamma-sync" ? 400 + 40 * settings.workers! : 300 + 30 * settings.workers!),
  });
  const profile: Plan["profile"] = { ...plan.profile, blocks: byLooks ? 3 : blocks };
  if (byLooks) profile.blocksMax = 80;
  return {
    ...run,
    plan: { ...plan, profile, claims },
    // What came after the choice was otherwise: nobody may choose by it.
    trials: trials.map((trial) =>
      invert > 0 && trial.block > 3 && trial.outcome.state === "completed"
        ? setThroughput(
          { ...trial, outcome: { ...trial.outcome } },
          workersOf(trial.cell) === 1 ? invert : trial.outcome.throughputRps,
        )
        : trial
    ),
  };
}

Deno.test("winners are chosen by the blocks that all cells ride in, whatever came later", () => {
  const run = runOf({ blocks: 12, invert: 900 });
  const { over, under, afterBlock } = winnersOf(run, best);
  assert.deepEqual([workersOf(over), workersOf(under), afterBlock], [3, 2, 3]);
  assert.equal(workersOf(bestOf(run, "gamma-sync").best.cell), 3, "bestOf() as well");
  const { over: all } = winnersOf(runOf({ blocks: 12, byLooks: false }), best);
  assert.equal(workersOf(all), 3);
});

Deno.test("winners are compared by later blocks alone, at a look of these, and the reason says so", () => {
  const comparison = compareBest(runOf({ blocks: 12 }), best, { expects: "more" });
  const { verdict, blockRatios, confidence, afterBlock, reason } = comparison;
  assert.deepEqual([verdict, confidence, afterBlock], ["different", 0.99, 3]);
  assert.deepEqual(blockRatios.map(({ block }) => block), [4, 5, 6, 7, 8]);
  assert.match(
    reason,
    /This is the look after 5 such blocks, one of 5 .* gamma-sync 3×5 is the best of 3, delta-async 2×5 of 2, chosen by blocks 1–3, compared on blocks 4–8\.$/,
  );
  const few = compareBest(runOf({ blocks: 6 }), best);
  assert.deepEqual([few.blocks, few.confidence], [3, 0.95], "the first look that there is");
  const [delta] = deltas;
  const { reason: alone } = compareBest(runOf({ blocks: 6 }), { over: gammas, under: [delta!] });
  assert.match(alone, /gamma-sync 3×5 is the best of 3, chosen by blocks 1–3, compared on/);
});

Deno.test("without three later blocks the same ones judge, and the reason says by how much that flatters", () => {
  const alike = () => 400;
  for (
    const run of [
      runOf({ blocks: 4, byLooks: false, rpsOf: alike }),
      runOf({ blocks: 4, rpsOf: alike }),
      runOf({ blocks: 3, rpsOf: alike }),
    ]
  ) {
    const comparison = compareBest(run, best);
    const { over, under } = winnersOf(run, best);
    const plain = compare(run, over, under);
    assert.equal(comparison.blocks, plain.blocks);
    for (const what of ["ratio", "low", "high"] as const) {
      assert.ok(Math.abs(comparison[what] / plain[what] - 1) < 1e-9, what);
    }
    assert.equal(comparison.afterBlock, undefined);
    assert.match(
      comparison.reason,
      /gamma-sync \d×5 is the best of 3, delta-async \d×5 of 2, chosen and judged by the same blocks, which flatters gamma-sync \d×5 by up to [\d.]+ % and delta-async \d×5 by up to [\d.]+ % until fresh blocks confirm it\.$/,
    );
  }
  const share = (run: Run) =>
    Number(/gamma-sync \d×5 by up to ([\d.]+) %/.exec(compareBest(run, best).reason)![1]);
  const [three, five] = [3, 5].map((blocks) => share(runOf({ blocks, rpsOf: alike })));
  assert.ok(five! < three!, "blocks that did not choose dilute it");
});

Deno.test("a best that stands apart is not said to be flattered, and of one block nothing is said", () => {
  assert.match(
    compareBest(runOf({ noiseShare: 0.001 }), best).reason,
    /chosen and judged by the same blocks; each is told from all others\.$/,
  );
  const { verdict, reason } = compareBest(runOf({ blocks: 2 }), best);
  assert.equal(verdict, "not measured");
  assert.match(reason, /^Not measured: 2 blocks measured both/);
});

Deno.test("a group that was not measured is not measured, and a cell that was not wins nothing", () => {
  const run = runOf();
  const without = (...cells: Cell[]) => ({
    ...run,
    trials: run.trials.filter(({ cell }) => !cells.some((each) => cellKey(each) === cellKey(cell))),
  });
  assert.equal(compareBest(without(...deltas), best).verdict, "not measured");
  assert.equal(workersOf(winnersOf(without(gammas[2]!), best).over), 2);
});

Deno.test("the best beside what was published is compared by fresh blocks too", () => {
  const [row] = bestBesidePublished(runOf({ blocks: 12 }), { reference: "delta-async" });
  const compared = compareBest(runOf({ blocks: 12 }), best);
  assert.deepEqual([row!.ratio, row!.comparison!.afterBlock], [compared.ratio, 3]);
});
