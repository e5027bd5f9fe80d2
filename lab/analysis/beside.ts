/** The best of each variant beside what the article printed for its counterpart. */
import type { Cell, Run } from "../nouns/types.ts";
import { bestOf, type BestOptions, type Standing } from "./best.ts";
import { isCeiling, medianCeilingShare } from "./ceiling.ts";
import { cellsOf, settingsLabel, trialsOf } from "./cells.ts";
import { compare, type Comparison } from "./compare.ts";
import { type PublishedRow, publishedRows } from "./published.ts";

export interface BesidePublished {
  variant: string;
  best: Standing;
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
  /** The article's row; null where it measured no counterpart. */
  published: PublishedRow | null;
  /** Workers × threads that the article kept. */
  publishedSettings: string | null;
  publishedThroughputRps: number | null;
  /** The article's throughput over its own figure for the reference, within its own table. */
  publishedRatio: number | null;
}

export interface BesideOptions extends BestOptions {
  /** The variant that counts as 1. Default `fastapi-sqlalchemy`, or the first measured. */
  reference?: string;
}

/**
 * The best cell of each variant beside the article's best configuration of the same framework and
 * pool (changs, table `best configurations`). Machines differ, so requests per second are never
 * compared across them: both sides are ratios to one variant within their own table. Each best cell
 * is best by luck too (see `bestOf`), and the intervals do not correct for that.
 *
 * @example
 * ```ts
 * import { bestBesidePublished } from "lab/analysis/beside.ts";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * const flask = bestBesidePublished(fixtureRun()).find((row) => row.variant.startsWith("flask"))!;
 * console.log(flask.publishedSettings, flask.publishedRatio!.toFixed(2)); // 3×5 0.99
 * ```
 */
export function bestBesidePublished(run: Run, options: BesideOptions = {}): BesidePublished[] {
  const { where = () => true } = options;
  const cells = cellsOf(run).filter((cell) =>
    where(cell) && !isCeiling(cell) && trialsOf(run, cell).length > 0
  );
  const variants = [...new Set(cells.map(({ variant }) => variant))];
  if (variants.length === 0) {
    throw new Error(
      `Putting run ${run.runId} beside the article: it has no completed trial of these cells; ` +
        `look at failures(run).`,
    );
  }
  const reference = options.reference ??
    (variants.includes("fastapi-sqlalchemy") ? "fastapi-sqlalchemy" : variants[0]!);
  // The article measured reads alone.
  const article = cells.some(({ scenario }) => scenario.endpoint !== "/quote")
    ? []
    : publishedRows().filter(({ source, table }) =>
      source === "changs" && table === "best configurations"
    );
  const publishedOf = (variant: string) =>
    article.find(({ counterpart }) => counterpart === variant) ?? null;
  const referenceBest = bestOf(run, reference, options).best;
  const publishedReference = publishedOf(reference);

  return variants.map((variant) => {
    const { best } = bestOf(run, variant, options);
    const comparison = variant === reference
      ? null
      : compare(run, best.cell, referenceBest.cell, { deltaShare: options.deltaShare });
    const published = publishedOf(variant);
    return {
      variant,
      best,
      settings: settingsLabel(best.cell.settings),
      throughputRps: best.throughputRps,
      ratio: comparison?.ratio ?? 1,
      ratioLow: comparison?.low ?? 1,
      ratioHigh: comparison?.high ?? 1,
      comparison,
      ceilingShare: medianCeilingShare(run, best.cell),
      published,
      publishedSettings: published && settingsLabel(settingsOf(published)),
      publishedThroughputRps: published?.throughputRps ?? null,
      publishedRatio: published && publishedReference
        ? published.throughputRps / publishedReference.throughputRps
        : null,
    };
  }).sort((a, b) => b.ratio - a.ratio);
}

function settingsOf({ workers, threads }: PublishedRow): Cell["settings"] {
  return { workers, threads, poolMin: 0, poolMax: 1 };
}
