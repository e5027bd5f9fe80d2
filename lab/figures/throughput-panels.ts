/** What the throughput figure draws: a panel a variant, a series a number of workers. */
import { median } from "simple-statistics";
import { ceilingFinder } from "../analysis/tables/ceiling.ts";
import { publishedSettings } from "../analysis/best/beside.ts";
import { bySize, trialsOf } from "../analysis/tables/cells.ts";
import { titleOf } from "../analysis/tables/facts.ts";
import { publishedBest, type PublishedRow } from "../analysis/studies/published.ts";
import type { Study } from "../analysis/studies/study.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { levelColour, variantColour } from "./frame/theme.ts";

export interface Series {
  workers: number;
  colour: string;
  dx: number;
  trials: CompletedTrial[];
  medians: { x: number; y: number; cell: Cell }[];
}

export interface Panel {
  variant: string;
  /** What it is called. */
  name: string;
  threaded: boolean;
  /** Whether its workers are known: else all of it stands at one place. */
  isSized: boolean;
  series: Series[];
  published: PublishedRow | null;
  /** What the run's database gave for the same SQL with no web server. */
  ceilingsRps: number[];
}

/** The panels, in the order of the cells. */
export function panelsOf(run: Run, cells: Cell[], studies?: readonly Study[]): Panel[] {
  const theirs = publishedBest(cells.map(({ scenario }) => scenario), studies)?.rows ?? [];
  const ceilingOf = ceilingFinder(run);
  return [...Map.groupBy(cells, ({ variant }) => variant)].map(([variant, ofVariant]) => {
    const threaded = ofVariant.some(({ settings }) => settings.threads !== null);
    const groups = threaded
      ? [...Map.groupBy(ofVariant.toSorted(bySize), ({ settings }) => settings.workers ?? 0)]
        .sort((a, b) => a[0] - b[0])
      : [[0, ofVariant] as const];
    const series = groups.map(([workers, group], index) => ({
      workers,
      colour: threaded ? levelColour(index, groups.length) : variantColour(variant),
      // Side by side, so that trials of two lines at one x can be told apart.
      dx: (index - (groups.length - 1) / 2) * Math.min(5, 14 / groups.length),
      trials: group.flatMap((cell) => trialsOf(run, cell)),
      medians: group.map((cell) => ({
        x: xOf(cell),
        y: median(trialsOf(run, cell).map(({ outcome }) => outcome.throughputRps)),
        cell,
      })).sort((a, b) => a.x - b.x),
    }));
    const published = theirs.find(({ counterpart }) => counterpart === variant) ?? null;
    const ceilings = ofVariant.map((cell) => ceilingOf(cell)?.throughputRps ?? []).flat();
    return {
      variant,
      name: titleOf(run, variant),
      threaded,
      isSized: ofVariant.some(({ settings }) => settings.workers !== null),
      series,
      published,
      ceilingsRps: [...new Set(ceilings)],
    };
  });
}

/** A ceiling further above all trials than this would flatten them. */
const CEILING_REACH = 1.5;

/** The fastest trial of some panels, or a ceiling near above it. */
export function highestRps(panels: Panel[]): number {
  const trials = panels.flatMap(({ series }) => series.flatMap(({ trials }) => trials));
  const fastest = Math.max(...trials.map(({ outcome }) => outcome.throughputRps));
  const ceilings = panels.flatMap(({ ceilingsRps }) => ceilingsRps);
  return Math.max(fastest, ...ceilings.filter((rps) => rps <= fastest * CEILING_REACH));
}

/** Threads a worker, or workers where the variant has none; 0 where they are not known. */
export function xOf({ settings }: Cell): number {
  return settings.threads ?? settings.workers ?? 0;
}

/** Where the best settings published are: on our median of them, or on the axis if not measured. */
export function publishedMark(
  published: PublishedRow,
  threaded: boolean,
  series: Series[],
  values: number[],
): { x: number; y: number; text: string } | null {
  const x = threaded ? published.threads : published.workers;
  if (x === null || x < values[0]! || x > values.at(-1)!) return null;
  const label = publishedSettings(published);
  const measured = series
    .flatMap(({ medians }) => medians)
    .find(({ cell }) =>
      cell.settings.workers === published.workers && cell.settings.threads === published.threads
    );
  return measured
    ? { x, y: measured.y, text: `published: ${label}` }
    : { x, y: 0, text: `published: ${label}, not measured here` };
}
