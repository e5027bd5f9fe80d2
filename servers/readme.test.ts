/** The contract in README.md names every field that can be written, and every runtime. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runtimeNames } from "../lab/runtimes/runtime.ts";
import { ROOT } from "../lab/system/state.ts";

const readme = await Deno.readTextFile(join(ROOT, "servers", "README.md"));

/** What the lab makes itself, and nobody writes. */
const OF_THE_LAB = ["FoundVariant", "FoundWorkload", "Sized"];

/** The interfaces of a noun: each with its fields, `name` or, where it may be left out, `name?`. */
async function interfacesOf(noun: string): Promise<Map<string, string[]>> {
  const text = await Deno.readTextFile(join(ROOT, "lab", "nouns", `${noun}.ts`));
  const found = text.matchAll(/^export interface (\w+)[^{]*\{\n(.*?)^\}/gms);
  return new Map([...found].map(([, name, body]) => [
    name!,
    [...body!.matchAll(/^ {2}(?:readonly )?(\w+\??):/gm)].map(([, field]) => field!),
  ]));
}

/** The fields that the table of an interface has, in its order; those in italics with a `?`. */
function fieldsInTable(name: string): string[] {
  const [, ...lines] = readme.slice(readme.indexOf(`| field of \`${name}\``)).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(1, end).map((line) => {
    const [, italic, field] = line.match(/^\| (_?)`(\w+)`_?\s/)!;
    return field! + (italic === "" ? "" : "?");
  });
}

for (const noun of ["variant", "workload"]) {
  Deno.test(`servers/README.md explains every field of lab/nouns/${noun}.ts, and no other`, async () => {
    const interfaces = await interfacesOf(noun);
    assert.ok(interfaces.size > 2);
    for (const [name, fields] of interfaces) {
      if (OF_THE_LAB.includes(name)) continue;
      assert.ok(readme.includes(`| field of \`${name}\``), `servers/README.md: a table of ${name}`);
      assert.deepEqual(fieldsInTable(name), fields, `servers/README.md: the table of ${name}`);
    }
  });
}

Deno.test("servers/README.md says what every runtime does", () => {
  for (const name of runtimeNames()) {
    assert.match(readme, new RegExp(`^\\| \`${name}\` +\\|`, "m"), `servers/README.md: ${name}`);
  }
});
