import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import type { Run } from "../../nouns/run.ts";
import { cellKey } from "../../nouns/cell.ts";
import { compare } from "./compare.ts";
import { acrossMachines } from "./machines.ts";

const [A, B] = [fixtureCell("alpha-sync", 1, 5), fixtureCell("gamma-sync", 1, 5)];

/** A run over two machines, on which A over B is as given: odd blocks are on the first. */
function overTwo(first: number, second: number, { blocks = 20, noiseShare = 0.02 } = {}): Run {
  const ratios = [second, first];
  const of = (block: number) =>
    fixtureRun({
      blocks,
      cells: [A, B],
      noiseShare,
      throughputRpsOf: (cell) => cellKey(cell) === cellKey(A) ? 400 * ratios[block % 2]! : 400,
    });
  const [even, odd] = [of(0), of(1)];
  const trials = odd.trials.map((trial, index) => ({
    ...(trial.block % 2 === 0 ? even.trials[index]! : trial),
    machineId: trial.block % 2 === 0 ? "two" : "one",
  }));
  return { ...odd, trials };
}

Deno.test("a run of one machine has nothing to say of several, nor has one that says so in each trial", () => {
  const run = fixtureRun({ blocks: 5, cells: [A, B] });
  assert.equal(compare(run, A, B).across, undefined);
  const named = { ...run, trials: run.trials.map((trial) => ({ ...trial, machineId: "one" })) };
  assert.equal(compare(named, A, B).across, undefined);
});

Deno.test("machines that agree have one verdict, which names them and what each says", () => {
  const { verdict, reason, across } = compare(overTwo(1.2, 1.2), A, B);
  assert.equal(verdict, "different");
  assert.equal(across!.disagree, false);
  assert.deepEqual(across!.machines.map(({ machineId, blocks }) => [machineId, blocks]), [
    ["one", 10],
    ["two", 10],
  ]);
  for (const { ratio, low, high } of across!.machines) {
    assert.ok(Math.abs(ratio - 1.2) < 0.03 && low < ratio && ratio < high);
  }
  assert.match(
    reason,
    /excludes 1\. By machine: 1\.\d+ on one \(10 blocks, 1\.\d+–1\.\d+\); 1\.\d+ on two .* Nothing speaks against one effect on all of them \(p = 0\.\d+\)\.$/,
  );
});

Deno.test("a difference that is larger on one machine is one, and is told by machine", () => {
  const { verdict, reason, across } = compare(overTwo(1.4, 1.15), A, B);
  assert.equal(verdict, "different");
  assert.equal(across!.disagree, true);
  assert.match(
    reason,
    /They do not agree \(p < 0\.001; 9\d % of the spread between them is no chance\)/,
  );
});

Deno.test("a difference that is one on one machine and the other way round on another is undecided", () => {
  const { verdict, reason } = compare(overTwo(1.6, 0.9), A, B);
  assert.equal(verdict, "undecided");
  assert.match(reason, /^Together they differ, but not in the same direction on every machine\. /);
});

Deno.test("cells that are equivalent on the whole, and on no machine, are undecided", () => {
  const { verdict, reason } = compare(overTwo(1.13, 1 / 1.13, { blocks: 80 }), A, B);
  assert.equal(verdict, "undecided");
  assert.match(reason, /^Together they are equivalent, but not on every machine\. /);
});

Deno.test("of machines with one block each it is not known whether they agree", () => {
  const run = overTwo(1.2, 1.2, { blocks: 2 });
  const across = acrossMachines(run, [A, B], [1, 2], "throughputRps")!;
  assert.equal(across.agreement, null);
  assert.match(across.sentence, /1 block\).* two of them need two blocks each\.$/);
});
