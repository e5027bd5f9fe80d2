import assert from "node:assert/strict";
import { join } from "node:path";
import { catalog } from "../server/catalog.ts";
import { experimentOf, findNotebooks, type Notebook, notebookNamed } from "./source.ts";

/** A notebook of one code cell. */
function notebook(source: string, tags = ["experiment"]): Notebook {
  return {
    path: "made-up.ipynb",
    name: "07-made-up",
    cells: [{ number: 1, kind: "code", source, tags, outputCount: 0 }],
  };
}

const [variant] = catalog.variants.keys();
const DEFINES = (name: string) =>
  `const ${name.replaceAll("-", "")} = experiment({ name: "${name}", question: "?",
  cells: grid({ variants: ["${variant}"], workers: [1] }),
  quick: { blocks: 1, warmUpS: 1, windowS: 1 }, full: { blocks: 1, warmUpS: 1, windowS: 1 } });`;
const IMPORT = `import { experiment, grid } from "lab";\n`;

Deno.test("experimentOf() gives the experiment that the tagged cell defines", async () => {
  assert.equal((await experimentOf(notebook(IMPORT + DEFINES("made-up"))))?.name, "made-up");
  assert.equal(await experimentOf(notebook(IMPORT + DEFINES("made-up"), [])), null);
});

Deno.test("experimentOf() refuses a cell that defines none, or two", async () => {
  await assert.rejects(
    experimentOf(notebook("const one = 1;")),
    /cell 1 is tagged "experiment" and defines 0/,
  );
  await assert.rejects(
    experimentOf(notebook(IMPORT + DEFINES("a-b") + "\n" + DEFINES("c-d"))),
    /defines 2 experiments; it must define one with experiment\(\{ … \}\)/,
  );
});

Deno.test("every notebook of the project that measures defines its experiment, each with its own name", async () => {
  const notebooks = await findNotebooks();
  assert.ok(notebooks.length >= 2);
  const found = await Promise.all(notebooks.map(experimentOf));
  const names = found.flatMap((experiment) => experiment?.name ?? []);
  assert.equal(new Set(names).size, names.length);
  // It reads the runs of all others.
  assert.deepEqual(
    notebooks.filter((_, index) => found[index] === null).map(({ name }) => name),
    ["10-what-holds"],
  );
});

Deno.test("notebookNamed() takes a number, a name or both, and lists what there is", async () => {
  const notebooks = await findNotebooks();
  for (const name of ["00", "start-here", "00-start-here"]) {
    assert.equal(notebookNamed(notebooks, name).name, "00-start-here");
  }
  assert.throws(
    () => notebookNamed(notebooks, "99"),
    /Cannot find the notebook "99": there are 00-start-here, .*; choose one/,
  );
});

Deno.test("findNotebooks() says nothing of a folder without notebooks", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "note.md"), "");
  assert.deepEqual(await findNotebooks(folder), []);
  await Deno.remove(folder, { recursive: true });
});
