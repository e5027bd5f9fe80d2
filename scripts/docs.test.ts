import assert from "node:assert/strict";
import { join } from "node:path";
import {
  markdownTable,
  type Place,
  placesOfParts,
  staleParts,
  withPart,
  writeParts,
} from "./shared/generated.ts";

const part = { marker: "kinds", heading: "## Kinds", beginning: "# Things\n" };

Deno.test("the generated parts of the READMEs are what the project has", async () => {
  const places = await placesOfParts();
  assert.ok(places.length > 1);
  assert.deepEqual(await staleParts(places), []);
});

Deno.test("a part is renewed between its markers, and what is around it stays", () => {
  const before = withPart("# Things\n\nWords.\n", { ...part, text: "old" });
  assert.equal(
    before,
    "# Things\n\nWords.\n\n## Kinds\n\n<!-- kinds: written by deno task docs -->\n\nold\n\n" +
      "<!-- end of kinds -->\n",
  );
  const after = withPart(before + "\nMore words.\n", { ...part, text: "new" });
  assert.equal(after, before.replace("old", "new") + "\nMore words.\n");
});

Deno.test("a stale part is named with its file and how to renew it, and is gone once renewed", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-docs-" });
  try {
    const place = { ...part, file: join(folder, "README.md"), text: "| new |" } satisfies Place;
    const [sentence, ...others] = await staleParts([place]);
    assert.match(sentence!, /README\.md: the part "kinds" is not .*; run "deno task docs"$/);
    assert.deepEqual(others, []);
    assert.equal((await writeParts([place])).length, 1);
    assert.deepEqual(await staleParts([place]), []);
    assert.deepEqual(await writeParts([place]), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parts are found by their files being there", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-docs-" });
  try {
    const place = `{ file: "README.md", of: "OF", text: "", heading: "", beginning: "" }`;
    const source = `export const places = () => [${place}, ${place.replace(' of: "OF",', "")}];`;
    await Deno.writeTextFile(join(folder, "kinds.ts"), source);
    await Deno.writeTextFile(join(folder, "kinds.test.ts"), "throw new Error();");
    const found = await placesOfParts(folder);
    assert.deepEqual(found.map(({ marker }) => marker), ["kinds of OF", "kinds"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a table is lined up as deno fmt has it", async () => {
  const table = markdownTable([
    { name: "`a|b`", what: "ä × 3", count: "12,000" },
    { name: "c", what: "", count: "1" },
  ], ["count"]);
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--no-config", "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${table}\n`));
  await writer.close();
  assert.equal(new TextDecoder().decode((await fmt.output()).stdout), `${table}\n`);
});
