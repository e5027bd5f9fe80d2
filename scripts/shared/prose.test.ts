import assert from "node:assert/strict";
import { experimentOf, findNotebooks, type Notebook } from "../../lab/notebook/source.ts";
import { typedNumbers } from "./prose.ts";

function notebook(markdown: string, code = ""): Notebook {
  const cell = (number: number, kind: "markdown" | "code", source: string) => ({
    number,
    kind,
    source,
    tags: [],
    outputCount: 0,
  });
  return {
    path: "",
    name: "07-made-up",
    cells: [cell(1, "code", code), cell(2, "markdown", markdown)],
  };
}

for (
  const words of [
    "12 %",
    "12.5%",
    "4×",
    "4x",
    "1.5 times",
    "35 ms",
    "250 µs",
    "3.2 s",
    "1,822 requests",
    "687 a second",
    "687.26 RPS",
    "120 MiB",
    "four times as",
    "twice as fast",
    "tenfold",
  ]
) {
  Deno.test(`typedNumbers() finds "${words}"`, () => {
    const said = typedNumbers([notebook(`## Findings\n\nFastAPI gave ${words} what Flask gave.`)]);
    assert.ok(
      said.startsWith(`notebooks/07-made-up.ipynb, cell 2: "`) && said.endsWith("is typed"),
      said,
    );
    assert.ok(said.includes(words.slice(0, 6)), said);
  });
}

for (
  const prose of [
    "# Was sync Django 4× faster than FastAPI?",
    "64 connections, three workers of 5 threads, 1,000 quotes and 100,000 rows",
    "a grid of 3×5 or 3 × 5, on 2 cores, Python 3.14, 12 January 2026",
    "[notebook](03-times-4x.ipynb), `deno task run x --minutes 20`, `50 ms`",
    "```\n12 % and 4×\n```",
    "the 95 % interval, within 5 % or ±5 %",
    "answers with a 2xx status, HTTP/1.1 and https://example.org/4x",
    "Flask rode twice; each was measured five times in a row",
  ]
) {
  Deno.test(`typedNumbers() leaves alone: ${JSON.stringify(prose)}`, () => {
    assert.equal(typedNumbers([notebook(prose)]), "");
  });
}

Deno.test("typedNumbers() lets a setting be named where the code sets it, and nowhere else", () => {
  const code = "grid({ delayMs: 50, load: { rateRps: 1_200 } }); for (const holdS of [2, 5]) {}";
  const prose = "A service that waits 50 ms, at 1,200 requests a second";
  assert.equal(typedNumbers([notebook(prose, code)]), "");
  assert.match(typedNumbers([notebook(prose, "grid({ delayMs: 60, rateRps: 1_200 })")]), /"50 ms"/);
  assert.match(typedNumbers([notebook("It took 50 s.", code)]), /"50 s"/);
});

Deno.test("no notebook types a measured number", async () => {
  assert.equal(typedNumbers(await findNotebooks()), "");
});

/** The ids that a notebook shows: of claims that its experiment registered, or defined on the spot. */
const shownIn = (notebook: Notebook, form: RegExp): string[] =>
  notebook.cells.filter(({ kind }) => kind === "code")
    .flatMap(({ source }) => [...source.matchAll(form)].map(([, id]) => id!));

Deno.test("no two claims of the notebooks have one id", async () => {
  const notebooks = await findNotebooks();
  const ids = (await Promise.all(notebooks.map(async (notebook) => {
    const registered = (await experimentOf(notebook))?.claims?.map(({ id }) => id) ?? [];
    const others = shownIn(notebook, /\bclaim\(\w+, \{\s*id: "([^"]+)"/g);
    return [...registered, ...others].map((id) => ({ id, name: notebook.name }));
  }))).flat();
  assert.ok(ids.length > 50, String(ids.length));
  const twice = [...Map.groupBy(ids, ({ id }) => id)].filter(([, places]) => places.length > 1);
  assert.deepEqual(twice, []);
});

Deno.test("every registered claim is shown by its notebook, once", async () => {
  for (const notebook of await findNotebooks()) {
    const { claims = [] } = await experimentOf(notebook) ?? {};
    const shown = shownIn(notebook, /\bclaim\(\s*\w+,\s*"([^"]+)"/g);
    assert.deepEqual(shown.toSorted(), claims.map(({ id }) => id).toSorted(), notebook.name);
  }
});
