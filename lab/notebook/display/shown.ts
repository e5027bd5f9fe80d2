/**
 * What analysis and plan give, as notebooks have it: the same functions, whose values show themselves
 * when a cell ends with them.
 */
import { bestBesidePublished as besidePublished } from "../../analysis/best/beside.ts";
import { bestOf as best } from "../../analysis/best/best.ts";
import { compareBest as comparingBest } from "../../analysis/best/winners.ts";
import { compareAll as comparingAll } from "../../analysis/comparing/compare-all.ts";
import {
  groupFindings as grouped,
  lintComparison as lintOfComparison,
  lintLine as lineOfLint,
  lintPublished as lintOfPublished,
  lintRun as lintOfRun,
} from "../../analysis/lint/mod.ts";
import { attributionOf as attribution } from "../../analysis/models/attribution.ts";
import { uslOf as usl } from "../../analysis/models/curve.ts";
import { limitOf as limit } from "../../analysis/models/limit.ts";
import { littlesLaw as law } from "../../analysis/models/littleslaw.ts";
import { predictionsOf as predictions } from "../../analysis/models/predictions.ts";
import { ceilingShares as shares } from "../../analysis/tables/ceiling.ts";
import { mediansOf as medians } from "../../analysis/comparing/medians.ts";
import { publishedRatio as ratioOfPublished } from "../../analysis/studies/published.ts";
import { cellsOf as cells, trialsOf as trials } from "../../analysis/tables/cells.ts";
import { latencyQuantiles as quantiles } from "../../analysis/tables/quantiles.ts";
import { receiptRows as receipt } from "../../analysis/tables/receipt.ts";
import { stepsOf as steps } from "../../analysis/tables/steps.ts";
import { failures as failed } from "../../analysis/tables/tables.ts";
import { experiment as experimentOf } from "../../plan/experiment.ts";
import { grid as cellsAsGrid } from "../../plan/grid.ts";
import { BEST_OPTIONS, COMPARE_OPTIONS } from "./options.ts";
import {
  comparisonBundle,
  experimentBundle,
  ofCells,
  said,
  showing,
  tabular,
  trialsBundle,
} from "./shows.ts";
import {
  aCell,
  anObject,
  anything,
  aTrial,
  cells as cellList,
  type OptionsOf,
  optionsOf,
  pairs,
  taking,
  text,
} from "./taking.ts";

export { compare } from "./shows.ts";

export const experiment: typeof experimentOf = showing(experimentOf, experimentBundle);
export const grid: typeof cellsAsGrid = ofCells(cellsAsGrid);
export const cellsOf: typeof cells = ofCells(cells);

export const trialsOf: typeof trials = taking(
  "trialsOf(run, cell, { … })",
  showing(trials, trialsBundle),
  [
    anything,
    anything,
    optionsOf<OptionsOf<typeof trials, 2>>({ invalid: ["leave out", "include"] }),
  ],
);

export const compareAll: typeof comparingAll = taking(
  "compareAll(run, pairs, { … })",
  tabular(comparingAll),
  [
    anything,
    pairs,
    optionsOf<OptionsOf<typeof comparingAll, 2>>({ ...COMPARE_OPTIONS, simultaneous: true }),
  ],
);
export const mediansOf: typeof medians = taking(
  "mediansOf(run, cells, { name: (outcome) => … })",
  medians,
  [anything, cellList, anObject("give what to take the median of, as { name: (outcome) => … }")],
);
const PICK = anObject('give which row, as { server: "…", workers: 2 }');
export const publishedRatio: typeof ratioOfPublished = taking(
  "publishedRatio(source, table, over, under)",
  ratioOfPublished,
  [text, text, PICK, PICK],
);
export const compareBest: typeof comparingBest = showing(comparingBest, comparisonBundle);
export const bestOf: typeof best = taking("bestOf(run, variant, { … })", said(best), [
  anything,
  text,
  optionsOf<OptionsOf<typeof best, 2>>(BEST_OPTIONS),
]);
export const bestBesidePublished: typeof besidePublished = tabular(besidePublished);

export const ceilingShares: typeof shares = tabular(shares);
export const failures: typeof failed = tabular(failed);
export const latencyQuantiles: typeof quantiles = tabular(quantiles);
export const littlesLaw: typeof law = tabular(law);
export const receiptRows: typeof receipt = tabular(receipt);
export const stepsOf: typeof steps = taking("stepsOf(trial, run.plan.profile)", tabular(steps), [
  aTrial,
  anObject("give the profile of its run: run.plan.profile"),
]);

export const groupFindings: typeof grouped = tabular(grouped);
/** What lint looked at and found nothing to look at: cells that were not measured. */
const unmeasured = new WeakSet<object>();

export const lintComparison: typeof lintOfComparison = tabular((run, a, b, options) => {
  if ([a, b].every((cell) => trials(run, cell).length > 0)) {
    return lintOfComparison(run, a, b, options);
  }
  const nothing: ReturnType<typeof lintOfComparison> = [];
  unmeasured.add(nothing);
  return nothing;
});

export const lintLine: typeof lineOfLint = (findings) =>
  unmeasured.has(findings)
    ? "Lint: not both were measured, and so there is nothing to look at."
    : lineOfLint(findings);

export const lintPublished: typeof lintOfPublished = tabular(lintOfPublished);
export const lintRun: typeof lintOfRun = tabular(lintOfRun);

export const attributionOf: typeof attribution = tabular(attribution);
export const limitOf: typeof limit = taking("limitOf(run, cell, { … })", said(limit), [
  anything,
  aCell,
  optionsOf<OptionsOf<typeof limit, 2>>({ ceilingRps: true, holdMs: true }),
]);
export const predictionsOf: typeof predictions = tabular(predictions);
export const uslOf: typeof usl = taking("uslOf(run, variant, { … })", said(usl), [
  anything,
  text,
  optionsOf<OptionsOf<typeof usl, 2>>({ where: true, resampleCount: true, seed: true }),
]);
