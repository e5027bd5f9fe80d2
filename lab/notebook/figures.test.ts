import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import {
  cpuFigure,
  heatmapFigure,
  latencyFigure,
  ratiosFigure,
  sweepFigure,
  timeFigure,
} from "./figures.ts";

const [one, two, never] = [1, 2, 9].map((workers) => fixtureCell("gamma-sync", workers, 5));
const run = fixtureRun({ cells: [one!, two!] });
const title = "So it is";
const x = ({ settings }: typeof one & object) => settings.workers!;
/** Each figure of such cells; ratios are theirs over the first. */
const figuresOf = (cells: (typeof one & object)[]) => [
  ratiosFigure(run, { title, rows: cells.map((over) => ({ name: "row", over, under: one! })) }),
  cpuFigure(run, { title, cells }),
  latencyFigure(run, { title, cells }),
  timeFigure(run, { title, cells }),
  sweepFigure(run, { title, lines: [{ name: "line", cells }], x, xLabel: "workers" }),
];

Deno.test("what a run has is drawn", () => {
  const drawn = [...figuresOf([two!]), heatmapFigure(run, { title, variant: "gamma-sync" })];
  for (const figure of drawn) assert.ok("html" in figure);
});

Deno.test("in the place of what it has not stands a sentence", () => {
  const said = [...figuresOf([never!]), heatmapFigure(run, { title, variant: "never" })];
  for (const sentence of said) {
    assert.equal(
      String(sentence),
      "Nothing to draw of “So it is”: this run has nothing of it that counts.",
    );
  }
});
