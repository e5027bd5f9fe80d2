import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import { fixtureClaim, fixtureStudy } from "../analysis/fixtures/runs.ts";
import { ledgerRows } from "../analysis/claims/ledger.ts";
import { publishedRatio } from "../analysis/studies/published.ts";
import { ledgerFigure } from "./ledger.ts";
import { assertSnapshot } from "./frame/snapshot.ts";

const title = "A finding & <what> it says";
const studies = [fixtureStudy()];
const published = publishedRatio(
  "maple",
  "first",
  { server: "Beta pooled" },
  { server: "Delta", workers: 2 },
  studies,
);
const rows = ledgerRows(
  [
    fixtureClaim({ id: "a", source: "maple", published }),
    fixtureClaim({ id: "b", source: "cedar", verdict: "fails", value: 0.4, low: 0.3, high: 0.5 }),
    fixtureClaim({
      id: "c",
      verdict: "undecided",
      sentence:
        "A sentence that is long enough to need more than one line where the figure is drawn",
      low: null,
      high: null,
    }),
    fixtureClaim({ id: "d", unit: "ms", value: 12 }),
    fixtureClaim({ id: "e", verdict: "not measured", value: null, low: null, high: null }),
  ],
  [],
  { machineId: "here", studies },
);

interface Queried {
  textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Queried>;
  querySelector(selector: string): Queried | null;
}
const draw = () => ledgerFigure(rows, { title });
const parsed = (html: string) =>
  (parseHTML(`<html><body>${html}</body></html>`) as unknown as { document: Queried }).document;

Deno.test("ledgerFigure() has a dot for each measured ratio, and a diamond where one was published", () => {
  const wide = parsed(draw().html).querySelector(".view.wide")!;
  const tooltips = [...wide.querySelectorAll("title")].map(({ textContent }) => textContent);
  assert.equal(tooltips.filter((text) => text.includes("notebook synthetic")).length, 3);
  assert.deepEqual(tooltips.filter((text) => !text.includes("notebook")), ["maple: 4.45×"]);
  assert.match(wide.textContent, /0\.40× fails/);
});

Deno.test("ledgerFigure() says what it leaves out and on which machine the rest was measured", () => {
  const { html, alt } = draw();
  const caption = parsed(html).querySelector("figcaption")!.textContent;
  assert.match(caption, /1 of 5 claims was not measured, and is not drawn/);
  assert.match(caption, /1 of 5 claims is on no ratio, and is not drawn/);
  assert.match(caption, /3 of 3 measured on 2 cores of synthetic CPU/);
  assert.match(alt, /3 claims: 1 holds, 1 fails, 1 is undecided/);
  assert.match(alt, /1\.50 times, interval 1\.20 to 1\.80, holds; published is 4\.45/);
  assert.doesNotMatch(html, /NaN|undefined|Infinity|<script/);
});

Deno.test("ledgerFigure() cuts an interval that reaches far, and draws one claim alone", () => {
  const far = ledgerRows([fixtureClaim({ low: 1e-9, high: 1e9 })], [], {
    machineId: "here",
    studies,
  });
  assert.doesNotMatch(ledgerFigure(far, { title }).svg, /NaN|e[+-]\d/);
});

Deno.test("ledgerFigure() refuses to draw nothing", () => {
  assert.throws(
    () => ledgerFigure(rows.slice(-1), { title }),
    /Drawing the ledger: none of its claims/,
  );
});

Deno.test("figure ledger: looks as it did", () => {
  assertSnapshot(import.meta.url, "ledger", draw().svg);
});
