import assert from "node:assert/strict";
import { fixtureCell } from "../analysis/fixtures/runs.ts";
import { experiment, type ExperimentDefinition } from "./experiment.ts";
import { cellsIn } from "./named.ts";

const small: ExperimentDefinition = {
  name: "small",
  question: "How fast is it?",
  cells: [fixtureCell("mine", 1, null)],
};
const refused = (given: Record<string, unknown>, sentence: string | RegExp) =>
  assert.throws(
    () => experiment({ ...small, ...given } as ExperimentDefinition),
    { name: "GauntletError", message: sentence },
  );

Deno.test("experiment() has times for whoever gives none, and keeps those that are given", () => {
  const { quick, full } = experiment(small);
  assert.ok(quick.blocks >= 2 && full.blocks > quick.blocks && full.windowS > quick.windowS);
  const given = experiment({ ...small, quick: { blocks: 7 }, full: { windowS: 30 } });
  assert.equal(given.quick.blocks, 7);
  assert.equal(given.quick.windowS, quick.windowS);
  assert.equal(given.full.windowS, 30);
  assert.equal(given.full.warmUpMaxS, undefined, "who gives times bounds the warm-up himself");
});

Deno.test("experiment() names the field that is wrong, and the one that was meant", () => {
  refused(
    { full: { blocks: 0 } },
    /^Cannot use the experiment "small": full\.blocks is .*; give .*/,
  );
  refused(
    { qiuck: {} },
    'Cannot use the experiment "small": there is no field "qiuck"; did you mean "quick"?',
  );
  refused(
    { quick: { blocs: 3 } },
    'Cannot use the experiment "small": there is no field "quick.blocs"; did you mean "blocks"?',
  );
  refused(
    { full: { windowMs: 3 } },
    'Cannot use the experiment "small": there is no field "full.windowMs"; did you mean "windowS"?',
  );
  const [cell] = cellsIn(small.cells);
  refused(
    { cells: [{ ...cell, setings: {} }] },
    'Cannot use the experiment "small": there is no field "cells.0.setings"; did you mean "settings"?',
  );
  refused(
    { name: "Small!" },
    /^Cannot use the experiment "Small!": name is "Small!": .*kebab-case; correct it$/,
  );
  refused(
    { cells: [] },
    /^Cannot use the experiment "small": cells is \[\]; give at least 1 of them/,
  );
});

Deno.test("experiment() of nothing at all is a sentence too", () => {
  assert.throws(
    () => experiment(undefined as never),
    /^GauntletError: Cannot use the experiment: name is missing; give a text/,
  );
});
