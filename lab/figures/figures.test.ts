/** What every figure owes its reader, and a snapshot of each. */
import assert from "node:assert/strict";
import { bestBesidePublished } from "../analysis/best/beside.ts";
import { parseHTML } from "linkedom";
import { bestOf } from "../analysis/best/best.ts";
import { compareAsClaimed } from "../analysis/comparing/looked.ts";
import { latencyP99Of } from "../analysis/comparing/measure.ts";
import { latencyQuantiles } from "../analysis/tables/quantiles.ts";
import { cellsOf, completedTrials, trialsOf } from "../analysis/tables/cells.ts";
import {
  fixtureCell,
  fixtureForeignCell,
  fixtureGrid,
  fixtureRun,
  fixtureStudy,
} from "../analysis/fixtures/runs.ts";
import { emptyHistogram, encodeHistogram } from "../nouns/histogram.ts";
import { publishedRatio } from "../analysis/studies/published.ts";
import type { Cell } from "../nouns/cell.ts";
import { bestFigure } from "./best.ts";
import { cpuFigure } from "./cpu.ts";
import { type Figure, scenarioLine } from "./frame/figure.ts";
import { driftFigure } from "./drift.ts";
import { heatFigure } from "./heat.ts";
import { latencyFigure } from "./latency.ts";
import { latencyCurveFigure } from "./latency-curve.ts";
import { type RatioRow, ratiosFigure } from "./ratios.ts";
import { scalabilityFigure } from "./scalability.ts";
import { assertSnapshot } from "./frame/snapshot.ts";
import { throughputFigure } from "./throughput.ts";
import { timeFigure } from "./time.ts";
import { timelineFigure } from "./timeline.ts";

const run = fixtureRun({ blocks: 3, failedTrials: [5], answerCount: 100 });
const studies = [fixtureStudy()];
const drawnAt = new Date("2026-02-12T03:04:05Z");
const variants = [...new Set(cellsOf(run).map(({ variant }) => variant))];
const bestCells = variants.map((variant) => bestOf(run, variant).best.cell);
const title = "A finding & <what> it says";
const [gamma, delta] = ["gamma-sync", "delta-async"].map((variant) =>
  bestOf(run, variant).best.cell
) as [Cell, Cell];
const ratioRows: RatioRow[] = ["One", "Other"].flatMap((panel) =>
  bestCells.filter((cell) => cell !== delta).map((over) => ({
    name: `${over.variant}, at its best`,
    over,
    under: delta,
    panel,
    ...(over === gamma
      ? {
        published: publishedRatio(
          "maple",
          "best",
          { server: "Gamma" },
          { server: "Delta" },
          studies,
        ),
      }
      : {}),
  }))
);

const FIGURES: Record<string, () => Figure> = {
  throughput: () => throughputFigure(run, { title, drawnAt, studies }),
  latency: () => latencyFigure(run, { title, drawnAt, cells: bestCells }),
  "latency-log": () => latencyFigure(run, { title, drawnAt, cells: bestCells, scale: "log" }),
  "cpu-share": () => cpuFigure(run, { title, drawnAt, cells: bestCells }),
  "cpu-per-request": () =>
    cpuFigure(run, { title, drawnAt, cells: bestCells, unit: "msPerRequest" }),
  "cpu-log": () =>
    cpuFigure(run, { title, drawnAt, cells: bestCells, unit: "msPerRequest", scale: "log" }),
  best: () => bestFigure(run, { title, drawnAt, studies }),
  time: () => timeFigure(run, { title, drawnAt, cells: bestCells }),
  scalability: () => scalabilityFigure(run, { title, drawnAt }),
  ratios: () => ratiosFigure(run, { title, drawnAt, rows: ratioRows }),
  heat: () => heatFigure(run, { title, drawnAt }),
  "latency-curve": () => latencyCurveFigure(run, { title, drawnAt, cells: bestCells }),
  timeline: () => timelineFigure(run, { title, drawnAt, cells: bestCells }),
  drift: () => driftFigure(run, { title, drawnAt }),
};

interface Queried {
  textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Queried>;
  querySelector(selector: string): Queried | null;
}
function parsed(html: string): Queried {
  const { document } = parseHTML(`<html><body>${html}</body></html>`) as unknown as {
    document: Queried;
  };
  return document;
}

for (const [name, draw] of Object.entries(FIGURES)) {
  Deno.test(`figure ${name}: title, scenario, run, machine, age, failures and alt text`, () => {
    const { html, alt } = draw();
    const figure = parsed(html);
    assert.equal(figure.querySelector(".title")!.textContent, title);
    const subtitle = figure.querySelector(".subtitle")!.textContent.replace("\u00a0", " ");
    assert.match(subtitle, /endpoint item, 1,000 items, 64 connections/);
    const caption = figure.querySelector("figcaption")!.textContent;
    assert.match(caption, /Run 2026-01-02-synthetic-1 \(full\) on synthetic CPU, 2 cores, 8 GiB/);
    assert.match(caption, /measured 2 January 2026, 41 days before this was drawn/);
    assert.match(caption, new RegExp(`1 of ${run.trials.length} trials failed`));
    assert.equal(figure.querySelector("[role=img]")!.getAttribute("aria-label"), alt);
    assert.ok(alt.length > 80 && /gamma-sync|Gamma, sync/.test(alt), alt);
  });

  Deno.test(`figure ${name}: needs no network, no script, and no undefined number`, () => {
    const { html } = draw();
    assert.doesNotMatch(
      html.replaceAll('"http://www.w3.org/2000/svg"', ""),
      /https?:|@import|url\(/,
    );
    assert.doesNotMatch(html, /<script|<image|<foreignObject/i);
    assert.doesNotMatch(html, /NaN|undefined|Infinity/);
  });

  Deno.test(`figure ${name}: every dot has a tooltip`, () => {
    for (const circle of parsed(draw().html).querySelectorAll(".view circle")) {
      assert.ok(circle.querySelector("title")!.textContent.length > 10);
    }
  });

  Deno.test(`figure ${name}: Jupyter gets HTML, and three plainer forms where it cannot show it`, () => {
    const figure = draw();
    const bundle = figure[Symbol.for("Jupyter.display")]!();
    assert.deepEqual(bundle, {
      "text/html": figure.html,
      "image/svg+xml": figure.svg,
      "text/markdown": figure.markdown,
      "text/plain": figure.alt,
    });
    // The day on which it is drawn would make every export differ from the last.
    assert.match(figure.markdown, /; measured \d+ \w+ \d{4}\./);
    assert.equal(figure.markdown.match(/^!\[[^\]]+\]\(figure\.svg\)$/gm)!.length, 1);
  });

  Deno.test(`figure ${name}: has what it draws as CSV, and shows it where no script runs`, () => {
    const { csv, html } = draw();
    const [names, ...rows] = csv.trimEnd().split("\n");
    assert.ok(rows.length > 1 && names!.split(",").length > 2, csv.slice(0, 200));
    assert.doesNotMatch(csv, /NaN|undefined|Infinity|\[object/);
    assert.equal(parsed(html).querySelector("details.data pre")!.textContent, csv);
  });

  Deno.test(`figure ${name}: looks as it did`, () => {
    assertSnapshot(import.meta.url, name, draw().svg);
  });
}

Deno.test("throughputFigure() shows every trial as a dot", () => {
  const wide = parsed(throughputFigure(run, { title, drawnAt, markPublished: false }).html)
    .querySelector(".view.wide")!;
  assert.equal([...wide.querySelectorAll("circle")].length, completedTrials(run).length);
});

Deno.test("latencyFigure() shows the quantiles of each trial and of each cell, as far as they are known", () => {
  const wide = parsed(FIGURES.latency!().html).querySelector(".view.wide")!;
  const trials = bestCells.flatMap((cell) => trialsOf(run, cell));
  const known = latencyQuantiles(run, bestCells);
  const p99Count = trials.filter(({ outcome }) => latencyP99Of(outcome) !== null).length +
    known.filter(({ latencyP99Ms }) => latencyP99Ms !== null).length;
  assert.ok(p99Count > 0 && p99Count < trials.length + known.length);
  const dots = [...wide.querySelectorAll("circle")].length;
  assert.equal(dots, 3 * (trials.length + known.length) + p99Count);
});

Deno.test("throughputFigure() draws a grid of 4 workers × 20 threads, and a single cell", () => {
  const grid = fixtureGrid("gamma-sync", [1, 2, 3, 4], [1, 2, 3, 5, 8, 10, 15, 20]);
  const full = throughputFigure(fixtureRun({ cells: grid, answerCount: 1 }), { title, drawnAt });
  assert.match(full.html, />4 workers</);
  assert.match(full.alt, /Gamma, sync: from [\d.]+ at 1×1 to \d+ at/);
  const cells = [fixtureCell("delta-async", 1, null)];
  const single = fixtureRun({ cells, blocks: 1, answerCount: 1 });
  assert.doesNotMatch(throughputFigure(single, { title, drawnAt }).html, /NaN/);
});

Deno.test("a figure of a stale run says so", () => {
  const { html } = throughputFigure(run, { title, drawnAt, stale: "Stale: Gamma has changed." });
  assert.equal(parsed(html).querySelector(".stale")!.textContent, "Stale: Gamma has changed.");
});

Deno.test("cpuFigure() says when the database's CPU is not known", () => {
  const elsewhere = fixtureRun({ cells: bestCells, blocks: 2, answerCount: 1 });
  for (const { outcome } of elsewhere.trials) Object.assign(outcome, { databaseCpuS: null });
  const { html } = cpuFigure(elsewhere, { title, drawnAt });
  assert.match(html, /The CPU of the database is not known/);
  assert.doesNotMatch(html, /NaN|>database</);
});

Deno.test("cpuFigure() takes a log scale where one row would leave the others flat, and only there", () => {
  const uneven = fixtureRun({
    cells: bestCells,
    blocks: 2,
    answerCount: 1,
    throughputRpsOf: ({ variant }) => variant === "beta-sync" ? 10 : 400,
  });
  const asked = { title, drawnAt, unit: "msPerRequest" as const };
  assert.match(cpuFigure(uneven, asked).html, /CPU by role, ms a request, log scale/);
  assert.doesNotMatch(cpuFigure(uneven, { ...asked, scale: "linear" }).html, /log scale/);
  assert.doesNotMatch(cpuFigure(uneven, { title, drawnAt }).html, /log scale/);
});

Deno.test("latencyFigure() leaves out a cell without answers, and says so", () => {
  const cells = fixtureGrid("gamma-sync", [1, 2], [5]);
  const silent = fixtureRun({ cells, blocks: 2 });
  const nothing = encodeHistogram(emptyHistogram());
  for (const { cell, outcome } of silent.trials) {
    if (cell.settings.workers === 2) {
      Object.assign(outcome, { okCount: 0, latencyP50Ms: 0, latencyHistogramUs: nothing });
    }
  }
  const { html } = latencyFigure(silent, { title, drawnAt, scale: "log" });
  assert.match(html, /1 cell answered nothing and is not shown/);
  assert.doesNotMatch(html, /NaN|Infinity|2×5/);
});

Deno.test("bestFigure() draws no interval from a single block, and says why", () => {
  const { html } = bestFigure(fixtureRun({ blocks: 1, answerCount: 1 }), { title, drawnAt });
  assert.match(html, /An interval needs three blocks/);
  assert.doesNotMatch(html, /NaN|Infinity/);
});

Deno.test("a figure without data is refused in a sentence", () => {
  assert.throws(
    () => throughputFigure({ ...run, trials: [] }, { title }),
    /Drawing throughput of run 2026-01-02-synthetic-1: no completed trial of any cell/,
  );
});

Deno.test("throughputFigure() refuses to draw several scenarios as one line", () => {
  const cells = [1_000, 100_000].map((size) => fixtureCell("gamma-sync", 1, 5, { size }));
  const mixed = fixtureRun({ cells, answerCount: 1 });
  assert.throws(() => throughputFigure(mixed, { title }), /ask 2 scenarios; give those of one/);
  const one = throughputFigure(mixed, { title, drawnAt, cells: cells.slice(1) });
  assert.match(one.html, /100,000 items/);
});

Deno.test("timeFigure() shows two views of each cell, and says what it cannot know", () => {
  const elsewhere = fixtureRun({ cells: bestCells, blocks: 2, answerCount: 1 });
  for (const { cell, outcome } of elsewhere.trials) {
    const latencyMeanMs = 0.5;
    const throughputRps = cell.scenario.load.connections / latencyMeanMs * 1000;
    Object.assign(outcome, { databaseCpuS: null, latencyMeanMs, throughputRps });
  }
  const { html } = timeFigure(elsewhere, { title, drawnAt });
  assert.match(html, /The database&#39;s CPU is not known|The database's CPU is not known/);
  assert.match(html, /Where the work is longer than the latency/);
  assert.doesNotMatch(html, /NaN|database, on a core/);
  const silent = fixtureRun({ cells: bestCells, blocks: 1, answerCount: 1 });
  for (const { outcome } of silent.trials) Object.assign(outcome, { okCount: 0 });
  assert.throws(() => timeFigure(silent, { title }), /its cells answered nothing; give others/);
});

Deno.test("scalabilityFigure() draws points alone below four sizes, and no band below three blocks", () => {
  const { html } = FIGURES.scalability!();
  assert.match(html, /No curve for Alpha, async, Delta, async: it takes four sizes/);
  const short = scalabilityFigure(fixtureRun({ blocks: 2, answerCount: 1 }), { title, drawnAt });
  assert.match(short.html, /A band takes three blocks/);
  assert.doesNotMatch(short.html, /NaN|95 % band/);
  const cells = [fixtureCell("gamma-sync", 1, 5)];
  const single = scalabilityFigure(fixtureRun({ cells, answerCount: 1 }), { title, drawnAt });
  assert.doesNotMatch(single.html, /NaN|Infinity/);
});

Deno.test("scalabilityFigure() gives each number of workers its curve where threads suffice", () => {
  const grid = fixtureGrid("gamma-sync", [1, 3], [1, 5, 10, 20]);
  const { alt } = scalabilityFigure(fixtureRun({ cells: grid, answerCount: 1 }), {
    title,
    drawnAt,
  });
  assert.match(alt, /Gamma, sync, 1 worker: .* Gamma, sync, 3 workers: /);
});

Deno.test("ratiosFigure() names the rows that the run lacks, and refuses to draw none", () => {
  const lacking = {
    name: "unheard of",
    over: fixtureCell("omega-async", 9, null),
    under: delta,
  };
  const { html } = ratiosFigure(run, { title, drawnAt, rows: [...ratioRows, lacking] });
  assert.match(html, /Not measured in this run: unheard of\./);
  assert.throws(
    () => ratiosFigure(run, { title, rows: [lacking] }),
    /it measured both cells of none of 1 rows; give rows of cells that it has/,
  );
});

Deno.test("ratiosFigure() draws what went by looks as its claim is judged, and names the confidence", () => {
  const { plan, ...looked } = fixtureRun({ blocks: 12, noiseShare: 0.01, answerCount: 1 });
  const [first] = ratioRows;
  const claims = [{
    ...{ id: "more", source: "gauntlet", sentence: "More", expects: "more" as const },
    of: [first!.over, first!.under] as [Cell, Cell],
  }];
  const byLooks = {
    ...looked,
    plan: { ...plan, claims, profile: { ...plan.profile, blocks: 3, blocksMax: 80 } },
  };
  const options = { title, drawnAt, rows: [first!] };
  assert.match(ratiosFigure(byLooks, options).html, /mean over blocks, 99 % interval/);
  assert.match(ratiosFigure({ ...looked, plan }, options).html, /mean over blocks, 95 % interval/);
  const { low, high } = compareAsClaimed(byLooks, [first!.over, first!.under]);
  const { alt } = ratiosFigure(byLooks, options);
  assert.ok(alt.includes(`interval ${low.toFixed(2)} to ${high.toFixed(2)}`), alt);
});

Deno.test("ratiosFigure() draws no interval from two blocks, and says why", () => {
  const short = fixtureRun({ blocks: 2, answerCount: 1 });
  const { html } = ratiosFigure(short, { title, drawnAt, rows: ratioRows });
  assert.match(html, /An interval needs three blocks that measured both/);
  assert.doesNotMatch(html, /NaN|Infinity/);
});

const foreign = [fixtureForeignCell(), fixtureCell("gamma-sync", 2, 5)];

Deno.test("every figure says what is not known of a foreign server, and draws no number for it", () => {
  const mixed = fixtureRun({ cells: foreign, blocks: 4, answerCount: 20 });
  const [over, under] = foreign as [Cell, Cell];
  const drawn = {
    throughput: throughputFigure(mixed, { title, drawnAt }),
    latency: latencyFigure(mixed, { title, drawnAt }),
    cpu: cpuFigure(mixed, { title, drawnAt }),
    best: bestFigure(mixed, { title, drawnAt }),
    time: timeFigure(mixed, { title, drawnAt }),
    scalability: scalabilityFigure(mixed, { title, drawnAt }),
    ratios: ratiosFigure(mixed, { title, drawnAt, rows: [{ name: "one", over, under }] }),
  };
  for (const [name, { html }] of Object.entries(drawn)) {
    assert.doesNotMatch(html, /NaN|undefined|Infinity|null/, name);
  }
  assert.match(drawn.throughput.html, /workers unknown: as it is/);
  assert.match(drawn.cpu.html, /The CPU of the server is not known, and in no bar, of omega-url/);
  assert.match(drawn.cpu.alt, /omega-url[^:]*: server unknown, database \d/);
  assert.match(drawn.time.html, /The CPU of the server is not known of omega-url/);
  assert.match(drawn.best.alt, /Omega, url, as it is/);
  assert.match(drawn.scalability.html, /Not shown, since their workers are not known: Omega, url/);
  assert.throws(
    () => scalabilityFigure(mixed, { title, cells: foreign.slice(0, 1) }),
    /how many workers its servers have is not known; give cells that the lab started/,
  );
});

Deno.test("the line of a scenario leaves out the size where nothing needs the database, and tells parameters", () => {
  const lineOf = (...scenarios: Parameters<typeof fixtureCell>[3][]) => {
    const cells = scenarios.map((scenario) => fixtureCell("gamma-sync", 1, 5, scenario));
    const asked = cells.map(({ scenario }) => scenario);
    return scenarioLine(fixtureRun({ cells, answerCount: 1 }), asked).replace("\u00a0", " ");
  };
  assert.equal(lineOf({ endpoint: "page" }), "endpoint page, 64 connections");
  assert.equal(
    lineOf({ endpoint: "call", parameters: { delayMs: 50 } }),
    "endpoint call, delayMs 50, 1,000 items, 64 connections",
  );
  assert.equal(lineOf({}, { size: 10_000 }), "endpoint item, 64 connections");
});

Deno.test("bestFigure() may be titled by what leads, which only the run knows", () => {
  const run = fixtureRun();
  const [leader] = bestBesidePublished(run);
  const { html } = bestFigure(run, { title: ({ variant }) => `${variant} leads` });
  assert.match(html, new RegExp(`${leader!.variant} leads`));
});
