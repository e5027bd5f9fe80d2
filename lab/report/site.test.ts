/** A whole report, opened from disk with no network: what a reader does with it. */
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { cellsOf } from "../analysis/tables/cells.ts";
import { stamped } from "../store/checksum.ts";
import { temporaryData } from "../store/temporary.ts";
import { call } from "../system/processes/call.ts";
import { PINNED_DENO, pinnedDenoPath, statePath } from "../system/state.ts";
import { bench, browser, importOf } from "./fixtures.ts";
import { writeReport } from "./report.ts";

/** A report of one run with a claim that holds and one that fails, and a notebook that links to both. */
async function site() {
  const b = await bench();
  const data = await temporaryData();
  const run = fixtureRun({ blocks: 5, noiseShare: 0.03, failedTrials: [3], answerCount: 4000 });
  const { trials, end: _end, warnings: _warnings, ...header } = run;
  const folder = join(data.folder, "runs", header.runId);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "run.json"), stamped(header));
  await Deno.writeTextFile(
    join(folder, "trials.jsonl"),
    trials.map((trial) => stamped(trial) + "\n").join(""),
  );
  const rate = (at: number) => {
    const { outcome } = trials.find(({ cell }) => cell === cellsOf(run)[at])!;
    return outcome.state === "completed" ? outcome.throughputRps : 0;
  };
  const cells = cellsOf(run).map((_, at) => at).sort((a, c) => rate(c) - rate(a));
  const [most, least] = [cells[0]!, cells.at(-1)!];
  const judged = (id: string, source: string, of: number[]) =>
    `await claim(run, { id: "${id}", source: "${source}", sentence: "It is ${id} to say so", expects: "more",
      ours: [cells[${of[0]}], cells[${of[1]}]] });`;
  const first = [
    "md:# What was found\n\nIt is told here.\n\n## The run\n\n## The run",
    importOf("latestRunOf", "notebook/run.ts") +
    `const run = await latestRunOf("${header.plan.experiment}");`,
    "md:## Findings",
    importOf("claim", "notebook/claims/claim.ts") +
    importOf("cellsOf", "analysis/tables/cells.ts") +
    `const cells = cellsOf(run);\n${judged("right", "maple", [most, least])}\n${
      judged("wrong", "cedar", [least, most])
    }`,
    importOf("throughputFigure", "figures/throughput.ts") +
    `throughputFigure(run, { title: "Quokkas are the quickest" });`,
    importOf("showTable", "notebook/display/display.ts") +
    importOf("trialsTable", "analysis/tables/tables.ts") +
    `await showTable(trialsTable(run), { caption: "Every trial", columns: ["trial", "block", "cell", "throughputRps", "latencyP50Ms", "validity"] });\nconsole.log("a line");`,
    importOf("lintLine, lintRun", "analysis/lint/mod.ts") +
    importOf("say", "notebook/display/say.ts") +
    "say`${lintLine(lintRun(run))}`;",
  ];
  // Where the lab's packages are known, as they are to notebooks.
  const notebooks = statePath(`test-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(notebooks, { recursive: true });
  const second =
    "md:# Another\n\nAs [the first](00-a.ipynb#claim-right) says, and [not](00-a.ipynb#claim-gone).";
  const sources: string[] = [];
  for (const [name, cells] of [["00-a.ipynb", first], ["01-b.ipynb", [second, "1 + 1"]]] as const) {
    const path = join(notebooks, name);
    await Deno.copyFile(await b.notebook(name, [...cells]), path);
    sources.push(path);
  }
  const outDir = join(b.dir, "report");
  await writeReport({
    ...{ notebooks: sources, outDir, tools: b.tools },
    introduction: "A report for tests.",
    env: { GAUNTLET_DATA: data.folder },
  });
  return {
    ...{ dir: b.dir, outDir, notebooks, sources, tools: b.tools, trialCount: trials.length },
    env: { GAUNTLET_DATA: data.folder },
    async [Symbol.asyncDispose]() {
      await Deno.remove(notebooks, { recursive: true });
      await data[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

/** What packages of `browser/` say of files: problems of HTML, rows of Parquet; and axe's program. */
async function looked(...paths: string[]) {
  const folder = fileURLToPath(new URL("browser/", import.meta.url));
  const { success, stdout, said } = await call(
    Deno.version.deno === PINNED_DENO ? Deno.execPath() : pinnedDenoPath(),
    ["run", "-A", "--quiet", "--frozen", "--config", join(folder, "deno.json")].concat(
      join(folder, "testing", "tools.ts"),
      paths,
    ),
  );
  assert.ok(success, said);
  return JSON.parse(stdout) as {
    axe: string;
    problems: string[];
    rows: Record<string, unknown>[];
  };
}

const pagesOf = async (dir: string) =>
  (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name))
    .filter((name) => name.endsWith(".html")).sort();

/** Every way to look at a page that is told apart by style: width, colours, code, paper. */
const LOOKS = [
  { width: 1300, colorScheme: "light", open: false, media: "screen" },
  { width: 400, colorScheme: "dark", open: true, media: "screen" },
  { width: 700, colorScheme: "light", open: false, media: "print" },
] as const;

async function findings(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`,
  );
}

Deno.test("a report opened from disk: valid, for everybody, at every width, and every link leads somewhere", async () => {
  await using s = await site();
  const names = await pagesOf(s.outDir);
  assert.deepEqual(names, [
    ...["00-a.html", "01-b.html", "explorer.html", "index.html", "ledger.html", "search.html"],
    "what-lint-looks-for.html",
  ]);
  const { axe, problems } = await looked(...names.map((name) => join(s.outDir, name)));
  assert.deepEqual(problems, []);
  await using chromium = await browser();
  const said: string[] = [];
  const requests: string[] = [];
  const links = new Map<string, string>();
  const ids = new Map<string, Set<string>>();
  for (const { width, colorScheme, open, media } of LOOKS) {
    const context = await chromium.newContext({
      ...{ viewport: { width, height: 900 }, colorScheme, offline: true },
    });
    for (const name of names) {
      const page = await context.newPage();
      page.on("request", (request) => requests.push(request.url()));
      page.on("pageerror", (error) => said.push(`${name}: ${error}`));
      page.on(
        "console",
        (message) =>
          ["error", "warning"].includes(message.type()) && said.push(`${name}: ${message.text()}`),
      );
      await page.goto(pathToFileURL(join(s.outDir, name)).href);
      if (name === "explorer.html") await page.locator("#throughput circle").last().click();
      if (open) {
        await page.evaluate(
          "document.querySelectorAll('details').forEach((each) => each.open = true)",
        );
      }
      await page.emulateMedia({ media, colorScheme });
      said.push(...(await findings(page, axe)).map((each) => `${name}, ${width} px: ${each}`));
      const wide = await page.evaluate("document.documentElement.scrollWidth") as number;
      if (wide > width) said.push(`${name} is ${wide} px wide at ${width}`);
      const seen = await page.evaluate(
        `[[...document.querySelectorAll("[id]")].map(({ id }) => id), [...document.querySelectorAll("a[href]")].map((a) => a.href)]`,
      ) as [string[], string[]];
      ids.set(name, new Set(seen[0]));
      for (const href of seen[1]) links.set(href, name);
      await page.close();
    }
    await context.close();
  }
  assert.deepEqual(said, []);
  assert.deepEqual(requests.filter((url) => !/^(file|data|blob):/.test(url)), []);
  const lost = [...links].filter(([href]) => {
    const url = new URL(href);
    const known = ids.get(basename(decodeURIComponent(url.pathname)));
    const fragment = decodeURIComponent(url.hash.slice(1));
    const isState = /^(verdict|q)=/.test(fragment);
    return url.protocol === "file:" && known !== undefined && fragment !== "" && !isState &&
      !known.has(fragment);
  });
  assert.deepEqual(lost, []);
  assert.ok(ids.get("00-a.html")!.has("claim-right") && ids.get("00-a.html")!.has("figure-c4"));
  assert.ok([...links.keys()].some((href) => href.endsWith("00-a.html#claim-right")));
});

Deno.test("a report opened from disk: search, filter, explorer with its files; and all but these without scripts", async () => {
  await using s = await site();
  await using chromium = await browser();
  const context = await chromium.newContext({ offline: true, acceptDownloads: true });
  const page = await context.newPage();
  const at = (name: string) => pathToFileURL(join(s.outDir, name)).href;

  await page.goto(at("index.html"));
  assert.equal(await page.locator(".sentences > li").count(), 5);
  assert.equal(await page.locator(".notebooks > li").count(), 2);
  await page.keyboard.press("/");
  await page.keyboard.type("quokkas quickest");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\.html#q=quokkas%20quickest$/);
  const [found] = await page.locator("#results a").all();
  assert.equal(await found!.textContent(), "Quokkas are the quickest");
  await found!.click();
  await page.waitForURL(/00-a\.html#figure-c4$/);
  assert.ok(await page.locator("#figure-c4").isVisible());
  await page.goto(at("search.html"));
  await page.locator("#search input").fill("nothingofthekind");
  assert.equal(await page.locator("#results li").count(), 0);
  assert.match((await page.locator("#said").textContent())!, /^Nothing was found/);

  await page.goto(at("index.html"));
  await page.locator(".counts .fails").click();
  await page.waitForURL(/ledger\.html#verdict=fails$/);
  const shown = page.locator("#ledger tbody tr:visible");
  assert.equal(await shown.count(), 1);
  assert.equal(await page.locator("#shown").textContent(), "1 of 2 claims");
  await page.locator("[name=verdict]").selectOption("");
  await page.locator("[name=source]").selectOption("maple");
  assert.match((await shown.textContent())!, /It is right to say so/);
  await shown.locator("a").click();
  await page.waitForURL(/00-a\.html#claim-right$/);
  await page.locator("#unfold").click();
  assert.equal(
    await page.locator("details.code[open]").count(),
    await page.locator("details.code").count(),
  );

  await page.goto(at("explorer.html"));
  assert.match(
    (await page.locator("#said").textContent())!,
    new RegExp(`^${s.trialCount - 1} of ${s.trialCount - 1} trials`),
  );
  const variant = await page.locator("[name=variant] option").nth(1).getAttribute("value");
  await page.locator("[name=variant]").selectOption(variant!);
  const count = Number((await page.locator("#said").textContent())!.split(" ")[0]);
  assert.ok(count > 0 && count < s.trialCount - 1);
  assert.equal(await page.locator("#throughput circle").count(), count);
  await page.locator("#throughput circle").last().click();
  assert.match(
    (await page.locator("#trial h2").textContent())!,
    new RegExp(`^Trial \\d+: ${variant}`),
  );
  assert.ok(await page.locator("#trial svg").count() >= 2, "its window and its latency");
  const paths: Record<string, string> = {};
  for (const kind of ["csv", "parquet"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(`#${kind}`).click(),
    ]);
    assert.equal(download.suggestedFilename(), `trials.${kind}`);
    paths[kind] = join(s.dir, `trials.${kind}`);
    await download.saveAs(paths[kind]);
  }
  const [head, ...lines] = (await Deno.readTextFile(paths.csv!)).trim().split("\n");
  const { rows } = await looked(paths.parquet!);
  assert.equal(lines.length, count);
  assert.equal(rows.length, count);
  const column = head!.split(",").indexOf("trial");
  const field = (line: string) => line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)![column]!;
  assert.deepEqual(
    rows.map((row) => row.trial),
    lines.map((line) => Number(field(line).replace(",", ""))),
  );
  assert.ok(rows.every((row) => row.variant === variant && typeof row.throughputRps === "number"));

  const plain = await (await chromium.newContext({ offline: true, javaScriptEnabled: false }))
    .newPage();
  await plain.goto(at("ledger.html"));
  assert.equal(await plain.locator("#ledger tbody tr:visible").count(), 2);
  assert.ok(
    !await plain.locator("#filter").isVisible() && !await plain.locator("#find").isVisible(),
  );
  await plain.goto(at("00-a.html"));
  await plain.locator("details.code summary").first().click();
  assert.ok(await plain.locator("details.code .highlight").first().isVisible());
  for (const id of ["theme", "unfold"]) assert.ok(!await plain.locator(`#${id}`).isVisible(), id);
});
