import assert from "node:assert/strict";
import { compare as comparing } from "../../analysis/comparing/compare.ts";
import { fixtureRun } from "../../analysis/fixtures/runs.ts";
import { cellsOf } from "../../analysis/tables/cells.ts";
import { latencyQuantiles } from "../../analysis/tables/quantiles.ts";
import { type Bundle, DISPLAY } from "./display.ts";
import { compare, ofCells, said, tabular } from "./shows.ts";

const run = fixtureRun({ blocks: 4, noiseShare: 0.01, answerCount: 20 });
const [one, other] = cellsOf(run) as [ReturnType<typeof cellsOf>[0], ReturnType<typeof cellsOf>[0]];
const bundle = (value: object) => (value as { [display: symbol]: () => Bundle })[DISPLAY]!();

Deno.test("a comparison is what it was, and shows itself in a sentence", () => {
  const shown = compare(run, one, other);
  assert.deepEqual(shown, comparing(run, one, other));
  assert.deepEqual(Object.keys(shown), Object.keys(comparing(run, one, other)));
  const { "text/plain": text, "text/markdown": markdown } = bundle(shown);
  assert.match(text, /^\S.* over .*: [\d.]+× \(95 % interval [\d.]+ to [\d.]+, 4 blocks\): \w+/);
  assert.match(markdown!, /\*\*[\d.]+×\*\*/);
});

Deno.test("what was not measured says so, and shows no number", () => {
  const { "text/plain": text } = bundle(
    compare(fixtureRun({ blocks: 2, answerCount: 1 }), one, other),
  );
  assert.match(text, /: not measured: /);
  assert.doesNotMatch(text, /NaN|Infinity|∞/);
});

Deno.test("rows show themselves as a table, without what is made of parts", () => {
  const rows = tabular(latencyQuantiles)(run);
  assert.match(bundle(rows)["text/plain"], /^cell .*latency p50, ms/);
  const made = tabular(() => [{ a: 1, parts: { b: 2 } }])();
  assert.equal(bundle(made)["text/plain"], "a\n─\n1");
  assert.equal(bundle(tabular(() => [])())["text/plain"], "no rows");
});

Deno.test("cells show what is asked of what, and a value with a sentence says it", () => {
  assert.match(bundle(ofCells(cellsOf)(run))["text/plain"], /^cell +endpoint .*pool max/);
  const text = "It is *so*, <b>really</b>.";
  const shown = bundle(said(() => ({ sentence: text }))());
  assert.equal(shown["text/plain"], text);
  assert.doesNotMatch(shown["text/markdown"]!, /<b>/);
});
