/** Figures that draw what a run measured with several settings, sizes and rates. */
import assert from "node:assert/strict";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import type { Trial } from "../nouns/trial.ts";
import {
  fixtureCell,
  fixtureForeignCell,
  fixtureGrid,
  fixtureRun,
} from "../analysis/fixtures/runs.ts";
import { cellKey, cellsOf } from "../analysis/tables/cells.ts";
import { driftFigure } from "./drift.ts";
import { heatFigure } from "./heat.ts";
import { latencyCurveFigure } from "./latency-curve.ts";
import { offeredFigure } from "./offered.ts";
import { sweepFigure } from "./sweep.ts";
import { crossingOf } from "../analysis/comparing/crossing.ts";
import { assertSnapshot } from "./frame/snapshot.ts";
import { timelineFigure } from "./timeline.ts";

const title = "A finding";
const drawnAt = new Date("2026-02-12T03:04:05Z");

const grid = fixtureGrid("gamma-sync", [1, 2, 3], [1, 5]);
/** Two of six settings are as good as each other, and far above the rest. */
const twoBest = ({ settings: { workers, threads } }: Cell) =>
  threads === 5 && workers! > 1 ? 1000 : 400 + 20 * workers!;

Deno.test("heatFigure() marks the best, and what cannot be told from it, and nothing else", () => {
  const run = fixtureRun({
    cells: grid,
    blocks: 6,
    throughputRpsOf: twoBest,
    noiseShare: 0.01,
    answerCount: 1,
  });
  const { alt, html } = heatFigure(run, { title, drawnAt });
  assert.match(
    alt,
    /Gamma, sync: ([23])×5 gave most, [\d,]+ requests\/s; (?!\1)[23]×5 cannot be told from it\./,
  );
  assert.match(html, /cannot be told from the best/);
  const apart = ({ settings: { workers, threads } }: Cell) => 100 * workers! * threads!;
  const told = fixtureRun({
    cells: grid,
    blocks: 6,
    throughputRpsOf: apart,
    noiseShare: 0.01,
    answerCount: 1,
  });
  const alone = heatFigure(told, { title, drawnAt });
  assert.match(alone.alt, /3×5 gave most, .*; none of the others comes near/);
  assert.doesNotMatch(alone.html, /cannot be told from the best/);
});

Deno.test("heatFigure() refuses servers of which no workers are known, and two scenarios", () => {
  const foreign = fixtureRun({ cells: [fixtureForeignCell()], answerCount: 1 });
  assert.throws(() => heatFigure(foreign, { title }), /nothing is known of the workers/);
  const cells = [1_000, 100_000].map((size) => fixtureCell("gamma-sync", 1, 5, { size }));
  assert.throws(
    () => heatFigure(fixtureRun({ cells, answerCount: 1 }), { title }),
    /ask 2 scenarios; give/,
  );
});

Deno.test("latencyCurveFigure() ends a line where few answers lie beyond, and names the last quantile", () => {
  const cells = [fixtureCell("gamma-sync", 2, 5)];
  const { alt, csv } = latencyCurveFigure(
    fixtureRun({ cells, blocks: 4, answerCount: 500 }),
    { title, drawnAt },
  );
  // 2,000 answers: twenty lie beyond 99 %.
  assert.match(alt, /half within [\d.]+ ms, 99 % within [\d.]+ ms/);
  const quantiles = csv.trimEnd().split("\n").slice(1).map((line) =>
    Number(line.split(",").at(-2))
  );
  assert.ok(Math.abs(quantiles.at(-1)! - 0.99) < 1e-6, csv);
  const few = fixtureRun({ cells, blocks: 1, answerCount: 5 });
  assert.throws(() => latencyCurveFigure(few, { title }), /too few requests were answered/);
});

Deno.test("timelineFigure() leaves out windows too short for a course, and says so", () => {
  const run = fixtureRun({ cells: grid.slice(0, 2), blocks: 2, answerCount: 1 });
  const [short] = cellsOf(run);
  for (const { cell, outcome } of run.trials) {
    if (cellKey(cell) === cellKey(short!)) Object.assign(outcome, { throughputSamplesRps: [5, 6] });
  }
  const { html, alt } = timelineFigure(run, { title, drawnAt });
  assert.match(html, /No window of 3 full seconds, and not shown: gamma-sync 1×1/);
  assert.match(
    alt,
    /gamma-sync 1×5, 2 trials: the median goes from \d+ in the first second to \d+ in second 5/,
  );
  assert.throws(
    () => timelineFigure(run, { title, cells: [short!] }),
    /no window has 3 full seconds/,
  );
});

Deno.test("driftFigure() tells how far apart the blocks are, and leaves out what was measured once", () => {
  const run = fixtureRun({
    cells: grid.slice(0, 3),
    blocks: 3,
    driftShare: 0,
    noiseShare: 0,
    answerCount: 1,
  });
  for (const trial of run.trials) {
    const { outcome } = trial;
    if (outcome.state === "completed" && trial.block === 3) {
      Object.assign(outcome, {
        throughputRps: outcome.throughputRps * 2,
        latencyMeanMs: outcome.latencyMeanMs / 2,
      });
    }
  }
  const { html } = driftFigure(run, { title, drawnAt });
  assert.match(html, /From the slowest block to the fastest it is 100 %/);
  const once = fixtureRun({ cells: grid, blocks: 1, answerCount: 1 });
  assert.throws(() => driftFigure(once, { title }), /none of its cells was measured twice/);
});

const sized = ["gamma-sync", "beta-sync"].flatMap((variant) =>
  [1_000, 100_000].map((size) => fixtureCell(variant, 1, 5, { size }))
);
const crossing = fixtureRun({
  cells: sized,
  blocks: 4,
  noiseShare: 0.02,
  answerCount: 1,
  throughputRpsOf: ({ variant, scenario: { size } }) =>
    variant === "gamma-sync" ? 1_000_000 / size : 100,
});

const [gamma, beta] = [sized.slice(0, 2), sized.slice(2)];
const overRows = (run: Run) => ({
  ...{ title, drawnAt, xLabel: "rows", x: ({ scenario }: Cell) => scenario.size },
  lines: [{ name: "gamma", cells: gamma }, { name: "beta", cells: beta }],
  crossing: crossingOf(
    run,
    gamma.map((over, at) => ({ x: over.scenario.size, over, under: beta[at]! })),
    { over: "gamma", under: "beta", of: "rows" },
  ),
});

Deno.test("sweepFigure() marks where two servers change places, and says that it is a guess", () => {
  const figure = sweepFigure(crossing, overRows(crossing));
  assert.match(figure.alt, /beta passes gamma between 1,000 and 100,000 rows, at about 9,800/);
  assert.match(figure.html, /Between places that were measured a line is a guess/);
  assertSnapshot(import.meta.url, "sweep", figure.svg);
  const same = fixtureRun({ cells: sized, blocks: 4, throughputRpsOf: () => 100, answerCount: 1 });
  const none = sweepFigure(same, overRows(same));
  assert.doesNotMatch(none.html, />change places<|is a guess/);
  assert.throws(
    () => sweepFigure(same, { ...overRows(same), lines: [] }),
    /knows throughputRps of none of its cells/,
  );
});

const rates = [100, 200, 400].map((rateRps) =>
  fixtureCell("gamma-sync", 1, 5, {
    load: { kind: "open", arrivals: "constant", rateRps, connections: 64 },
  })
);
/** The highest rate is beyond what the server gives. */
function offered(trial: Trial): void {
  const { cell: { scenario: { load } }, outcome } = trial;
  if (load.kind !== "open" || outcome.state !== "completed") return;
  Object.assign(outcome, {
    offeredRps: load.rateRps,
    backlogGrowthCount: load.rateRps > 300 ? 500 : 0,
  });
}

Deno.test("offeredFigure() tells where a server fell behind", () => {
  const run = fixtureRun({ cells: rates, blocks: 3, answerCount: 200, throughputRpsOf: () => 350 });
  run.trials.forEach(offered);
  const figure = offeredFigure(run, { title, drawnAt });
  assert.match(figure.alt, /at 200 a second, [\d.]+ ms at 400 a second \(fell behind\)/);
  assert.match(figure.html, />fell behind</);
  assert.match(figure.csv, /^cell,block,trial,offeredRps,throughputRps,latencyP50Ms/);
  assertSnapshot(import.meta.url, "offered", figure.svg);
  assert.throws(
    () => offeredFigure(run, { title, cells: rates.slice(0, 1) }),
    /no server was asked at two rates; give cells whose load is open/,
  );
});

Deno.test("no figure of settings draws what is no number, or names nothing", () => {
  const run = fixtureRun({ cells: [...rates, ...sized], blocks: 3, answerCount: 50 });
  run.trials.forEach(offered);
  for (
    const { html, csv } of [
      sweepFigure(run, overRows(run)),
      offeredFigure(run, { title, drawnAt }),
      driftFigure(run, { title, drawnAt }),
      timelineFigure(run, { title, drawnAt }),
      latencyCurveFigure(run, { title, drawnAt }),
    ]
  ) {
    assert.doesNotMatch(html + csv, /NaN|undefined|Infinity/);
  }
});
