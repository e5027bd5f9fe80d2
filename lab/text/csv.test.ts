import assert from "node:assert/strict";
import { csvCell } from "./csv.ts";

Deno.test("a cell of CSV keeps commas, quotes and lines to itself, and is no formula", () => {
  const cells = ["a, b", 'a "b"', "a\nb", "=1+1", "@a", -1, true, "", null, undefined, NaN];
  assert.deepEqual(cells.map(csvCell), [
    '"a, b"',
    '"a ""b"""',
    '"a\nb"',
    "'=1+1",
    "'@a",
    "-1",
    "true",
    ...["", "", "", ""],
  ]);
});
