/** The best of each variant beside what was published of its counterpart. */
import type { Run } from "../../nouns/run.ts";
import { bestOf, type BestOptions, type Standing } from "./best.ts";
import { isCeiling, medianCeilingShare } from "../tables/ceiling.ts";
import { cellsOf, settingsLabel, trialsOf } from "../tables/cells.ts";
import type { Comparison } from "../comparing/compare.ts";
import { publishedBest, type PublishedRow, ratioOf } from "../studies/published.ts";
import type { Study } from "../studies/study.ts";
import { choosingPart, compareBest } from "./winners.ts";
import { NothingToShow } from "../../nouns/error.ts";

export interface BesidePublished {
  variant: string;
  best: Standing;
  /** Of how many configurations. */
  cellCount: number;
  /** Workers × threads of the best cell. */
  settings: string;
  throughputRps: number;
  /** Our throughput over the reference variant's, within this run. 1 for the reference itself. */
  ratio: number;
  ratioLow: number;
  ratioHigh: number;
  /** The comparison behind the ratio; null for the reference itself. */
  comparison: Comparison | null;
  /** Its throughput over what the database gave with no web server; null where that was not measured. */
  ceilingShare: number | null;
  /** The published row; null where no counterpart is in the table. */
  published: PublishedRow | null;
  /** Workers × threads that were kept; null where they are not told. */
  publishedSettings: string | null;
  publishedThroughputRps: number | null;
  /** The published throughput over that of the reference's counterpart, within one table. */
  publishedRatio: number | null;
}

export interface BesideOptions extends BestOptions {
  /** The variant that counts as 1. Default: the study's, or the first measured. */
  reference?: string;
  /** Where to look for a table of best settings. Default: `data/published`. */
  studies?: readonly Study[];
}

/**
 * The best cell of each variant beside the best settings that a study published of its counterpart,
 * where a study did so for the same endpoint. Machines differ, so requests per second are never
 * compared across them: both sides are ratios to one variant within their own table. Each best cell
 * is best by luck too (see `bestOf`); they are compared by blocks that did not choose them where the run has
 * such, and else the intervals do not correct for that (see `compareBest`).
 *
 * @example
 * ```ts
 * import { bestBesidePublished } from "lab/analysis/best/beside.ts";
 * import { fixtureRun, fixtureStudy } from "lab/analysis/fixtures/runs.ts";
 * const rows = bestBesidePublished(fixtureRun(), { studies: [fixtureStudy()] });
 * const gamma = rows.find(({ variant }) => variant === "gamma-sync")!;
 * console.log(gamma.publishedSettings, gamma.publishedRatio!.toFixed(2)); // 3×5 0.99
 * ```
 */
export function bestBesidePublished(run: Run, options: BesideOptions = {}): BesidePublished[] {
  const { where = () => true } = options;
  const chosenBy = choosingPart(run);
  const cells = cellsOf(run).filter((cell) =>
    where(cell) && !isCeiling(run, cell) && trialsOf(chosenBy, cell).length > 0
  );
  const variants = [...new Set(cells.map(({ variant }) => variant))];
  if (variants.length === 0) {
    throw new NothingToShow(
      `Putting run ${run.runId} beside what was published: it has no completed trial of these cells; ` +
        `look at failures(run).`,
    );
  }
  const theirs = publishedBest(cells.map(({ scenario }) => scenario), options.studies);
  const usual = theirs && variants.includes(theirs.reference) ? theirs.reference : variants[0]!;
  const reference = options.reference ?? usual;
  const publishedOf = (variant: string) =>
    theirs?.rows.find(({ counterpart }) => counterpart === variant) ?? null;
  const cellsOfVariant = (name: string) => cells.filter(({ variant }) => variant === name);
  // Says so where the run has nothing of it.
  bestOf(run, reference, options);
  const publishedReference = publishedOf(reference);

  return variants.map((variant) => {
    const { best, cellCount } = bestOf(run, variant, options);
    const comparison = variant === reference
      ? null
      : compareBest(run, { over: cellsOfVariant(variant), under: cellsOfVariant(reference) }, {
        deltaShare: options.deltaShare,
      });
    const published = publishedOf(variant);
    return {
      variant,
      best,
      cellCount,
      settings: settingsLabel(best.cell.settings),
      throughputRps: best.throughputRps,
      ratio: comparison?.ratio ?? 1,
      ratioLow: comparison?.low ?? 1,
      ratioHigh: comparison?.high ?? 1,
      comparison,
      ceilingShare: medianCeilingShare(run, best.cell),
      published,
      publishedSettings: published && publishedSettings(published),
      publishedThroughputRps: published?.throughputRps ?? null,
      publishedRatio: published && publishedReference && ratioOf(published, publishedReference),
    };
  }).sort((a, b) => b.ratio - a.ratio);
}

/** As our own settings are written; `null` where the workers are not told. */
export function publishedSettings({ workers, threads }: PublishedRow): string | null {
  return workers === null
    ? null
    : settingsLabel({ workers, threads, poolMin: null, poolMax: null });
}
