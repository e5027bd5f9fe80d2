import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fixtureRun } from "../../analysis/fixtures/runs.ts";
import { throughputFigure } from "../../figures/throughput.ts";
import { bench, browser, importOf } from "../fixtures.ts";
import { writeReport } from "../report.ts";

const figure = throughputFigure(fixtureRun(), { title: "One <is> more" });
const show = (bundle: Record<string, string>) =>
  `await show({ [Symbol.for("Jupyter.display")]: () => (${JSON.stringify(bundle)}) });`;

const FIRST = [
  "md:# The *first*\n\nIt asks.\n\n## The run\n\nSee [what follows](01-b.ipynb#What-Follows), [nothing](gone.md) and [notes](notes.txt).",
  importOf("show, showMarkdown, showTable", "notebook/display/display.ts") +
  "await showMarkdown('**Recorded** on 1 January 2026 · 2 cores');",
  "md:## Findings",
  "await showMarkdown('**holds** · So it is\\n\\nOurs: **2×**');",
  `await showTable([{ variant: "a|<b>", throughputRps: 1.5 }], { caption: "One_row" });`,
  "await showMarkdown('- It is so.');",
  "md:## Elsewhere",
  show({
    "text/html": "<b>left out</b>",
    "image/svg+xml": figure.svg,
    "text/markdown": figure.markdown,
    "text/plain": figure.alt,
  }),
  "await showMarkdown('This is no finding.'); console.log('printed ``` ticks');",
  "await show('<p>a <b>bold</b> word_</p>');",
];

/** Every file of a folder, by its path within it. */
async function filesOf(dir: string, under = ""): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(join(dir, under))) {
    const path = join(under, name);
    if (isDirectory) { for (const entry of await filesOf(dir, path)) found.set(...entry); }
    else found.set(path, await Deno.readTextFile(join(dir, path)));
  }
  return found;
}

Deno.test("the Markdown report is whole, links within itself, and is the same a second time", async () => {
  await using b = await bench();
  await Deno.writeTextFile(join(b.dir, "notes.txt"), "notes");
  const notebooks = [
    await b.notebook("00-a.ipynb", FIRST),
    await b.notebook("01-b.ipynb", ["md:# The second\n\n## What Follows", "1 + 1"]),
  ];
  const write = (name: string) =>
    writeReport({
      notebooks,
      outDir: join(b.dir, name),
      tools: b.tools,
      formats: ["markdown"],
      introduction: "Two notebooks.",
      machine: "a machine",
    });
  assert.equal(await write("one"), join(b.dir, "one", "README.md"));
  await write("two");
  const files = await filesOf(join(b.dir, "one"));
  assert.deepEqual(files, await filesOf(join(b.dir, "two")));
  assert.deepEqual([...files.keys()].sort(), [
    "00-a.md",
    "01-b.md",
    "README.md",
    "pictures/00-a-07-0.svg",
    "what-lint-looks-for.md",
  ]);

  const page = files.get("00-a.md")!;
  assert.match(page, /^\[All notebooks\]\(README\.md\) · \[The second →\]\(01-b\.md\)$/m);
  assert.match(page, /\[what follows\]\(01-b\.md#what-follows\), \[nothing\]\(gone\.md\)/);
  assert.match(page, /\[notes\]\(\.\.\/notes\.txt\)/);
  assert.match(page, /\[00-a\.ipynb\]\(\.\.\/00-a\.ipynb\)/);
  assert.match(
    page,
    /^\*\*One\\_row\*\*\n\n\| variant \| throughput, requests\/s \|\n\| --- \| ---: \|$/m,
  );
  assert.match(page, /^\| a\\\|\\<b\\> \| 1\.50 \|$/m);
  assert.match(page, /^\*\*One \\<is\\> more\*\*<br>/m);
  assert.match(page, /^!\[[^\]]{40,}\]\(pictures\/00-a-07-0\.svg\)$/m);
  assert.match(page, /^````text\nprinted ``` ticks\n````$/m);
  assert.match(page, /^a bold word\\_$/m);
  assert.equal(page.match(/^<details><summary>code<\/summary>\n\n`{3,4}ts\n/gm)!.length, 7);
  assert.ok(!/^(<b>)?left out/m.test(page));

  const index = files.get("README.md")!;
  assert.match(
    index,
    /^- \[The first\]\(00-a\.md\)\\\n {2}It asks\. <sub>\*\*Recorded\*\* on 1 January 2026 · 2 cores<\/sub>$/m,
  );
  assert.ok(!index.includes("finding") && !index.includes("One"));
  assert.match(page, /^<a id="figure-c7"><\/a>\n\n\*\*One/m);
  assert.match(page, /^<a id="table-c4"><\/a>$/m);

  await using chromium = await browser();
  const shown = await chromium.newPage();
  const picture = pathToFileURL(join(b.dir, "one", "pictures", "00-a-07-0.svg")).href;
  const host = join(b.dir, "host.html");
  await Deno.writeTextFile(
    host,
    `<meta name="color-scheme" content="light dark"><img src="${picture}">`,
  );
  const looks: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await shown.emulateMedia({ colorScheme });
    await shown.goto(pathToFileURL(host).href);
    assert.ok(await shown.evaluate("document.images[0].naturalWidth") as number > 300);
    looks.push((await shown.locator("img").screenshot()).toString("base64"));
  }
  assert.notEqual(looks[0], looks[1], "the picture does not follow the reader's system");
});
