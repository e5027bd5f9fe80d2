/**
 * The lab: all that a notebook may use.
 *
 * - write an experiment down: `experiment`, `cellOf`, `grid`
 * - get its run, measured now or before: `runOf`; another notebook's: `latestRunOf`;
 *   one that may not be there yet: `runIfAny`
 * - find its cells: `cellsOf`, `trialsOf`, `same`, `isMeasured`, `measuredOf`, `rangeOf`
 * - look at it as tables: `trialsTable`, `failures`, `describe`, `publishedTable`, `mediansOf`,
 *   `usualOf`, `waitSharesOf`
 * - put a sentence to it: `claims` of an `experiment`, `claim`, `publishedRatio`; all of them: `ledger`, `ledgerTable`, `ledgerFigure`; on several machines: `confirmed`
 * - judge it: `compare`, `compareAsClaimed`, `compareAll`, `bestOf`, `compareBest`, `bestBesidePublished`, `littlesLaw`,
 *   `latencyQuantiles`, `ceilingShares`; by how much twins differ: `twinsSentence`, `twinsOf`, `twinsOfRuns`; a quantity
 *   of your own: `meanInterval`, `shareInterval`, `failedShareOf`, `failedPerLostSession`
 * - doubt it: `lintRun`, `lintComparison`, `lintPublished`, `lintLine`, `groupFindings`
 * - model it: `limitOf`, `uslOf`, `attributionOf`, `predictionsOf`, `threadsNeeded`, `costOf`
 * - draw it: `throughputFigure`, `heatFigure` (workers × threads), `scalabilityFigure`,
 *   `bestFigure`, `ratiosFigure`; latency: `latencyFigure`, `latencyCurveFigure` (all quantiles),
 *   `offeredFigure` (offered load); over any number, as rows or threads: `sweepFigure`; where time went: `timeFigure`, `cpuFigure`; whether it was steady:
 *   `timelineFigure` (a window), `driftFigure` (a run)
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
export { experiment, grid } from "./notebook/display/shown.ts";
export { cellOf } from "./plan/grid.ts";
export { latestRunOf, runOf } from "./notebook/run.ts";
export { runIfAny } from "./notebook/ifany.ts";
export { readRun } from "./store/read.ts";

// Rows in, rows out.
export { same } from "./nouns/cell.ts";
export { cellLabel } from "./analysis/tables/cells.ts";
export { ceilingOf } from "./analysis/tables/ceiling.ts";
export { trialsTable } from "./analysis/tables/tables.ts";
export { describe } from "./analysis/tables/describe.ts";
export { publishedTable } from "./analysis/studies/published.ts";
export { usualOf } from "./analysis/comparing/medians.ts";
export { isMeasured, measuredOf, rangeOf } from "./analysis/tables/measured.ts";
export { waitSharesOf } from "./analysis/tables/waits.ts";
export {
  ceilingShares,
  cellsOf,
  failures,
  latencyQuantiles,
  littlesLaw,
  mediansOf,
  publishedRatio,
  receiptRows,
  stepsOf,
  trialsOf,
} from "./notebook/display/shown.ts";

// Judgement.
export {
  bestBesidePublished,
  bestOf,
  compare,
  compareAll,
  compareBest,
} from "./notebook/display/shown.ts";
export { compareAsClaimed } from "./analysis/comparing/looked.ts";
export { effectText } from "./analysis/comparing/effect.ts";
export { multiplied, stepRows } from "./analysis/comparing/steps.ts";
export { reachOf } from "./analysis/comparing/reach.ts";
export { crossingOf } from "./analysis/comparing/crossing.ts";
export { twinsOf, twinsOfRuns, twinsSentence } from "./analysis/comparing/twins.ts";
export { meanInterval, shareInterval, unmeasured } from "./analysis/claims/quantity.ts";
export { failedPerLostSession, failedShareOf } from "./analysis/claims/failed.ts";
export { latencyP99Of, serverCpuMsOf } from "./analysis/comparing/measure.ts";
export { changedVerdicts, ledgerCounts, ledgerMachines } from "./analysis/claims/ledger.ts";
export { admittedText } from "./analysis/claims/admitted.ts";
export { countsText, MARK_NOTE, registeredText } from "./analysis/claims/ledger-text.ts";

// Whether the lab itself is right, where that is known.
export { addedLatency } from "./analysis/known-effects/latency.ts";
export { aimsOf, proofRows } from "./analysis/known-effects/proof.ts";
export { replay } from "./analysis/known-effects/replay.ts";
export { readShots } from "./analysis/known-effects/shots.ts";
export { plantedOf } from "./analysis/known-effects/planted.ts";
export { spreadOf, spreadRatio } from "./analysis/known-effects/spread.ts";

// What stands in the way of believing it.
export {
  groupFindings,
  lintComparison,
  lintLine,
  lintPublished,
  lintRun,
} from "./notebook/display/shown.ts";

// Models.
export { throughputLimit } from "./analysis/models/limit.ts";
export { fitWork, threadsNeeded } from "./analysis/models/rule.ts";
export { accuracyOf } from "./analysis/models/predictions.ts";
export { costOf } from "./analysis/models/costs.ts";
export { attributionOf, limitOf, predictionsOf, uslOf } from "./notebook/display/shown.ts";

// Figures.
export {
  bestFigure,
  cpuFigure,
  driftFigure,
  heatFigure,
  knownEffectsFigure,
  latencyCurveFigure,
  latencyFigure,
  ledgerFigure,
  offeredFigure,
  predictedFigure,
  ratiosFigure,
  scalabilityFigure,
  sweepFigure,
  throughputFigure,
  timeFigure,
  timelineFigure,
} from "./notebook/display/drawn.ts";

// In a cell.
import "./notebook/display/arquero.ts";
import "./notebook/errors.ts";
import "./notebook/lockfile.ts";
export { latestBenchResult } from "./notebook/bench.ts";
export { displayable, show, showMarkdown, showTable } from "./notebook/display/display.ts";
export { interruptible } from "./notebook/measuring/interrupt.ts";
export { answer, truths } from "./notebook/claims/answer.ts";
export { claim } from "./notebook/claims/claim.ts";
export { confirmed } from "./notebook/claims/confirmed.ts";
export { ledger, refusedRuns } from "./notebook/claims/ledger.ts";
export { recordingsOf } from "./notebook/claims/recordings.ts";
export { ledgerTable } from "./notebook/claims/ledgertable.ts";
export { percent, say, significant } from "./notebook/display/say.ts";
export { shareWords } from "./text/interval.ts";
