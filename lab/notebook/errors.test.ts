import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compare } from "../analysis/comparing/compare.ts";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { cellsOf } from "../analysis/tables/cells.ts";
import { trialsTable } from "../analysis/tables/tables.ts";
import { throughputFigure } from "../figures/throughput.ts";
import { GauntletError } from "../nouns/error.ts";
import { ROOT } from "../system/state.ts";
import { experiment } from "../plan/experiment.ts";
import { grid } from "../plan/grid.ts";
import { claim } from "./claims/claim.ts";
import { ledgerTable } from "./claims/ledgertable.ts";
import { showTables } from "./display/arquero.ts";
import { displayable } from "./display/display.ts";
import { say } from "./display/say.ts";
import { type Frame, stackOf } from "./errors.ts";
import { Interrupted } from "./measuring/interrupt.ts";

const frame = (file: string, name: string | null, line = 7): Frame => ({
  getFileName: () => file === "" ? "" : pathToFileURL(join(ROOT, file)).href,
  getFunctionName: () => name,
  getLineNumber: () => line,
});
const inGrid = [
  frame("lab/text/closest.ts", "closestTo"),
  frame("lab/plan/grid.ts", "checked"),
  { ...frame("", "map"), getFileName: () => null },
  frame("lab/plan/grid.ts", "grid"),
  frame("", null, 3),
];

Deno.test("a sentence for the reader stands alone, with the call that it is about", () => {
  assert.equal(
    stackOf(new GauntletError("Cannot make a grid: it is empty; give cells"), inGrid),
    "Cannot make a grid: it is empty; give cells\n    in your call of grid()",
  );
});

Deno.test("where an awaited call has left no cell on the stack, the outermost of ours is the call", () => {
  const frames = [frame("lab/store/read.ts", "readRun"), frame("lab/notebook/run.ts", "runOf")];
  assert.match(
    stackOf(new GauntletError("Cannot read it"), frames),
    /\n {4}in your call of runOf\(\)$/,
  );
});

Deno.test("a file is known by its path as by its address", () => {
  const frames = [{ ...inGrid.at(-2)!, getFileName: () => join(ROOT, "lab/plan/grid.ts") }];
  assert.equal(stackOf(new GauntletError("No"), frames), "No\n    in your call of grid()");
});

Deno.test("an error of the cell's own names no call, and a bug the innermost of our lines", () => {
  assert.equal(
    stackOf(new TypeError("x is undefined"), [frame("", null)]),
    "TypeError: x is undefined",
  );
  assert.equal(
    stackOf(new TypeError("x is undefined"), inGrid),
    "Cannot do what grid() was asked: one of its arguments is likely of another kind than it takes; " +
      "compare the call with an example of it\nTypeError: x is undefined\n" +
      "    in your call of grid()\n    at closestTo (lab/text/closest.ts:7)",
  );
});

Deno.test("an interrupted cell says so, in one sentence", () => {
  assert.equal(
    stackOf(new Interrupted(), [frame("lab/notebook/measuring/interrupt.ts", null)]),
    "the cell was interrupted; the kernel and its variables are still there",
  );
});

Deno.test("the usual slips of a notebook get a sentence: a promise for a run, no cell, no title", () => {
  const run = fixtureRun({ answerCount: 1 });
  const [cell] = cellsOf(run);
  const slip = (what: () => unknown, sentence: RegExp) =>
    assert.throws(
      what,
      (error: Error) => error instanceof GauntletError && sentence.test(error.message),
    );
  slip(
    () => trialsTable(Promise.resolve(run) as never),
    /of a promise: it is no run; write const run = await runOf/,
  );
  slip(() => throughputFigure(undefined as never, { title: "It" }), /of undefined: it is no run/);
  slip(
    () => compare(run, cell!, undefined as never),
    /Cannot use undefined as a cell: a grid gave fewer/,
  );
  slip(
    () => throughputFigure(run, undefined as never),
    /Drawing throughput: it has no title; give/,
  );
  slip(
    () => claim("an-id" as never, run as never),
    /the run comes first; write claim\(run, "an-id"\)/,
  );
  slip(() => claim(run, undefined as never), /there is no id; give one of/);
  slip(() => say("It" as never), /backticks, without them/);
  slip(() => displayable(7 as never), /Cannot show this as a table/);
  slip(() => displayable([], { captoin: "x" } as never), /did you mean "caption"\?/);
  slip(
    () => ledgerTable({ verdict: "holds" } as never),
    /its first argument is .*; give a list of rows/,
  );
  slip(() => grid(undefined as never), /nothing says of what; give what to vary/);
  slip(() => experiment(undefined as never), /^Cannot use the experiment: name is missing/);
  showTables();
  slip(
    () => trialsTable(run).array("throughputRs"),
    /the table has none of that name; did you mean "throughputRps"\?/,
  );
  assert.equal(trialsTable(run).array("throughputRps").length, run.trials.length);
});
