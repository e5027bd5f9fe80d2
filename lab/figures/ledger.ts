/** The ledger as a figure: one row a claim. */
import * as Plot from "@observablehq/plot";
import { ClaimVerdict, OWN_SOURCE } from "../nouns/claim.ts";
import { ledgerMachines, type LedgerRow } from "../analysis/claims/ledger.ts";
import { MARK } from "../analysis/claims/behind.ts";
import { countsText, MARK_NOTE, registeredText } from "../analysis/claims/ledger-text.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
} from "./frame/figure.ts";
import { wrapped } from "./frame/layout.ts";
import { FALLS, INK, OPEN, PLOT_STYLE, QUIET, RULE, STANDS, SURFACE } from "./frame/theme.ts";
import { NothingToShow } from "../nouns/error.ts";

const VERDICT_COLOUR: Record<ClaimVerdict, string> = {
  holds: STANDS,
  fails: FALLS,
  undecided: OPEN,
  "not measured": OPEN,
};

/** Where a row's marks and words stand, in px from the top. */
interface Placed extends LedgerRow {
  ratio: number;
  markY: number;
  theirsY: number;
  labelY: number;
  label: string;
}

/**
 * One row a claim on a logarithmic axis of ratios: the dot is ours with its interval, coloured and
 * named by the verdict; the hollow diamond below is what was published. Claims on other quantities than
 * ratios, those that were not measured, and those that are one test are counted in the caption.
 *
 * @throws when no claim is a ratio that was measured
 * @example
 * ```ts
 * import { fixtureClaim } from "lab/analysis/fixtures/runs.ts";
 * import { ledgerRows } from "lab/analysis/claims/ledger.ts";
 * import { ledgerFigure } from "lab/figures/ledger.ts";
 * const rows = ledgerRows([fixtureClaim()], [], { machineId: "here" });
 * console.log(ledgerFigure(rows, { title: "What holds" }).alt);
 * ```
 */
export function ledgerFigure(rows: readonly LedgerRow[], options: FigureOptions): Figure {
  const drawn = rows.filter(({ ratio }) => ratio !== null && ratio > 0);
  if (drawn.length === 0) {
    throw new NothingToShow(
      "Drawing the ledger: none of its claims has a ratio that was measured; execute the notebooks " +
        "that make claims, or show the rows as a table.",
    );
  }
  const theirs = drawn.filter(({ publishedRatio }) => publishedRatio !== null);
  const verdicts = new Set(drawn.map(({ verdict }) => verdict));
  const unmeasuredCount = rows.filter(({ verdict }) => verdict === "not measured").length;
  const otherCount = rows.length - drawn.length - unmeasuredCount;
  const sameCount = drawn.filter(({ sameTestAs }) => sameTestAs !== null).length;
  return figure({
    ...options,
    subtitle: "Ratio of the two that a claim compares, on a logarithmic axis; 1: no difference",
    alt: `Dot plot of ${drawn.length} claims: ${countsText(drawn)}. ` +
      drawn.map(sentenceOf).join(" "),
    legend: [
      ...ClaimVerdict.options.filter((verdict) => verdicts.has(verdict))
        .map((verdict) => ({
          label: `ours: ${verdict}`,
          colour: VERDICT_COLOUR[verdict],
          mark: "dot" as const,
        })),
      { label: "95 % interval", colour: QUIET, mark: "line" },
      ...(theirs.length > 0
        ? [{
          label: "published, on another machine",
          colour: INK,
          mark: "diamond" as const,
        }]
        : []),
    ],
    notes: [
      ...(unmeasuredCount > 0
        ? [
          `${unmeasuredCount} of ${rows.length} claims ${
            unmeasuredCount === 1 ? "was not measured, and is" : "were not measured, and are"
          } not drawn.`,
        ]
        : []),
      ...(otherCount > 0
        ? [
          `${otherCount} of ${rows.length} claims ${
            otherCount === 1 ? "is on no ratio, and is" : "are on no ratio, and are"
          } not drawn.`,
        ]
        : []),
      ...(sameCount > 0
        ? [`${sameCount} of ${drawn.length} are the same test as another, and count once with it.`]
        : []),
      ...(drawn.some(({ mark }) => mark !== null) ? [MARK_NOTE] : []),
      `Of ${drawn.length} claims ${registeredText(drawn)}.`,
      ...ledgerMachines(drawn).map(({ machine, here, claimCount }) =>
        `${claimCount} of ${drawn.length} measured on ${here ? "this machine, " : ""}${machine}.`
      ),
    ],
    data: drawn.map(({ id, source, sentence, verdict, ratio, low, high, publishedRatio }) => ({
      ...{ claim: id, source, sentence, verdict, ratio, low, high, publishedRatio },
    })),
    panels: (width) => [draw(drawn, width)],
  });
}

const LINE_PX = 15;
const AXIS_PX = 30;
const SOURCE_PX = 28;
const VERDICT_PX = 122;

function draw(drawn: readonly LedgerRow[], width: number): Drawing {
  const labelsAbove = width < 600;
  const labelPx = labelsAbove ? 0 : Math.round(width * 0.42);
  const { placed, headings, bottom } = place(drawn, labelsAbove, labelsAbove ? width : labelPx);
  const domain = domainOf(drawn);
  const [left, right] = domain;
  const within = (value: number) => Math.min(Math.max(value, left), right);
  const colour = ({ verdict }: Placed) => VERDICT_COLOUR[verdict];
  const bounded = placed.filter(({ low, high }) => low !== null && high !== null);
  const theirs = placed.filter(({ publishedRatio }) => publishedRatio !== null);
  const ticks = ticksOf(domain, labelsAbove ? 4 : 7);
  const axis = { ticks, tickFormat: (value: number) => `${value}×`, tickSize: 0, label: null };
  return Plot.plot({
    document: figureDocument,
    width,
    height: bottom + AXIS_PX,
    marginLeft: labelsAbove ? 10 : labelPx,
    marginRight: VERDICT_PX,
    marginTop: AXIS_PX,
    marginBottom: AXIS_PX,
    style: PLOT_STYLE,
    x: { type: "log", domain },
    y: { type: "identity", axis: null },
    marks: [
      Plot.axisX({ ...axis, anchor: "top" }),
      Plot.axisX({ ...axis, anchor: "bottom" }),
      Plot.gridX(ticks, { stroke: RULE, strokeOpacity: 1 }),
      Plot.ruleX([1], { stroke: QUIET, strokeWidth: 1.5, strokeDasharray: "4 3" }),
      Plot.text(headings, {
        y: "y",
        text: "text",
        frameAnchor: "left",
        textAnchor: "start",
        dx: labelsAbove ? -8 : -labelPx + 2,
        fill: QUIET,
        stroke: SURFACE,
        strokeWidth: 4,
        fontWeight: 650,
      }),
      Plot.text(placed, {
        y: "labelY",
        text: "label",
        frameAnchor: "left",
        textAnchor: "start",
        dx: labelsAbove ? -8 : -labelPx + 2,
        lineHeight: LINE_PX / 12,
        fill: INK,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.ruleY(bounded, {
        y: "markY",
        x1: ({ low }: Placed) => within(low!),
        x2: ({ high }: Placed) => within(high!),
        stroke: colour,
        strokeWidth: 3,
        strokeOpacity: 0.45,
      }),
      Plot.dot(placed, {
        x: "ratio",
        y: "markY",
        r: 5.5,
        fill: colour,
        stroke: SURFACE,
        strokeWidth: 1.5,
        title: tooltip,
      }),
      Plot.dot(theirs, {
        x: "publishedRatio",
        y: "theirsY",
        symbol: "diamond2",
        r: 4.5,
        fill: SURFACE,
        stroke: INK,
        strokeWidth: 1.6,
        title: ({ source, publishedRatio }: Placed) => `${source}: ${publishedRatio!.toFixed(2)}×`,
      }),
      Plot.text(placed, {
        x: ({ ratio, high }: Placed) => within(high ?? ratio),
        y: "markY",
        text: ({ ratio, verdict, mark }: Placed) =>
          `${ratio.toFixed(2)}× ${verdict}${mark === null ? "" : ` ${MARK}`}`,
        textAnchor: "start",
        dx: 10,
        fill: colour,
        fontWeight: 600,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
    ],
  }) as unknown as Drawing;
}

function place(drawn: readonly LedgerRow[], labelsAbove: boolean, labelPx: number) {
  const several = new Set(drawn.map(({ source }) => source)).size > 1;
  const headings: { y: number; text: string }[] = [];
  const placed: Placed[] = [];
  let y = AXIS_PX;
  drawn.forEach((row, index) => {
    if (several && row.source !== drawn[index - 1]?.source) {
      headings.push({ y: y + SOURCE_PX / 2, text: sourceTitle(row.source) });
      y += SOURCE_PX;
    }
    const lines = wrapped(row.sentence, Math.floor((labelPx - 16) / 6.1));
    const labelHeight = lines.length * LINE_PX;
    const marksHeight = row.publishedRatio === null ? 24 : 36;
    const height = labelsAbove ? labelHeight + marksHeight + 8 : Math.max(labelHeight + 10, 40);
    const markY = labelsAbove
      ? y + labelHeight + 14
      : y + height / 2 - (row.publishedRatio === null ? 0 : 6);
    placed.push({
      ...row,
      ratio: row.ratio!,
      label: lines.join("\n"),
      labelY: labelsAbove ? y + labelHeight / 2 + 2 : y + height / 2,
      markY,
      theirsY: markY + 13,
    });
    y += height;
  });
  return { placed, headings, bottom: y };
}

const sourceTitle = (source: string) =>
  source === OWN_SOURCE ? "Claimed here" : `Claimed by ${source}`;

/** An interval that reaches far is cut, rather than flatten all the others. */
function domainOf(drawn: readonly LedgerRow[]): [number, number] {
  const points = drawn.flatMap(({ ratio, publishedRatio }) => [ratio!, publishedRatio ?? ratio!]);
  const [least, most] = [Math.min(...points, 0.8), Math.max(...points, 1.25)];
  const ends = drawn.flatMap(({ low, high }) => low === null || high === null ? [] : [low, high]);
  const left = Math.max(Math.min(least, ...ends), least / 1.6);
  const right = Math.min(Math.max(most, ...ends), most * 1.6);
  return [left / 1.04, right * 1.04];
}

/** Round ratios within the domain, as many as there is room for. */
function ticksOf([left, right]: [number, number], most: number): number[] {
  const all = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((power) =>
    [1, 2, 5].map((digit) => Number((digit * 10 ** power).toPrecision(1)))
  ).filter((value) => value >= left && value <= right);
  if (all.length <= most) return all;
  return all.filter((value) => /^(0\.0*)?10*$/.test(String(value)));
}

function tooltip({ sentence, ratio, low, high, verdict, notebook }: Placed): string {
  const interval = low === null || high === null ? "" : `, ${low.toFixed(2)}–${high.toFixed(2)}`;
  return `${sentence}\n${ratio.toFixed(2)}×${interval}: ${verdict}\nnotebook ${notebook}`;
}

function sentenceOf({ sentence, ratio, low, high, verdict, publishedRatio }: LedgerRow): string {
  const interval = low === null || high === null
    ? ""
    : `, interval ${low.toFixed(2)} to ${high.toFixed(2)}`;
  const theirs = publishedRatio === null ? "" : `; published is ${publishedRatio.toFixed(2)}`;
  return `${sentence}: ${ratio!.toFixed(2)} times${interval}, ${verdict}${theirs}.`;
}
