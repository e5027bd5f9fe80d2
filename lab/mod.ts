/**
 * The lab: all that a notebook may use.
 *
 * - write an experiment down: `experiment`, `grid`
 * - get its run, measured now or before: `runOf`
 * - look at it as tables: `trialsTable`, `failures`, `describe`, `publishedTable`
 * - judge it: `compare`, `compareAll`, `bestOf`, `bestBesidePublished`, `noiseFloor`, `littlesLaw`, `latencyQuantiles`
 * - doubt it: `lintRun`, `lintComparison`, `lintPublished`, `lintLine`, `groupFindings`
 * - model it: `limitOf`, `uslOf`, `attributionOf`
 * - draw it: `throughputFigure`, `latencyFigure`, `cpuFigure`, `bestFigure`, `scalabilityFigure`,
 *   `timeFigure`
 * - say it: `say`, `percent`, `showTable`, `show`
 */

// The nouns.
export type { Cell, Experiment, Run, Settings, Trial, Variant } from "./types.ts";

// An experiment and its run.
export { ARTICLE_CONNECTIONS, ARTICLE_POOL, experiment, grid } from "./experiment.ts";
export { ceilingCell } from "./bench/ceiling/variant.ts";
export { runOf } from "./notebook/run.ts";
export { readRun } from "./store/read.ts";

// Rows in, rows out.
export { cellLabel, cellsOf, trialsOf } from "./analysis/cells.ts";
export { failures, trialsTable } from "./analysis/tables.ts";
export { describe } from "./analysis/describe.ts";
export { latencyQuantiles } from "./analysis/quantiles.ts";
export { littlesLaw } from "./analysis/littleslaw.ts";
export { publishedTable } from "./analysis/published.ts";
export { receiptRows } from "./analysis/receipt.ts";
export { stepsOf } from "./analysis/steps.ts";

// Judgement.
export { compare } from "./analysis/compare.ts";
export { compareAll } from "./analysis/compare-all.ts";
export { noiseFloor } from "./analysis/floor.ts";
export { bestOf } from "./analysis/best.ts";
export { bestBesidePublished } from "./analysis/beside.ts";

// What stands in the way of believing it.
export {
  groupFindings,
  lintComparison,
  lintLine,
  lintPublished,
  lintRun,
} from "./analysis/lint/mod.ts";

// Models.
export { attributionOf } from "./analysis/models/attribution.ts";
export { limitOf, throughputLimit } from "./analysis/models/limit.ts";
export { uslOf } from "./analysis/models/curve.ts";

// Figures.
export { throughputFigure } from "./figures/throughput.ts";
export { latencyFigure } from "./figures/latency.ts";
export { cpuFigure } from "./figures/cpu.ts";
export { bestFigure } from "./figures/best.ts";
export { scalabilityFigure } from "./figures/scalability.ts";
export { timeFigure } from "./figures/time.ts";

// In a cell.
export { displayable, show, showMarkdown, showTable } from "./notebook/display.ts";
export { interruptible } from "./notebook/interrupt.ts";
export { percent, say, significant } from "./notebook/say.ts";
