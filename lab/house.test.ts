/** The walls of the house: who may know whom. */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { readCatalog } from "./server/catalog.ts";
import { READERS } from "./server/code.ts";
import { ROOT } from "./system/state.ts";

const LAB = join(ROOT, "lab");

/**
 * Each folder of the lab and the folders that it may import: there is no other arrow. `testing` helps
 * tests and is imported by no program; `mod.ts`, the contents page, is imported by nothing here.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  // Words and marks: what a text must be to stand in a sentence, a page or a terminal.
  text: [],
  nouns: ["text"],
  system: ["text", "nouns"],
  // One noun each, and no knowledge of each other or of experiments; a server needs its runtime.
  runtimes: ["text", "nouns", "system"],
  database: ["text", "nouns", "system"],
  load: ["text", "nouns", "system"],
  watch: ["text", "nouns", "system"],
  server: ["text", "nouns", "system", "runtimes"],
  // All that can be started or looked at on a machine, and the agent that does it on another one.
  machines: [
    ...["text", "nouns", "system", "runtimes", "database", "load", "watch", "server"],
  ],
  // What puts them together: one server asked everything, or many measured.
  conformance: ["text", "nouns", "system", "database", "server", "watch"],
  // What is going to be measured, written down; claims among it name what they will be judged by.
  plan: ["text", "nouns", "system", "server", "analysis"],
  // The blocks of a run go on until its claims are judged well enough.
  run: [
    ...["text", "nouns", "system", "runtimes", "database", "load", "watch", "server", "machines"],
    ...["plan", "store", "analysis"],
  ],
  // Blocks of a run on several machines.
  fleet: [
    ...["text", "nouns", "system", "runtimes", "database", "server", "store", "analysis", "run"],
  ],
  // The other half shares the nouns and the files with the first.
  store: ["text", "nouns", "system"],
  analysis: ["text", "nouns"],
  figures: ["text", "nouns", "analysis"],
  // On top.
  notebook: ["text", "nouns", "system", "server", "plan", "run", "store", "analysis", "figures"],
  report: ["text", "nouns", "system", "store", "analysis", "figures", "notebook"],
  testing: ["text", "nouns", "system", "database", "load", "server", "machines"],
};

/** A project for tests is a project, and no part of the lab. */
const PROJECTS = [join(LAB, "testing", "project")];

/** Every source file below a folder, tests only where they are asked for. */
async function* sources(folder: string, tests = false): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory && !PROJECTS.includes(path)) yield* sources(path, tests);
    else if (name.endsWith(".ts") && (tests || !name.endsWith(".test.ts"))) yield path;
  }
}

/** What a text imports of ours, with or without types, and without what stands in comments. */
function importsIn(file: string, text: string): string[] {
  const code = text.replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, "");
  const named = code.matchAll(/^(?:import|export)\s(?:[^;]*?\sfrom\s+)?"(\.[^"]+)"/gm);
  return [...named].map(([, target]) => join(dirname(file), target!));
}

const imports = new Map<string, string[]>();
for await (const file of sources(LAB)) {
  imports.set(file, importsIn(file, await Deno.readTextFile(file)));
}

const folderOf = (file: string) => {
  const [first, ...rest] = relative(LAB, file).split("/");
  return rest.length === 0 ? null : first!;
};
const shown = (file: string) => relative(ROOT, file);

Deno.test("importsIn() sees types, what is handed on and several lines, and no example", () => {
  const text = `
import type { A } from "./a.ts";
export { b } from "../b.ts";
import {
  c,
} from "./c.ts";
import "./d.ts";
 * import { e } from "./e.ts";
const f = await import("./f.ts");
import { g } from "zod";
`;
  assert.deepEqual(importsIn("/lab/x/y.ts", text), [
    "/lab/x/a.ts",
    "/lab/b.ts",
    "/lab/x/c.ts",
    "/lab/x/d.ts",
  ]);
});

Deno.test("every folder has its line in the table, and no other has one", () => {
  const folders = [...new Set([...imports.keys()].map(folderOf))].filter((each) => each !== null);
  assert.deepEqual(folders.sort(), Object.keys(MAY_IMPORT).sort());
});

Deno.test("each folder imports what it may, and nothing else", () => {
  const wrong: string[] = [];
  for (const [file, targets] of imports) {
    const from = folderOf(file);
    if (from === null) continue;
    for (const target of targets) {
      const to = relative(LAB, target).startsWith("..") ? "outside of lab" : folderOf(target);
      if (to === from || MAY_IMPORT[from]?.includes(to ?? "mod.ts")) continue;
      wrong.push(`${shown(file)} imports ${shown(target)}`);
    }
  }
  assert.deepEqual(
    wrong,
    [],
    "an arrow that the table has not: move the piece to where it belongs",
  );
});

Deno.test("the table has no circle, so that each folder can be read before those above it", () => {
  const placed = new Set<string>();
  for (let before = -1; before !== placed.size;) {
    before = placed.size;
    for (const [folder, below] of Object.entries(MAY_IMPORT)) {
      if (below.every((each) => placed.has(each))) placed.add(folder);
    }
  }
  assert.deepEqual([...placed].sort(), Object.keys(MAY_IMPORT).sort());
});

Deno.test("no files import each other in a circle", () => {
  const done = new Set<string>();
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) {
      const circle = [...way.slice(way.indexOf(file)), file].map(shown).join(" → ");
      assert.fail(`a circle: ${circle}`);
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
});

/** A file and everything of ours that it imports, directly or not. */
function reach(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const target of imports.get(file) ?? []) reach(target, found);
  return found;
}

Deno.test("no process that measures loads what the code's hash leaves out", () => {
  const began = ["run/runner.ts", "load/generator.ts", "machines/agent.ts", "machines/deeds.ts"]
    .map((name) => join(LAB, name));
  const loaded = new Set(began.flatMap((file) => [...reach(file)]).map(shown));
  assert.ok(loaded.size > 100, `${loaded.size} files`);
  assert.deepEqual([...loaded].filter((file) => READERS.some((each) => file.startsWith(each))), []);
});

/** Nothing of the lab, its tests among it, may know what is measured by it. */
Deno.test("nothing under lab/ names a variant or an endpoint of servers/", async () => {
  const { variants, workloads } = await readCatalog(join(ROOT, "servers"));
  // The lab is tested with known effects, and a ceiling is a noun of its own.
  const own = ["known-effects"];
  const names = [
    ...[...variants.values()].filter(({ workload }) => !own.includes(workload))
      .map(({ name }) => name).filter((name) => name !== "ceiling"),
    ...[...workloads.values()].filter(({ name }) => !own.includes(name))
      .flatMap(({ endpoints }) => Object.keys(endpoints)),
  ];
  const wrong: string[] = [];
  for await (const file of sources(LAB, true)) {
    const text = await Deno.readTextFile(file);
    for (const name of names) {
      const whole = new RegExp(`(?<![\\w/-])${name.replace(/[/]/g, "\\/")}(?![\\w/-])`);
      if (whole.test(text)) wrong.push(`${shown(file)}: ${name}`);
    }
  }
  assert.deepEqual(wrong, []);
});

for (const part of ["analysis", "figures"]) {
  Deno.test(`nothing that ${part}/ reaches starts a process`, async () => {
    for (const file of imports.keys()) {
      if (folderOf(file) !== part) continue;
      for (const reached of reach(file)) {
        const place = `${shown(file)} reaches ${shown(reached)}`;
        assert.ok(!/Deno\.Command|child_process/.test(await Deno.readTextFile(reached)), place);
      }
    }
  });
}
