import assert from "node:assert/strict";
import { fixtureRun } from "../../analysis/fixtures/runs.ts";
import { type Bundle, DISPLAY } from "./display.ts";
import { heatFigure, throughputFigure } from "./drawn.ts";

const run = fixtureRun({ answerCount: 1 });

Deno.test("a figure of nothing is a sentence, and its cell goes on", () => {
  const figure = throughputFigure({ ...run, trials: [] }, { title: "It <grows>" });
  const bundle = figure[DISPLAY]!() as unknown as Bundle;
  assert.match(
    bundle["text/plain"],
    /^Not drawn: Drawing throughput of run .*: no completed trial/,
  );
  assert.match(bundle["text/markdown"]!, /^\*Not drawn: .*\*$/);
  assert.equal(figure.svg, "");
});

Deno.test("a figure that is asked wrongly is an error", () => {
  assert.throws(() => throughputFigure(run, {} as never), /it has no title/);
  assert.throws(() => throughputFigure(undefined as never, { title: "It" }), /it is no run/);
});

Deno.test("a figure of something is the figure", () => {
  assert.match(heatFigure(run, { title: "Some are as good" }).svg, /^<svg/);
});
