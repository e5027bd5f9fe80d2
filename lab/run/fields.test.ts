/** What is written down is what is measured: a field that there is not is refused by its name. */
import assert from "node:assert/strict";
import type { Cell } from "../nouns/cell.ts";
import { experiment } from "../plan/experiment.ts";
import { shop } from "../testing/project.ts";
import { type Grid, grid } from "../plan/grid.ts";

const [cell] = grid({ variants: ["shop-deno"] }, shop);
const asGrid = (fields: object) => () => grid({ variants: ["shop-deno"], ...fields } as Grid, shop);
const asScenario = (fields: object) => () =>
  experiment({
    name: "asked",
    question: "Which?",
    cells: [{ ...cell, scenario: { ...cell!.scenario, ...fields } } as Cell],
  });

Deno.test("a grid refuses a field that it has not, with what was likely meant", () => {
  for (
    const [fields, sentence] of [
      [{ conections: 8 }, /there is no field "conections"; did you mean "connections"\?/],
      [{ method: "POST" }, /Cannot make a grid: there is no field "method"; /],
      [{ body: "{}" }, /Cannot make a grid: there is no field "body"; /],
      [{ rows: 500 }, /Cannot make a grid: there is no field "rows"; /],
      [{ endpoint: "POST order" }, /no endpoint "POST order"; did you mean "order"\?/],
      [{ parameters: { waitMs: 3 } }, /has no parameter "waitMs"/],
    ] as const
  ) assert.throws(asGrid(fields), { name: "GauntletError", message: sentence });
});

Deno.test("an experiment refuses a scenario with fields that there are not, and says where", () => {
  for (const field of ["method", "body", "rows"]) {
    assert.throws(asScenario({ [field]: "{}" }), {
      name: "GauntletError",
      message: new RegExp(`Cannot use the experiment "asked": .*"cells\\.0\\.scenario\\.${field}"`),
    });
  }
});
