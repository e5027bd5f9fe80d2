/**
 * Figures as notebooks have them: where a run has nothing to draw, the cell says so in a sentence, and
 * the cells below it go on. What is asked wrongly is an error as ever.
 */
import { bestFigure as best } from "../../figures/best.ts";
import { cpuFigure as cpu } from "../../figures/cpu.ts";
import { driftFigure as drift } from "../../figures/drift.ts";
import type { Figure } from "../../figures/frame/figure.ts";
import { heatFigure as heat } from "../../figures/heat.ts";
import { knownEffectsFigure as knownEffects } from "../../figures/known-effects.ts";
import { latencyFigure as latency } from "../../figures/latency.ts";
import { latencyCurveFigure as latencyCurve } from "../../figures/latency-curve.ts";
import { ledgerFigure as ofLedger } from "../../figures/ledger.ts";
import { offeredFigure as offered } from "../../figures/offered.ts";
import { predictedFigure as predicted } from "../../figures/predicted.ts";
import { ratiosFigure as ratios } from "../../figures/ratios.ts";
import { scalabilityFigure as scalability } from "../../figures/scalability.ts";
import { sweepFigure as sweep } from "../../figures/sweep.ts";
import { throughputFigure as throughput } from "../../figures/throughput.ts";
import { timeFigure as time } from "../../figures/time.ts";
import { timelineFigure as timeline } from "../../figures/timeline.ts";
import { NothingToShow } from "../../nouns/error.ts";
import { escaped } from "../../text/html.ts";
import { plainMarkdown } from "../../text/markdown.ts";
import { DISPLAY } from "./display.ts";
import { anything, type OptionsOf, optionsOf, refuseUnless, type Takes } from "./taking.ts";

/**
 * A figure function whose figure is a sentence where the run has nothing to draw.
 *
 * @param at the place of its options, counted from 0
 */
export function drawn<F extends (...given: never[]) => Figure>(
  draw: F,
  at: number,
  options: Takes,
): F {
  const call = `${draw.name}(${at === 1 ? "run" : "…"}, { title: "…" })`;
  const takes = [...Array(at).fill(anything), options];
  const made = (...given: Parameters<F>): Figure => {
    refuseUnless(call, takes, given);
    try {
      return draw(...given);
    } catch (error) {
      if (error instanceof NothingToShow) return undrawn(error.message);
      throw error;
    }
  };
  Object.defineProperty(made, "name", { value: draw.name });
  return made as unknown as F;
}

function undrawn(reason: string): Figure {
  const text = `Not drawn: ${reason}`;
  const markdown = `*${plainMarkdown(text)}*`;
  const html = `<p><i>${escaped(text)}</i></p>`;
  return {
    html,
    svg: "",
    markdown,
    alt: text,
    csv: "",
    [DISPLAY]: () => ({ "text/html": html, "text/markdown": markdown, "text/plain": text }),
  };
}

/** Those of every figure. */
const TITLED = { title: true, stale: true, drawnAt: true } as const;

export const bestFigure: typeof best = drawn(
  best,
  1,
  optionsOf<OptionsOf<typeof best, 1>>({
    ...TITLED,
    where: true,
    deltaShare: true,
    reference: true,
    studies: true,
  }),
);
export const cpuFigure: typeof cpu = drawn(
  cpu,
  1,
  optionsOf<OptionsOf<typeof cpu, 1>>({
    ...TITLED,
    cells: true,
    unit: ["share", "msPerRequest"],
    scale: ["linear", "log"],
  }),
);
export const driftFigure: typeof drift = drawn(
  drift,
  1,
  optionsOf<OptionsOf<typeof drift, 1>>({ ...TITLED, cells: true }),
);
export const heatFigure: typeof heat = drawn(
  heat,
  1,
  optionsOf<OptionsOf<typeof heat, 1>>({ ...TITLED, cells: true }),
);
export const knownEffectsFigure: typeof knownEffects = drawn(
  knownEffects,
  2,
  optionsOf<OptionsOf<typeof knownEffects, 2>>({ ...TITLED, ownCpuShare: true }),
);
export const latencyFigure: typeof latency = drawn(
  latency,
  1,
  optionsOf<OptionsOf<typeof latency, 1>>({ ...TITLED, cells: true, scale: ["linear", "log"] }),
);
export const latencyCurveFigure: typeof latencyCurve = drawn(
  latencyCurve,
  1,
  optionsOf<OptionsOf<typeof latencyCurve, 1>>({
    ...TITLED,
    cells: true,
    scale: ["linear", "log"],
  }),
);
export const ledgerFigure: typeof ofLedger = drawn(
  ofLedger,
  1,
  optionsOf<OptionsOf<typeof ofLedger, 1>>({ ...TITLED }),
);
export const offeredFigure: typeof offered = drawn(
  offered,
  1,
  optionsOf<OptionsOf<typeof offered, 1>>({ ...TITLED, cells: true }),
);
export const predictedFigure: typeof predicted = drawn(
  predicted,
  2,
  optionsOf<OptionsOf<typeof predicted, 2>>({ ...TITLED, bandShare: true, namedCount: true }),
);
export const ratiosFigure: typeof ratios = drawn(
  ratios,
  1,
  optionsOf<OptionsOf<typeof ratios, 1>>({ ...TITLED, rows: true, what: true }),
);
export const scalabilityFigure: typeof scalability = drawn(
  scalability,
  1,
  optionsOf<OptionsOf<typeof scalability, 1>>({ ...TITLED, cells: true, scale: ["shared", "own"] }),
);
export const sweepFigure: typeof sweep = drawn(
  sweep,
  1,
  optionsOf<OptionsOf<typeof sweep, 1>>({
    ...TITLED,
    lines: true,
    x: true,
    xLabel: true,
    measure: true,
    yLabel: true,
    xScale: ["log", "steps"],
    yScale: ["log", "linear"],
    crossing: true,
  }),
);
export const throughputFigure: typeof throughput = drawn(
  throughput,
  1,
  optionsOf<OptionsOf<typeof throughput, 1>>({
    ...TITLED,
    cells: true,
    markPublished: true,
    studies: true,
    scale: ["shared", "own"],
  }),
);
export const timeFigure: typeof time = drawn(
  time,
  1,
  optionsOf<OptionsOf<typeof time, 1>>({ ...TITLED, cells: true }),
);
export const timelineFigure: typeof timeline = drawn(
  timeline,
  1,
  optionsOf<OptionsOf<typeof timeline, 1>>({ ...TITLED, cells: true, scale: ["shared", "own"] }),
);
