/** Values that show themselves when a cell ends with them, and stay what they are for everything else. */
import { compare as comparing, type Comparison } from "../../analysis/comparing/compare.ts";
import { cellLabel } from "../../analysis/tables/cells.ts";
import { loadLabel, parametersLabel } from "../../analysis/tables/facts.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Experiment } from "../../nouns/experiment.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { counted, percent, significant } from "../../text/format.ts";
import { inertMarkdown, plainMarkdown } from "../../text/markdown.ts";
import { type Bundle, DISPLAY, displayable } from "./display.ts";
import { COMPARE_OPTIONS } from "./options.ts";
import { anything, type OptionsOf, optionsOf, taking } from "./taking.ts";

/** A function whose values show themselves; it is called, and typed, as the function itself. */
export function showing<F extends (...given: never[]) => object>(
  make: F,
  bundleOf: (value: ReturnType<F>) => Bundle,
): F {
  const made = (...given: Parameters<F>) => {
    const value = make(...given) as ReturnType<F>;
    return withDisplay(value, () => bundleOf(value));
  };
  Object.defineProperty(made, "name", { value: make.name });
  return made as unknown as F;
}

/** The value itself, with a way to be shown that no copy, no comparison and no JSON of it has. */
export function withDisplay<V extends object>(value: V, bundle: () => Bundle | Promise<Bundle>): V {
  return Object.defineProperty(value, DISPLAY, { value: bundle, configurable: true });
}

/**
 * A function whose rows show themselves as a table.
 *
 * @example
 * ```ts
 * import { DISPLAY } from "lab/notebook/display/display.ts";
 * import { tabular } from "lab/notebook/display/shows.ts";
 * const rows = tabular((count: number) => Array.from({ length: count }, (_, trial) => ({ trial })));
 * console.log(rows(2).length, DISPLAY in rows(2)); // 2 true
 * ```
 */
export const tabular = <F extends (...given: never[]) => readonly object[]>(make: F): F =>
  showing(make, (rows) => rowsBundle(rows));

/** A function whose values have a sentence, and show it. */
export const said = <F extends (...given: never[]) => { sentence: string }>(make: F): F =>
  showing(make, ({ sentence }) => ({
    "text/plain": sentence,
    "text/markdown": inertMarkdown(sentence),
  }));

/** A function whose cells show themselves as a table of what is asked of what. */
export const ofCells = <F extends (...given: never[]) => Cell[]>(make: F): F =>
  showing(
    ((...given) => {
      const cells = make(...given);
      // One of them alone shows itself too.
      for (const cell of cells) withDisplay(cell, () => rowsBundle([cellRow(cell)]));
      return cells;
    }) as F,
    (cells) => rowsBundle(cells.map(cellRow)),
  );

/** Trials in a row each: when, of what, and what they gave. */
export const trialsBundle = (trials: readonly CompletedTrial[]): Bundle =>
  rowsBundle(trials.map(({ trial, block, cell, outcome }) => ({
    ...{ trial, block, cell: cellLabel(cell), throughputRps: outcome.throughputRps },
    ...{ latencyP50Ms: outcome.latencyP50Ms, latencyP99Ms: outcome.latencyP99Ms },
    ...{ okCount: outcome.okCount, durationS: outcome.durationS },
  })));

/** An experiment: what it asks, of what, and how long it measures. */
export function experimentBundle({ name, question, cells, claims = [] }: Experiment): Bundle {
  const of = `${counted(cells.length, "cell")}${
    claims.length === 0 ? "" : `, ${counted(claims.length, "claim")}`
  }`;
  const labels = [...new Set(cells.map(cellLabel))];
  const told = labels.slice(0, MOST_LABELS).join(", ") +
    (labels.length > MOST_LABELS ? ", …" : "");
  return {
    "text/plain": `${name}: ${question} ${of}: ${told}`,
    "text/markdown": `**${plainMarkdown(name)}**: ${inertMarkdown(question)} ${of}: ${
      plainMarkdown(told)
    }`,
  };
}

const MOST_LABELS = 8;

function rowsBundle(rows: readonly object[]): Bundle {
  if (rows.length === 0) return { "text/plain": "no rows", "text/markdown": "*no rows*" };
  // What is made of parts is no column: a row's cell, its trials.
  const flat = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => !isWhole(value)))
  );
  return displayable(flat)[DISPLAY]!() as Bundle;
}

const isWhole = (value: unknown): boolean => typeof value === "object" && value !== null;

const cellRow = (cell: Cell) => ({
  cell: cellLabel(cell),
  endpoint: cell.scenario.endpoint,
  parameters: parametersLabel(cell.scenario) || null,
  size: cell.scenario.size,
  load: loadLabel(cell.scenario.load),
  poolMin: cell.settings.poolMin,
  poolMax: cell.settings.poolMax,
});

/** A comparison in a sentence. */
export function comparisonBundle(comparison: Comparison): Bundle {
  const { cellA, cellB, ratio, low, high, blocks, confidence, verdictText, reason } = comparison;
  const pair = `${cellLabel(cellA)} over ${cellLabel(cellB)}`;
  const isMeasured = Number.isFinite(ratio) && comparison.verdict !== "not measured";
  const figure = isMeasured ? `${significant(ratio)}×` : "not measured";
  const interval = isMeasured && Number.isFinite(high)
    ? ` (${percent(confidence)} interval ${significant(low)} to ${
      significant(high)
    }, ${blocks} blocks)`
    : "";
  return {
    "text/plain": `${pair}: ${figure}${interval}: ${verdictText}. ${reason}`,
    "text/markdown": `${plainMarkdown(pair)}: **${figure}**${interval}: **${
      inertMarkdown(verdictText)
    }**. ${inertMarkdown(reason)}`,
  };
}

/** As `compare` of the analysis; what it gives shows itself. */
export const compare: typeof comparing = taking(
  "compare(run, one, other, { … })",
  showing(comparing, comparisonBundle),
  [
    anything,
    anything,
    anything,
    optionsOf<OptionsOf<typeof comparing, 3>>(COMPARE_OPTIONS),
  ],
);
