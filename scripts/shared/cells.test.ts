import assert from "node:assert/strict";
import type { Notebook } from "../../lab/notebook/source.ts";
import { checkCells } from "./cells.ts";

function notebook(...sources: string[]): Notebook {
  const cells = sources.map((source, index) => ({
    number: 2 * index + 1,
    kind: "code" as const,
    source,
    tags: [],
    outputCount: 0,
  }));
  return { path: "", name: "07-made-up", cells };
}

Deno.test("checkCells() finds a type error and says in which cell and line", async () => {
  const said = await checkCells([
    notebook("const a = 1;", "const b = 2;\nconst c: string = a + b;"),
  ]);
  assert.match(said, /notebooks\/07-made-up\.ipynb, cell 3, line 2/);
  assert.match(said, /TS2322/);
});

Deno.test("checkCells() finds what lint forbids", async () => {
  assert.match(
    await checkCells([notebook("debugger;")]),
    /no-debugger[\s\S]*notebooks\/07-made-up\.ipynb, cell 1/,
  );
});

Deno.test("checkCells() knows what the lab exports", async () => {
  assert.equal(
    await checkCells([
      notebook('import { grid } from "lab";', "grid({ variants: [], workers: [] });"),
    ]),
    "",
  );
  assert.match(await checkCells([notebook('import { gird } from "lab";')]), /gird/);
});
