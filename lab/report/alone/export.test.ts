import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { exists } from "../../system/state.ts";
import { bench, browser, importOf, withPackages } from "../fixtures.ts";
import { findChromium } from "./chromium.ts";
import { exportNotebook } from "./export.ts";

/** A row of so many columns, wider than any paper. */
const WIDE = `await showTable([Object.fromEntries(Array.from({ length: 40 },
  (_, at) => ["aLongColumn" + at, at * 1000.5]))], { caption: "A wide table" });`;

const NOTEBOOK = [
  "md:# One alone\n\nIt asks. See [the other](01-b.ipynb#there), [notes](notes.txt) and [below](#Below).",
  importOf("showTable", "notebook/display/display.ts") + WIDE,
  importOf("say", "notebook/display/say.ts") + importOf("pageOf", "analysis/lint/mod.ts") +
  'say`Found: ${`[missing-limit](${pageOf("missing-limit")})`}`;',
  "md:## Below\n\nThe end.",
  "console.log('said ' + 1);",
  importOf("fixtureRun", "analysis/fixtures/runs.ts") +
  importOf("driftFigure", "figures/drift.ts") +
  'driftFigure(fixtureRun({ blocks: 3 }), { title: "It drifts" });',
];

Deno.test("a notebook becomes one file: HTML that leads nowhere else, Markdown, a notebook with its outputs", async () => {
  await using b = await bench();
  await withPackages(b.dir);
  await Deno.writeTextFile(join(b.dir, "notes.txt"), "notes");
  await b.notebook("01-b.ipynb", ["md:# B"]);
  const notebook = await b.notebook("00-a.ipynb", NOTEBOOK);
  const write = async (to: "html" | "md" | "ipynb", showsCode = false) => {
    const output = join(b.dir, `out-${showsCode}.${to}`);
    await exportNotebook({ notebook, to, output, showsCode, tools: b.tools });
    return await Deno.readTextFile(output);
  };
  const html = await write("html");
  assert.ok(!/<details class="code" open/.test(html));
  assert.match(html, /id="lint-missing-limit"/);
  assert.ok(!html.includes('id="lint-too-few-blocks"'), "rules that it does not name");

  await using chromium = await browser();
  const page = await (await chromium.newContext({ offline: true })).newPage();
  await page.goto(pathToFileURL(join(b.dir, "out-false.html")).href);
  const hrefs = await page.evaluate(
    `[...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href"))`,
  ) as string[];
  const ids = await page.evaluate(
    `[...document.querySelectorAll("[id]")].map(({ id }) => "#" + id)`,
  ) as string[];
  assert.deepEqual(hrefs.filter((href) => !ids.includes(href)), []);
  assert.ok(hrefs.includes("#lint-missing-limit") && hrefs.includes("#Below"));
  assert.match((await page.locator("main").textContent())!, /See the other, notes and below/);

  const [folded, whole] = [await write("md"), await write("md", true)];
  assert.match(
    folded,
    /^# One alone\n\nIt asks\. See the other, notes and \[below\]\(#Below\)\.$/m,
  );
  assert.match(folded, /^\[missing-limit\]\(#lint-missing-limit\)|\[missing-limit\]\(#lint/m);
  const [, picture] = /^!\[.+\]\((.+\.svg)\)$/m.exec(folded)!;
  assert.match(await Deno.readTextFile(join(b.dir, picture!)), /<svg/);
  assert.ok(!folded.includes("console.log") && whole.includes("console.log"));
  assert.ok(!/All notebooks|README\.md/.test(folded));

  const { cells } = JSON.parse(await write("ipynb"));
  assert.equal(cells.length, NOTEBOOK.length);
  assert.match(JSON.stringify(cells.at(-2).outputs), /said 1/);
});

Deno.test("a PDF has every column of a table on its page, and code where it is asked for", async () => {
  await using b = await bench();
  await withPackages(b.dir);
  const notebook = await b.notebook("00-a.ipynb", NOTEBOOK);
  const output = join(b.dir, "a.pdf");
  const sizes: number[] = [];
  for (const showsCode of [false, true]) {
    await exportNotebook({ notebook, to: "pdf", output, showsCode, tools: b.tools });
    const bytes = await Deno.readFile(output);
    assert.equal(new TextDecoder().decode(bytes.slice(0, 5)), "%PDF-");
    sizes.push(bytes.length);
  }
  assert.ok(sizes[1]! > sizes[0]!, `with code ${sizes[1]} B, without ${sizes[0]} B`);
  // A wide table lies on its side: one of the pages is broader than it is tall.
  const text = new TextDecoder("latin1").decode(await Deno.readFile(output));
  const boxes = [...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
  assert.ok(boxes.some(([, width, height]) => Number(width) > Number(height)));
});

Deno.test("what an export lacks is one sentence with the remedy, and no cell is executed before", async () => {
  await using b = await bench();
  const touched = join(b.dir, "touched");
  const notebook = await b.notebook("00-a.ipynb", [`Deno.writeTextFileSync("${touched}", "");`]);
  const path = Deno.env.get("PATH")!;
  try {
    Deno.env.set("PATH", b.dir);
    await assert.rejects(
      exportNotebook({ notebook, to: "pdf", output: join(b.dir, "a.pdf"), tools: b.tools }),
      {
        name: "ReportError",
        message: "Cannot write a PDF: there is no Chromium on PATH; install it, on Debian by " +
          '"apt-get install chromium", or write HTML and print that from a browser',
      },
    );
    await assert.rejects(findChromium("Cannot look"), /^ReportError: Cannot look: there is no/);
  } finally {
    Deno.env.set("PATH", path);
  }
  assert.ok(!await exists(touched));
});

Deno.test("a file that the machine does not let be written is a sentence that names it", async () => {
  await using b = await bench();
  const notebook = await b.notebook("00-a.ipynb", ["1"]);
  // Always there, always full.
  await assert.rejects(
    exportNotebook({ notebook, to: "html", output: "/dev/full", tools: b.tools }),
    { message: "Cannot write or read /dev/full: the disk is full; free some room" },
  );
});
