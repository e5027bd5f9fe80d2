/**
 * The lab: all that a notebook may use.
 *
 * - write an experiment down: `experiment`, `cellOf`, `grid`
 * - get its run, measured now or before: `runOf`; another notebook's: `latestRunOf`;
 *   one that may not be there yet: `runIfAny`
 * - find its cells: `cellsOf`, `trialsOf`, `same`, `isMeasured`, `measuredOf`, `rangeOf`
 * - look at it as tables: `trialsTable`, `failures`, `describe`, `publishedTable`, `mediansOf`,
 *   `usualOf`, `waitSharesOf`
 * - put a sentence to it: `claims` of an `experiment`, `claim`, `publishedRatio`; all of them: `ledger`, `ledgerTable`, `ledgerFigure`
 * - judge it: `compare`, `compareAsClaimed`, `compareAll`, `bestOf`, `compareBest`, `bestBesidePublished`, `littlesLaw`,
 *   `latencyQuantiles`, `ceilingShares`; by how much twins differ: `twinsSentence`, `twinsOf`, `twinsOfRuns`; a quantity
 *   of your own: `meanInterval`, `shareInterval`, `failedShareOf`, `failedPerLostSession`
 * - doubt it: `lintRun`, `lintComparison`, `lintPublished`, `lintLine`, `groupFindings`
 * - model it: `limitOf`, `uslOf`, `attributionOf`, `predictionsOf`, `threadsNeeded`, `costOf`
 * - draw it: `throughputFigure`, `latencyFigure`, `cpuFigure`, `bestFigure`, `scalabilityFigure`,
 *   `timeFigure`, `ratiosFigure`, `sweepFigure`, `heatmapFigure`
 * - doubt the lab: `replay`, `proofRows`, `aimsOf`, `plantedOf`, `addedLatency`, `spreadRatio`,
 *   `knownEffectsFigure`, `latestBenchResult`
 * - answer at the top: `answer`; in words by verdict: `effectText`; a change in steps: `stepRows`,
 *   `multiplied`; what more blocks would tell: `reachOf`; where the order turns: `crossingOf`
 * - say it: `say`, `percent`, `showTable`, `show`
 */

// The nouns.
export type { Cell } from "./nouns/cell.ts";
export type { Experiment } from "./nouns/experiment.ts";
export type { RegisteredClaim } from "./nouns/registered.ts";
export type { Run } from "./nouns/run.ts";
export type { Settings } from "./nouns/settings.ts";
export type { Trial } from "./nouns/trial.ts";
export type { Address, Variant } from "./nouns/variant.ts";
export type { Answer, CheckContext, ContractCheck, Workload } from "./nouns/workload.ts";

// An experiment and its run.
export { experiment } from "./plan/experiment.ts";
export { cellOf, grid } from "./plan/grid.ts";
export { latestRunOf, runOf } from "./notebook/run.ts";
export { runIfAny } from "./notebook/ifany.ts";
export { readRun } from "./store/read.ts";

// Rows in, rows out.
export { same } from "./nouns/cell.ts";
export { cellLabel, cellsOf, trialsOf } from "./analysis/tables/cells.ts";
export { ceilingOf, ceilingShares } from "./analysis/tables/ceiling.ts";
export { failures, trialsTable } from "./analysis/tables/tables.ts";
export { describe } from "./analysis/tables/describe.ts";
export { latencyQuantiles } from "./analysis/tables/quantiles.ts";
export { littlesLaw } from "./analysis/models/littleslaw.ts";
export { publishedRatio, publishedTable } from "./analysis/studies/published.ts";
export { receiptRows } from "./analysis/tables/receipt.ts";
export { stepsOf } from "./analysis/tables/steps.ts";
export { mediansOf, usualOf } from "./analysis/comparing/medians.ts";
export { isMeasured, measuredOf, rangeOf } from "./analysis/tables/measured.ts";
export { waitSharesOf } from "./analysis/tables/waits.ts";

// Judgement.
export { compare } from "./analysis/comparing/compare.ts";
export { compareAsClaimed } from "./analysis/comparing/looked.ts";
export { effectText } from "./analysis/comparing/effect.ts";
export { multiplied, stepRows } from "./analysis/comparing/steps.ts";
export { reachOf } from "./analysis/comparing/reach.ts";
export { crossingOf } from "./analysis/comparing/crossing.ts";
export { compareAll } from "./analysis/comparing/compare-all.ts";
export { twinsOf, twinsOfRuns, twinsSentence } from "./analysis/comparing/twins.ts";
export { meanInterval, shareInterval, unmeasured } from "./analysis/claims/quantity.ts";
export { failedPerLostSession, failedShareOf } from "./analysis/claims/failed.ts";
export { latencyP99Of, serverCpuMsOf } from "./analysis/comparing/measure.ts";
export { bestOf } from "./analysis/best/best.ts";
export { compareBest } from "./analysis/best/winners.ts";
export { changedVerdicts, ledgerCounts, ledgerMachines } from "./analysis/claims/ledger.ts";
export { admittedText } from "./analysis/claims/admitted.ts";
export { countsText, MARK_NOTE, registeredText } from "./analysis/claims/ledger-text.ts";
export { bestBesidePublished } from "./analysis/best/beside.ts";

// Whether the lab itself is right, where that is known.
export { addedLatency } from "./analysis/known-effects/latency.ts";
export { aimsOf, proofRows } from "./analysis/known-effects/proof.ts";
export { replay } from "./analysis/known-effects/replay.ts";
export { readShots } from "./analysis/known-effects/shots.ts";
export { plantedOf, scaleOf } from "./analysis/known-effects/planted.ts";
export { spreadOf, spreadRatio } from "./analysis/known-effects/spread.ts";

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
export { fitWork, threadsNeeded } from "./analysis/models/rule.ts";
export { accuracyOf, predictionsOf } from "./analysis/models/predictions.ts";
export { costOf } from "./analysis/models/costs.ts";
export { uslOf } from "./analysis/models/curve.ts";

// Figures.
export { throughputFigure } from "./figures/throughput.ts";
export { bestFigure } from "./figures/best.ts";
export { scalabilityFigure } from "./figures/scalability.ts";
export { predictedFigure } from "./figures/predicted.ts";
export { ledgerFigure } from "./figures/ledger.ts";
export { knownEffectsFigure } from "./figures/known-effects.ts";

export {
  cpuFigure,
  heatmapFigure,
  latencyFigure,
  ratiosFigure,
  sweepFigure,
  timeFigure,
} from "./notebook/figures.ts";

// In a cell.
export { latestBenchResult } from "./notebook/bench.ts";
export { displayable, show, showMarkdown, showTable } from "./notebook/display.ts";
export { interruptible } from "./notebook/interrupt.ts";
export { answer, truths } from "./notebook/answer.ts";
export { claim } from "./notebook/claim.ts";
export { ledger, refusedRuns } from "./notebook/ledger.ts";
export { recordingsOf } from "./notebook/recordings.ts";
export { ledgerTable } from "./notebook/ledgertable.ts";
export { percent, say, significant } from "./notebook/say.ts";
