import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import { fixtureCell, fixtureGrid, fixtureRun } from "../analysis/fixtures/runs.ts";
import { predictionsOf } from "../analysis/models/predictions.ts";
import { predictedFigure } from "./predicted.ts";
import { assertSnapshot } from "./frame/snapshot.ts";

const drawnAt = new Date("2026-02-12T03:04:05Z");
const title = "A finding & <what> it says";
const known = fixtureGrid("gamma-sync", [1], [1, 5]);
const heldOut = [
  ...fixtureGrid("gamma-sync", [2, 3], [1, 5, 15]),
  fixtureCell("gamma-sync", 1, 15),
];
const run = fixtureRun({ cells: [...known, ...heldOut], answerCount: 50 });
const predictions = predictionsOf(run, known, heldOut);
const drawn = () => predictedFigure(run, predictions, { title, drawnAt });

interface Queried {
  textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Queried>;
  querySelector(selector: string): Queried | null;
  parentNode: Queried;
}
const downPx = (node: Queried) =>
  Number(/translate\([^,]+,(-?[\d.]+)/.exec(node.getAttribute("transform")!)![1]);
function parsed(html: string): Queried {
  const { document } = parseHTML(`<html><body>${html}</body></html>`) as unknown as {
    document: Queried;
  };
  return document;
}

Deno.test("predictedFigure() has title, scenario, run and alt text, and no undefined number", () => {
  const { html, alt } = drawn();
  const figure = parsed(html);
  assert.equal(figure.querySelector(".title")!.textContent, title);
  assert.match(figure.querySelector(".subtitle")!.textContent, /1,000 items, 64 connections/);
  assert.match(figure.querySelector("figcaption")!.textContent, /Run 2026-01-02-synthetic-1/);
  assert.match(alt, /of 9 cells\. gamma-sync 1×1 \(fitted on\): predicted [\d,]+, measured/);
  assert.doesNotMatch(html, /NaN|undefined|Infinity/);
});

Deno.test("predictedFigure() shows each block and each cell with its tooltip", () => {
  const wide = parsed(drawn().html).querySelector(".view.wide")!;
  const circles = [...wide.querySelectorAll("circle")];
  const blockCount = predictions.flatMap(({ blocks }) => blocks).length;
  assert.equal(circles.length, blockCount + predictions.length);
  for (const circle of circles) {
    assert.match(circle.querySelector("title")!.textContent, /predicted [\d,]+, measured [\d,]+/);
  }
});

Deno.test("predictedFigure() refuses to draw nothing", () => {
  assert.throws(
    () => predictedFigure(run, [], { title }),
    /Drawing predictions of run 2026-01-02-synthetic-1: there are none/,
  );
});

Deno.test("predictedFigure() looks as it did", () => {
  assertSnapshot(import.meta.url, "predicted", drawn().svg);
});

Deno.test("predictedFigure() keeps a long name within a telephone's width", () => {
  const long = "a-server-of-a-very-long-name with 32 threads";
  const named = predictions.map((each) => ({ ...each, label: long }));
  const narrow = parsed(predictedFigure(run, named, { title, drawnAt }).html)
    .querySelector(".view.narrow")!;
  const widthPx = Number(narrow.querySelector("svg")!.getAttribute("width"));
  const names = [...narrow.querySelectorAll("text")].filter(({ textContent }) =>
    textContent === long
  );
  assert.equal(names.length, 3);
  for (const name of names) {
    const x = Number(/translate\((-?[\d.]+)/.exec(name.getAttribute("transform")!)![1]);
    assert.ok(x > long.length * 6.6 && x <= widthPx, `${x} of ${widthPx}`);
  }
});

Deno.test("predictedFigure() writes no name over another", () => {
  const [, , ...held] = predictions;
  const near = held.slice(0, 3).map((each, index) => ({
    ...each,
    label: `gamma-sync, ${index} ms`,
    predictedRps: 1000,
    measuredRps: 500 + index,
  }));
  const wide = parsed(predictedFigure(run, [...predictions.slice(0, 2), ...near], { title }).html)
    .querySelector(".view.wide")!;
  const heights = [...wide.querySelectorAll("text")]
    .filter(({ textContent }) => /^gamma-sync, \d ms$/.test(textContent))
    .map((name) => downPx(name) + downPx(name.parentNode))
    .toSorted((a, b) => a - b);
  assert.equal(heights.length, 3);
  for (const [index, height] of heights.slice(1).entries()) {
    assert.ok(height - heights[index]! >= 14, `${height} beside ${heights[index]}`);
  }
});
