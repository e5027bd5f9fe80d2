import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { exporterOf } from "./exporter.ts";
import { bench, browser, fileText, gone, importOf } from "./fixtures.ts";
import { type ReportProgress, writeReport } from "./report.ts";

const MARKS = `<svg viewBox="0 0 200 60" width="200" height="60"><g fill="currentColor">` +
  `<circle cx="40" cy="30" r="12"><title>flask: 687 requests/s</title></circle>` +
  `<circle cx="140" cy="30" r="12"><title>django: 533 requests/s</title></circle></g></svg>`;

const NOTEBOOK = [
  "md:# Workers & threads\n\nHow many *workers* does a server want?\n\n## What was measured\n\nSee [the tables](https://example.org/x) and [the other](01-b.ipynb).",
  importOf("show, showTable", "notebook/display/display.ts") +
  `await showTable([{ variant: "a <b>", throughputRps: 1.5 }]);\nawait show(${
    JSON.stringify(MARKS)
  });`,
  "md:### In detail\n\n" + "Prose. ".repeat(400) + "\n\n## What follows",
  "console.log('a line'); console.log('another');",
];

/** What would make a page fetch something: anything but a link that a reader follows. */
function fetches(html: string): string[] {
  // A script of ours may make a picture of what the page shows; it asks nobody for anything.
  const scripts = [...html.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) =>
    text!
  );
  const asking = scripts.flatMap((text) =>
    text.match(
      /\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|https?:\/\/(?!www\.w3\.org\/)/g,
    ) ?? []
  );
  const found = html.replaceAll(/(<script\b[^>]*>)[\s\S]*?(<\/script>)/g, "$1$2").match(
    /(?:\bsrc|\bsrcset|\bposter|\bdata|xlink:href)\s*=\s*["']?(?!data:)[^"'\s>]+|<link\b[^>]*href=["'](?!data:)[^"']+|@import[^;]+|url\(\s*["']?(?!data:|#)[^)]+|\bimport\s*\(|\bfetch\s*\(/gi,
  );
  return [...asking, ...(found ?? []).filter((text) => !/^data\s*=/.test(text))];
}

Deno.test("writeReport() writes pages that work with no network, in light and dark", async () => {
  await using b = await bench();
  const outDir = join(b.dir, "report");
  const seen: ReportProgress[] = [];
  const index = await writeReport({
    notebooks: [await b.notebook("00-a.ipynb", NOTEBOOK), await b.notebook("01-b.ipynb", NOTEBOOK)],
    outDir,
    tools: b.tools,
    machine: "a machine with 2 cores",
    onProgress: (progress) => seen.push(progress),
  });
  assert.equal(index, join(outDir, "index.html"));
  assert.deepEqual(seen.at(-1), { doing: "converting", notebookCount: 2 });
  for (const name of ["index.html", "00-a.html", "01-b.html"]) {
    assert.deepEqual(fetches(await Deno.readTextFile(join(outDir, name))), [], name);
  }
  assert.match(await Deno.readTextFile(join(outDir, "00-a.html")), /href="01-b\.html">the other</);

  await using chromium = await browser();
  const page = await chromium.newPage({ viewport: { width: 1300, height: 900 } });
  const requests: string[] = [];
  const problems: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));

  await page.goto(pathToFileURL(index).href);
  assert.deepEqual(await page.locator(".notebooks li > a").allTextContents(), [
    "Workers & threads",
    "Workers & threads",
  ]);
  assert.equal(
    await page.locator(".notebooks p").first().textContent(),
    "How many workers does a server want?",
  );
  await page.locator(".notebooks a").first().click();
  assert.deepEqual(await page.locator(".contents a").allTextContents(), [
    "What was measured",
    "In detail",
    "What follows",
  ]);
  await page.locator(".contents a").last().click();
  const target = decodeURIComponent(new URL(page.url()).hash.slice(1));
  assert.match((await page.locator(`[id="${target}"]`).textContent())!, /^What follows/);

  assert.equal(await page.locator("details.code[open]").count(), 0, "the code is not folded");
  assert.ok(await page.locator("details.code .highlight span.k, .highlight span.kd").count() > 0);
  await page.locator("#unfold").click();
  assert.equal(await page.locator("details.code[open]").count(), 2);
  assert.equal(await page.locator(".stream").count(), 1, "lines of one stream are one output");
  assert.match((await page.locator("footer").textContent())!, /UTC · a machine with 2 cores/);

  const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
  await page.emulateMedia({ colorScheme: "light" });
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.locator("#theme").click();
  assert.equal(await ground(), light, "the button does not decide over the system");

  await page.locator("svg circle").first().hover();
  assert.equal(await page.locator("#tooltip").textContent(), "flask: 687 requests/s");
  assert.ok(await page.locator("#tooltip").isVisible());
  await page.locator("svg circle").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator("#tooltip").textContent(), "django: 533 requests/s");
  await page.keyboard.press("Escape");
  assert.ok(!await page.locator("#tooltip").isVisible());
  assert.equal(
    await page.locator("svg circle title").last().textContent(),
    "django: 533 requests/s",
  );

  await page.setViewportSize({ width: 390, height: 800 });
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await page.locator("a[rel=next]").click();
  assert.match(page.url(), /01-b\.html$/);
  assert.deepEqual(requests.filter((url) => !/^(file|data):/.test(url)), []);
  assert.deepEqual(problems, []);
});

/** A cell that goes on once a file is there. */
const untilThere = (path: string) =>
  `for (let round = 0; ; round++) {
    try { Deno.statSync(${
    JSON.stringify(path)
  }); break; } catch { if (round > 200) throw new Error("alone"); }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }`;
const touch = (path: string) =>
  `Deno.writeTextFileSync(${JSON.stringify(path)}, String(Deno.pid));`;

Deno.test("writeReport() executes two notebooks at a time, and the ledger's after all others", async () => {
  await using b = await bench();
  const [first, second] = [join(b.dir, "first"), join(b.dir, "second")];
  const seen: ReportProgress[] = [];
  await writeReport({
    notebooks: [
      await b.notebook("00-a.ipynb", [touch(first), untilThere(second)]),
      await b.notebook("10-what-holds.ipynb", [
        `for (const path of ${JSON.stringify([first, second])}) Deno.statSync(path);`,
      ]),
      await b.notebook("11-b.ipynb", [touch(second), untilThere(first)]),
    ],
    outDir: join(b.dir, "report"),
    tools: b.tools,
    onProgress: (progress) => seen.push(progress),
  });
  const ledger = seen.filter((each) =>
    each.doing === "executing" && each.notebook === "10-what-holds"
  );
  assert.deepEqual(ledger.map((each) => each.doing === "executing" && each.doneCount), [2]);
});

Deno.test("writeReport() stops the other notebook when one fails, and tells the failure", async () => {
  await using b = await bench();
  const pidFile = join(b.dir, "pid");
  await assert.rejects(
    writeReport({
      notebooks: [
        await b.notebook("00-a.ipynb", [
          touch(pidFile) + "await new Promise((resolve) => setTimeout(resolve, 600_000))",
        ]),
        await b.notebook("01-b.ipynb", [untilThere(pidFile), "throw new Error('no run')"]),
        await b.notebook("02-c.ipynb", ["1"]),
      ],
      outDir: join(b.dir, "report"),
      tools: b.tools,
    }),
    /Cannot execute 01-b\.ipynb: cell 2 of 2 .* failed with Error: no run;/,
  );
  await gone(Number(await fileText(pidFile)));
});

Deno.test("exporterOf() names the formats that there are", async () => {
  await assert.rejects(exporterOf("word"), /the formats are .*html.*; choose one of them/);
  for (const format of ["html", "markdown"]) {
    assert.equal((await exporterOf(format)).format, format);
  }
});
