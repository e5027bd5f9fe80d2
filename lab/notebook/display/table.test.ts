import assert from "node:assert/strict";
import * as aq from "arquero";
import { tableHtml, tableMarkdown, tableOf, tableText } from "./table.ts";

Deno.test("numbers of a column share their decimals and line up", () => {
  const table = tableOf([{ name: "a", meanMs: 1.234, count: 1200 }, {
    name: "bc",
    meanMs: 12.5,
    count: 7,
  }]);
  assert.equal(
    tableText(table),
    [
      "name  mean, ms  count",
      "────  ────────  ─────",
      "a          1.2  1,200",
      "bc        12.5      7",
    ]
      .join("\n"),
  );
});

Deno.test("a missing value is a dash and leaves its column numeric", () => {
  const table = tableOf([{ rps: 5 }, { rps: null }, { rps: NaN }, {}]);
  assert.deepEqual(table.numeric, [true]);
  assert.deepEqual(table.rows.flat(), ["5", "–", "–", "–"]);
});

Deno.test("rows beyond the most are counted, not shown", () => {
  const table = tableOf([{ a: 1 }, { a: 2 }, { a: 3 }], { maxRows: 2 });
  assert.equal(table.rows.length, 2);
  assert.match(tableText(table), /… and 1 more row$/);
});

Deno.test("columns are chosen, named and written as asked", () => {
  const table = tableOf([{ a: 1, b: 2, c: 3 }], {
    columns: ["c", "a"],
    labels: { c: "third" },
    format: { a: (value) => `<${value}>` },
  });
  assert.deepEqual(table.heads, ["third", "a"]);
  assert.deepEqual(table.rows, [["3", "<1>"]]);
  assert.throws(
    () => tableOf([{ a: 1 }], { columns: ["b"] }),
    /the column "b": the table has a; choose/,
  );
});

Deno.test("an arquero table is shown in its own column order", () => {
  const table = tableOf(aq.table({ b: [1, 2], a: ["x", "y"] }));
  assert.deepEqual(table.heads, ["b", "a"]);
  assert.deepEqual(table.rows, [["1", "x"], ["2", "y"]]);
});

Deno.test("a frame's index is a column when it says something", () => {
  const describe = { columns: ["rps"], index: ["mean", "std"], values: [[5.5], [0.25]] };
  assert.deepEqual(tableOf(describe).rows, [["mean", "5.50"], ["std", "0.25"]]);
  assert.deepEqual(tableOf({ ...describe, index: [0, 1] }).heads, ["rps"]);
});

Deno.test("a heading has words and a unit, and its name in code is at hand", () => {
  const html = tableHtml(tableOf([{ latencyP99Ms: 1.23456789, variant: "a" }]));
  assert.match(html, /<th scope="col" title="latencyP99Ms"[^>]*>latency p99, ms<\/th>/);
  assert.match(html, /<th scope="col" style[^>]*>variant<\/th>/);
  // What is copied as CSV has the digits that were rounded away.
  assert.match(html, /<td[^>]* data-v="1\.234568">1\.23<\/td>/);
});

Deno.test("hidden rows wait folded in HTML, as many as a page bears", () => {
  const rows = Array.from({ length: 3_000 }, (_, a) => ({ a }));
  const table = tableOf(rows, { maxRows: 2 });
  assert.equal(table.rows.length, 2);
  assert.equal(table.more.rows.length, 2_498);
  assert.match(tableHtml(table), /<tbody class="more" hidden><tr>/);
  assert.doesNotMatch(tableHtml(tableOf(rows.slice(0, 2))), /more/);
});

Deno.test("a wide table leaves out what all rows share, and says it below", () => {
  const wide = Array.from({ length: 3 }, (_, trial) => ({
    trial,
    ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`field${at}`, at])),
    unknown: null,
  }));
  const table = tableOf(wide);
  assert.deepEqual(table.heads, ["trial"]);
  assert.match(table.note, /^The same in all rows: field0 0; .*field19 19\. 1 column with nothing/);
  assert.match(tableText(table), /The same in all rows/);
  assert.deepEqual(tableOf(wide, { columns: ["field3"] }).heads, ["field3"]);
});

Deno.test("text in a table cannot break out of HTML or Markdown", () => {
  const table = tableOf([{ "a&b": "<script>|\n" }]);
  assert.ok(tableHtml(table).includes("&lt;script&gt;|"));
  assert.ok(tableHtml(table).includes("a&amp;b"));
  assert.ok(tableMarkdown(table).includes("\\<script\\>\\| "));
});

Deno.test("a verdict stands out in Markdown, and no word beside it", () => {
  const table = tableOf([{ claim: "it holds", verdict: "holds" }]);
  assert.match(tableMarkdown(table), /^\| it holds \| \*\*holds\*\* \|$/m);
});

Deno.test("what is no table is refused", () => {
  assert.throws(() => tableOf({ a: 1 } as never), /expected rows, an arquero table or a danfojs/);
});
