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

/** A figure function whose figure is a sentence where the run has nothing to draw. */
export function drawn<F extends (...given: never[]) => Figure>(draw: F): F {
  const made = (...given: Parameters<F>): Figure => {
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

export const bestFigure: typeof best = drawn(best);
export const cpuFigure: typeof cpu = drawn(cpu);
export const driftFigure: typeof drift = drawn(drift);
export const heatFigure: typeof heat = drawn(heat);
export const knownEffectsFigure: typeof knownEffects = drawn(knownEffects);
export const latencyFigure: typeof latency = drawn(latency);
export const latencyCurveFigure: typeof latencyCurve = drawn(latencyCurve);
export const ledgerFigure: typeof ofLedger = drawn(ofLedger);
export const offeredFigure: typeof offered = drawn(offered);
export const predictedFigure: typeof predicted = drawn(predicted);
export const ratiosFigure: typeof ratios = drawn(ratios);
export const scalabilityFigure: typeof scalability = drawn(scalability);
export const sweepFigure: typeof sweep = drawn(sweep);
export const throughputFigure: typeof throughput = drawn(throughput);
export const timeFigure: typeof time = drawn(time);
export const timelineFigure: typeof timeline = drawn(timeline);
