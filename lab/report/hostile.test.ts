/** Nothing that stands in data does anything in a page, whichever field it stands in. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { fixtureCell, fixtureClaim, fixtureRun } from "../analysis/fixtures/runs.ts";
import type { Cell } from "../nouns/cell.ts";
import { Claim } from "../nouns/claim.ts";
import { Experiment } from "../nouns/experiment.ts";
import { RunHeader } from "../nouns/run.ts";
import { Trial } from "../nouns/trial.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { stamped } from "../store/checksum.ts";
import { LEDGER_VARIABLE } from "../store/ledger.ts";
import { temporaryData } from "../store/temporary.ts";
import { MARKUP, withMarkup } from "../testing/markup.ts";
import { bench, browser, importOf, withPackages } from "./fixtures.ts";
import { writeReport } from "./report.ts";
import { faultTest } from "../testing/faults.ts";

/** What a page shows of data, each in a cell of its own: a run, its judgement, all figures. */
const cellsReading = (file: string) => [
  "md:# What they said",
  `const read = async (path) => JSON.parse(await Deno.readTextFile(path));
const { experiment, claims, title } = await read(${JSON.stringify(file)});
${importOf("runOf", "notebook/run.ts")}
const run = await runOf({ ...experiment, claims });`,
  "md:## Findings",
  `${importOf("claim", "notebook/claims/claim.ts")}
await claim(run, "pair");`,
  `await claim(run, "amount", { value: 2, low: 1, high: 3 });`,
  `${importOf("say", "notebook/display/say.ts")}
const { reason } = run.trials.find(({ outcome }) => outcome.state === "failed").outcome;
say\`It failed: \${reason} on \${run.environment.cpuModel}\`;`,
  `${importOf("lintLine, lintRun", "analysis/lint/mod.ts")}
${importOf("plainMarkdown", "text/markdown.ts")}
const found = lintRun(run);
await (await import("${
    new URL("../notebook/display/display.ts", import.meta.url).href
  }")).showMarkdown(\`**Recorded** \${plainMarkdown(reason)}\`);
say\`\${lintLine(found)} \${found.map(({ sentence }) => sentence).join(" ")}\`;`,
  "md:## Tables",
  `${importOf("displayable, showTable", "notebook/display/display.ts")}
${importOf("failures, trialsTable", "analysis/tables/tables.ts")}
await showTable(failures(run), { caption: reason });
await showTable(trialsTable(run), { labels: { variant: reason } });
await showTable(found);
displayable(Object.entries(run.plan.variants).map(([name, facts]) => ({ name, ...facts })));`,
  `${importOf("ledger", "notebook/claims/ledger.ts")}
${importOf("ledgerTable", "notebook/claims/ledgertable.ts")}
const rows = await ledger();
await (await import("${
    new URL("../notebook/display/display.ts", import.meta.url).href
  }")).show(ledgerTable(rows, { caption: title }));
rows.length;`,
  ...[
    ["throughputFigure", "throughput", "run, { title }"],
    ["latencyFigure", "latency", "run, { title, cells }"],
    ["cpuFigure", "cpu", "run, { title, cells }"],
    ["bestFigure", "best", "run, { title }"],
    ["timeFigure", "time", "run, { title, cells }"],
    ["scalabilityFigure", "scalability", "run, { title }"],
    [
      "ratiosFigure",
      "ratios",
      "run, { title, rows: [{ name: title, over: cells[0], under: cells[1], panel: title }] }",
    ],
    ["ledgerFigure", "ledger", "rows, { title }"],
  ].map(([name, file, args]) =>
    `${importOf(name!, `figures/${file}.ts`)}
var cells = (await import("${
      new URL("../analysis/tables/cells.ts", import.meta.url).href
    }")).cellsOf(run).slice(0, 2);
${name}(${args});`
  ),
  `console.log(reason, "\\x1b[31m" + reason);
console.error(reason);
reason;`,
];

/** Everything that data could bring into a page and that no page of ours has. */
async function foreignIn(page: Page): Promise<unknown> {
  return await page.evaluate(`[
    ...document.querySelectorAll("img:not([src^='data:']):not([src^='pictures/']), [onerror], [onload], [srcdoc], iframe, object, embed, base"),
    ...[...document.querySelectorAll("a")].filter((a) => a.protocol === "javascript:"),
    // All of ours: two in the frame of each page, one of a page's own, and data that nothing executes.
    ...[...document.querySelectorAll("script:not([type='application/json'])")].slice(3),
  ].map((each) => each.outerHTML.slice(0, 200)).concat(globalThis.owned ? ["owned"] : [])`);
}

faultTest(
  "markup in every field",
  "markup in every field of every schema is text in a page, and in Markdown",
  async () => {
    await using b = await bench();
    const [one, other] = ["alpha-async", "delta-async"].map((variant): Cell => {
      const cell = fixtureCell(variant, 1, null, { parameters: { word: "said" } });
      return { ...cell, settings: { ...cell.settings, options: { sql: "raw" } } };
    }) as [Cell, Cell];
    const claims = [
      {
        id: "pair",
        source: "maple",
        sentence: "One gives more",
        expects: "more" as const,
        of: [one, other] as [Cell, Cell],
        deltaShare: 0.2,
        deltaReason: "so it was said",
        published: { source: "maple", table: "best", ratio: 2, over: "Alpha", under: "Delta" },
      },
      {
        id: "amount",
        source: "cedar",
        sentence: "It takes two",
        expects: { atLeast: 1 },
        of: "what it takes",
        unit: "ms",
      },
    ];
    const { trials, end: _end, warnings: _warnings, ...header } = fixtureRun({
      cells: [one, other],
      blocks: 3,
      failedTrials: [2],
      answerCount: 50,
    });
    const first = trials[0]!;
    if (first.outcome.state === "completed") {
      Object.assign(first.outcome, {
        loadTool: "a tool",
        receipt: {
          ...first.outcome.receipt!,
          statements: [{ sql: "SELECT 1", callCount: 1, rowCount: 1, executionMs: 1 }],
        },
      });
    }
    Object.assign(header.plan, {
      claims,
      unavailable: [{ variant: "absent", needs: "a program on PATH" }],
    });
    Object.assign(header.environment, {
      databaseSettings: { jit: "off" },
      commit: "0123abc",
      treeClean: true,
    });
    Object.values(header.plan.variants)[0]!.commit = "0123abc";
    header.variantHashes.gone = "0123abc";

    const run = withMarkup(RunHeader, header, ["planHash", "runtime", "runId"]);
    const fed = trials.map((trial) => withMarkup(Trial, trial, ["latencyHistogramUs"]));
    const claim = withMarkup(
      Claim,
      fixtureClaim({
        deltaReason: "so it was said",
        published: claims[0]!.published!,
        compared: { measure: "throughputRps", over: one, under: other },
      }),
      ["measure"],
    );
    const experiment = withMarkup(Experiment, {
      name: "synthetic",
      question: "What would it do?",
      cells: [one, other],
      claims,
      quick: header.plan.profile,
      full: header.plan.profile,
    });
    // What is said here is what the schemas say: a field that is added is fed without being named.
    for (
      const field of [
        ...["environment.cpuModel", "environment.os", "key environment.versions.deno"],
        ...[
          "plan.unavailable.needs",
          "plan.question",
          "plan.claims.sentence",
          "plan.variants.alpha-async.title",
        ],
        ...[
          "plan.claims.published.over",
          "plan.workloads.shop.title",
          "key variantHashes.gone",
        ],
      ]
    ) assert.ok(run.fields.has(field), field);
    assert.ok(fed.some(({ fields }) => fields.has("outcome.reason")));
    assert.ok(fed.some(({ fields }) => fields.has("cell.scenario.endpoint")));

    await withPackages(b.dir);
    await using temporary = await temporaryData();
    const data = temporary.folder;
    const folder = join(data, "runs", "2026-01-02-synthetic-1");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(folder, "run.json"), stamped(run.fed));
    await Deno.writeTextFile(
      join(folder, "trials.jsonl"),
      fed.map((each) => stamped(each.fed) + "\n").join(""),
    );
    await Deno.writeTextFile(
      join(data, "ledger.json"),
      JSON.stringify({ schemaVersion: SCHEMA_VERSION, claims: [claim.fed] }),
    );
    const file = join(b.dir, "experiment.json");
    await Deno.writeTextFile(
      file,
      JSON.stringify({ experiment: experiment.fed, claims: run.fed.plan.claims, title: MARKUP }),
    );
    const source = await b.notebook("00-a.ipynb", cellsReading(file));
    const out = join(b.dir, "report");
    await writeReport({
      notebooks: [source],
      outDir: out,
      tools: b.tools,
      env: { GAUNTLET_DATA: data, [LEDGER_VARIABLE]: join(b.dir, "ledger") },
      formats: ["html", "markdown"],
      introduction: MARKUP,
      machine: MARKUP,
    });
    // A repository's page, as a reader of Markdown that lets HTML through would show it.
    const markdown = join(b.dir, "markdown");
    const pages = await Promise.all(
      ["00-a.md", "README.md"].map(async (name, at) =>
        await b.notebook(
          `0${at}-page.ipynb`,
          [`md:${await Deno.readTextFile(join(out, name))}`],
        )
      ),
    );
    await writeReport({ notebooks: pages, outDir: markdown, tools: b.tools });

    await using chromium = await browser();
    const page = await chromium.newPage();
    const problems: string[] = [];
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    for (const name of ["00-a.html", "index.html", "ledger.html", "explorer.html", "search.html"]) {
      await page.goto(pathToFileURL(join(out, name)).href);
      if (name === "search.html") await page.locator("#search input").fill("owned");
      if (name === "explorer.html") {
        await page.locator("#failures summary").click();
        await page.locator("#throughput circle").first().click();
        await page.locator("#trial summary").click();
      }
      assert.deepEqual(await foreignIn(page), [], name);
      assert.ok((await page.locator("body").innerText()).includes("globalThis.owned"), name);
    }
    assert.deepEqual(problems, []);
    for (const name of ["00-page.html", "01-page.html"]) {
      await page.goto(pathToFileURL(join(markdown, name)).href);
      assert.deepEqual(await foreignIn(page), [], name);
    }
    // Pictures stand by themselves: a reader may open one.
    for await (const { name } of Deno.readDir(join(out, "pictures"))) {
      await page.goto(pathToFileURL(join(out, "pictures", name)).href);
      assert.equal(
        await page.evaluate("globalThis.owned ?? document.querySelector('script, parsererror')"),
        null,
        name,
      );
      assert.equal(await page.evaluate("document.documentElement.localName"), "svg", name);
    }
    assert.deepEqual(requests.filter((url) => !/^(file|data):/.test(url)), []);
  },
);

faultTest(
  "scripts in a cell",
  "what a cell shows as HTML runs no script and fetches nothing, by the page's policy",
  async () => {
    await using b = await bench();
    const html = `<p id="there">shown</p><script>globalThis.owned = 1</script>` +
      `<img src="x" onerror="globalThis.owned = 1"><a href="javascript:globalThis.owned = 1">go</a>` +
      `<iframe src="data:text/html,hello"></iframe><style>p { background: url(http://127.0.0.1:9/) }` +
      `</style><img src="http://127.0.0.1:9/p.png">`;
    const source = await b.notebook("00-a.ipynb", [
      importOf("show", "notebook/display/display.ts") + `await show(${JSON.stringify(html)});`,
    ]);
    const out = join(b.dir, "report");
    await writeReport({ notebooks: [source], outDir: out, tools: b.tools });
    await using chromium = await browser();
    const page = await chromium.newPage();
    const requests: string[] = [];
    page.on("requestfinished", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(join(out, "00-a.html")).href);
    assert.equal(await page.locator("#there").textContent(), "shown");
    await page.locator("a", { hasText: "go" }).click();
    assert.equal(await page.evaluate("globalThis.owned"), undefined);
    assert.deepEqual(requests.filter((url) => !/^data:|00-a\.html$/.test(url)), []);
    await page.locator("#theme").click();
    assert.ok(await page.evaluate("document.documentElement.dataset.theme"), "ours does not run");
  },
);
