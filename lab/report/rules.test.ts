import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LINT_RULES } from "../analysis/lint/mod.ts";
import { bench, importOf } from "./fixtures.ts";
import { writeReport } from "./report.ts";

const own = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** Every rule found once: in a table, in a line, and by the side of a claim. */
const NOTEBOOK = [
  "md:# Findings of every kind",
  importOf("LINT_RULES, lintLine, lintRun, groupFindings, pageOf", "analysis/lint/mod.ts") +
  importOf("displayable", "notebook/display/display.ts") +
  importOf("say", "notebook/display/say.ts") +
  `const found = [...LINT_RULES].map(([rule, { severity, remedy }]) => ({
     rule, severity, remedy, scope: "run", subject: "run", sentence: "So it is.", page: pageOf(rule),
   }));
   displayable(groupFindings(found), { columns: ["severity", "rule"], maxRows: 1000 });`,
  "say`${lintLine(found)}`;",
  importOf("fixtureRun", "analysis/fixtures/runs.ts") +
  importOf("cellsOf", "analysis/tables/cells.ts") +
  importOf("claim", "notebook/claims/claim.ts") +
  `const run = fixtureRun({ blocks: 4, noiseShare: 0.4, throughputRpsOf: () => 400 });
   await claim(run, { id: "one", source: "gauntlet", sentence: "One", ours: cellsOf(run).slice(0, 2), expects: "more" });`,
];

Deno.test("a report explains every rule on a page of its own, and every finding links there", async () => {
  await using b = await bench();
  const notebook = await b.notebook("00-a.ipynb", NOTEBOOK);
  const outDir = join(b.dir, "report");
  await writeReport({
    notebooks: [notebook],
    outDir,
    tools: b.tools,
    formats: ["html", "markdown"],
    env: { GAUNTLET_LEDGER: b.dir },
  });
  const read = (name: string) => Deno.readTextFile(join(outDir, name));
  for (const [extension, index, start] of [["html", "index", 'href="'], ["md", "README", "]("]]) {
    const file = `what-lint-looks-for.${extension}`;
    const explained = await read(file);
    const page = await read(`00-a.${extension}`);
    for (const id of LINT_RULES.keys()) {
      assert.ok(explained.includes(`id="lint-${id}"`), `${id} in ${file}`);
      const links = page.split(`${start}${file}#lint-${id}`).length - 1;
      // In the table and in the line; the claim, of noise alone, has a finding of its own.
      assert.ok(links >= (id === "too-few-blocks" ? 3 : 2), `${id} in the ${extension} page`);
    }
    assert.ok(!page.includes("lint/pages/"), "a link that leads out of the report");
    assert.ok((await read(`${index}.${extension}`)).includes(`${start}${file}`));
    assert.ok(!explained.includes(own("")), "a path of this machine");
  }
});
