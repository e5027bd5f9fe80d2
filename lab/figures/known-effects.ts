/** The lab and one shot of each, on effects that are known: what each said in each repeat. */
import * as Plot from "@observablehq/plot";
import type { Call } from "../analysis/known-effects/known-effects.ts";
import { type Repeat, replay } from "../analysis/known-effects/replay.ts";
import { readShots } from "../analysis/known-effects/shots.ts";
import type { Run } from "../nouns/run.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { panelWidthPx } from "./frame/panel.ts";
import { FALLS, INK, OPEN, PLOT_STYLE, QUIET, RULE, STANDS, SURFACE } from "./frame/theme.ts";

/** One estimate in one repeat; a shot has no interval. */
interface Estimate {
  repeat: number;
  effectShare: number;
  ratio: number;
  low?: number;
  high?: number;
  said: Said;
}

type Said = "right" | "undecided" | "wrong";

const SAID: Record<Call, Said> = {
  found: "right",
  equivalent: "right",
  undecided: "undecided",
  wrong: "wrong",
};

const COLOUR: Record<Said, string> = {
  right: STANDS,
  undecided: OPEN,
  wrong: FALLS,
};

export interface KnownEffectsOptions extends FigureOptions {
  /**
   * The share of the base's CPU that is no work, at the most (`addedLatency`): by so much of itself
   * an effect on throughput may be smaller than its name says. Default 0.
   */
  ownCpuShare?: number;
}

/**
 * Two panels, a band for each effect and in it a line for each repeat: at the left what the stopping
 * rule said of the recording's stretches, with the interval of the look that ended each; at the right
 * the ratio of one shot of each. A dashed frame stands where the effect is by construction, and the
 * colour tells who was right. A stretch that the recording cut off is not drawn.
 *
 * @param recording blocks of short trials, the base twice in each
 * @param shots a block a repeat: one long trial of each of the same cells
 * @example
 * ```ts
 * import { fixtureKnownEffects } from "lab/analysis/fixtures/runs.ts";
 * import { knownEffectsFigure } from "lab/figures/known-effects.ts";
 * const runOf = (blocks: number) => fixtureKnownEffects(["120"], { blocks });
 * const { alt } = knownEffectsFigure(runOf(20), runOf(2), { title: "Found, mostly" });
 * console.log(alt);
 * ```
 */
export function knownEffectsFigure(
  recording: Run,
  shots: Run,
  options: KnownEffectsOptions,
): Figure {
  const { ownCpuShare = 0 } = options;
  const judged = replay(recording).filter(({ ended }) => ended !== "cut off").map(estimateOf);
  const read = readShots(shots).map(({ right, ...shot }): Estimate => ({
    ...shot,
    said: right ? "right" : "wrong",
  }));
  const domain = domainOf([...judged, ...read]);
  const panels = [
    { heading: "The lab: an interval each", estimates: judged },
    { heading: "One shot of each", estimates: read },
  ];
  // Both panels have the same bands: as tall as the more repeats of the two want.
  const effects = [...new Set([...judged, ...read].map(({ effectShare }) => effectShare))]
    .sort((a, b) => a - b);
  const bands = effects.map((effectShare) => ({
    effectShare,
    lines: Math.max(...panels.map(({ estimates }) =>
      Math.max(
        1,
        ...estimates.filter((each) => each.effectShare === effectShare)
          .map(({ repeat }) => repeat),
      )
    )),
  }));
  return figure({
    ...options,
    run: recording,
    subtitle: `Throughput of the base over that of a server with more work; ${
      scenarioLine(recording, recording.trials.map(({ cell }) => cell.scenario))
    }`,
    alt: `Dot plot in two panels. ${panels.map(sentenceOf).join(" ")}`,
    legend: [
      ...(["right", "undecided", "wrong"] as const)
        .filter((said) => [...judged, ...read].some((estimate) => estimate.said === said))
        .map((said) => ({ label: said, colour: COLOUR[said], mark: "dot" as const })),
      { label: "99 % interval, one look of five", colour: QUIET, mark: "line" },
      { label: "true by construction", colour: INK, mark: "tick" },
    ],
    notes: [`One shot of each is run ${shots.runId}, measured after it.`],
    data: panels.flatMap(({ heading, estimates }) =>
      estimates.map(({ effectShare, repeat, ratio, low, high, said }) => ({
        ...{ panel: heading, effectShare, repeat, ratio },
        ...{ low: low ?? null, high: high ?? null, said },
      }))
    ),
    panels: (width) =>
      panels.map((panel) =>
        drawPanel({ ...panel, bands, domain, ownCpuShare }, panelWidthPx(width, 2))
      ),
  });
}

function estimateOf({ repeat, effectShare, call, ratio, low, high }: Repeat): Estimate {
  return { repeat, effectShare, ratio, low, high, said: SAID[call] };
}

const LINE_PX = 9;
const GAP_PX = 26;
const HEADING_PX = 28;
const AXIS_PX = 44;

interface Panel {
  heading: string;
  estimates: Estimate[];
  bands: { effectShare: number; lines: number }[];
  domain: [number, number];
  ownCpuShare: number;
}

function drawPanel(
  { heading, estimates, bands, domain, ownCpuShare }: Panel,
  width: number,
): Drawing {
  const effects = bands.map(({ effectShare }) => effectShare);
  const bandPx = (lines: number) => lines * LINE_PX + GAP_PX;
  const below = (count: number) =>
    bands.slice(0, count).reduce((px, { lines }) => px + bandPx(lines), HEADING_PX);
  const topOf = (effectShare: number) => below(effects.indexOf(effectShare));
  const bottomOf = (effectShare: number) => below(effects.indexOf(effectShare) + 1);
  const y = ({ effectShare, repeat }: Estimate) =>
    topOf(effectShare) + GAP_PX + (repeat - 0.5) * LINE_PX;
  const height = below(bands.length) + AXIS_PX;
  const within = (ratio: number) => Math.min(Math.max(ratio, domain[0]), domain[1]);
  const colour = ({ said }: Estimate) => COLOUR[said];
  const bounded = estimates.filter(({ high }) => high !== undefined && high < Infinity);
  return Plot.plot({
    document: figureDocument,
    width,
    height,
    marginTop: HEADING_PX,
    marginLeft: 10,
    marginRight: 14,
    marginBottom: AXIS_PX,
    style: PLOT_STYLE,
    x: {
      type: "log",
      domain,
      label: "base over dearer, log scale",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
      ticks: [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 2, 3].filter((tick) =>
        tick >= domain[0] && tick <= domain[1]
      ),
      tickFormat: (value: number) => `${value}×`,
      tickSize: 0,
    },
    y: { type: "identity", axis: null },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1 }),
      Plot.text([heading], {
        frameAnchor: "top-left",
        dx: -10,
        dy: -HEADING_PX + 4,
        fill: INK,
        fontWeight: 650,
        fontSize: 13,
      }),
      Plot.text(effects, {
        y: (effectShare: number) => topOf(effectShare) + GAP_PX / 2 + 2,
        text: (effectShare: number) =>
          effectShare === 0 ? "the same work" : `${Math.round(effectShare * 100)} % more work`,
        frameAnchor: "left",
        textAnchor: "start",
        dx: -10,
        fill: QUIET,
        fontWeight: 600,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.rect(effects, {
        x1: (effectShare: number) => 1 + effectShare * (1 - ownCpuShare),
        x2: (effectShare: number) => 1 + effectShare,
        y1: (effectShare: number) => topOf(effectShare) + GAP_PX - 2,
        y2: (effectShare: number) => bottomOf(effectShare) + 2,
        fill: QUIET,
        fillOpacity: 0.12,
        stroke: INK,
        strokeWidth: 1.2,
        strokeDasharray: "4 3",
      }),
      Plot.ruleY(bounded, {
        y,
        x1: ({ low }: Estimate) => within(low!),
        x2: ({ high }: Estimate) => within(high!),
        stroke: colour,
        strokeWidth: 3,
        strokeOpacity: 0.45,
      }),
      Plot.dot(estimates, {
        x: "ratio",
        y,
        r: 3.5,
        fill: colour,
        stroke: SURFACE,
        strokeWidth: 1,
        title: tooltipOf,
      }),
    ],
  }) as unknown as Drawing;
}

/** All dots, and no interval that reaches far beyond them. */
function domainOf(estimates: Estimate[]): [number, number] {
  const points = estimates.flatMap(({ ratio, effectShare }) => [ratio, 1 + effectShare]);
  const [least, most] = [Math.min(...points), Math.max(...points)];
  const ends = estimates.flatMap(({ low, high }) => [low ?? least, high ?? most]);
  return [
    Math.max(Math.min(...ends), least / 1.1) / 1.01,
    Math.min(Math.max(...ends), most * 1.1) * 1.01,
  ];
}

const intervalOf = ({ low, high }: Estimate) =>
  low === undefined || high === undefined || high === Infinity
    ? ""
    : `, interval ${low.toFixed(2)} to ${high.toFixed(2)}`;

function tooltipOf(estimate: Estimate): string {
  const { repeat, effectShare, ratio, said } = estimate;
  return `repeat ${repeat}, ${Math.round(effectShare * 100)} % more work\n` +
    `${ratio.toFixed(3)}×${intervalOf(estimate)}: ${said}`;
}

function sentenceOf({ heading, estimates }: Pick<Panel, "heading" | "estimates">): string {
  const effects = [...Map.groupBy(estimates, ({ effectShare }) => effectShare)];
  const counted = effects.map(([effectShare, ofEffect]) => {
    const count = (wanted: Said) => ofEffect.filter(({ said }) => said === wanted).length;
    const ratios = ofEffect.map(({ ratio }) => ratio);
    return `${Math.round(effectShare * 100)} % more work: ${count("right")} right, ` +
      `${count("undecided")} undecided, ${count("wrong")} wrong, from ` +
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  });
  return `${heading}: ${counted.join("; ")}.`;
}
