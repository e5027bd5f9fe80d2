/** The progress of a run in its cell: one output that is replaced, and a last state that stays. */
import type { ClaimProgress } from "../../run/agenda/claim-progress.ts";
import { escaped } from "../../text/html.ts";
import { type Bundle, showUpdatable } from "../display/display.ts";
import { claimsHtml, sparklineHtml, sparklineText, type Throughputs } from "./running.ts";

/** Where a run is. */
export interface Progress {
  /** The trial under way, from 1. */
  trial: number;
  trialCount: number;
  /** What it is doing: `alpha-sync 2×8, warming up`. */
  what: string;
  elapsedS: number;
  /** Time left, or `null` while it cannot be known. */
  leftS: number | null;
  /** Why that is much more than was told before. */
  leftWhy?: string | null;
  /** What of its claims is decided, where it has any: `3 of 5 decided; …`. */
  claims?: string;
  /** Each of them, as it stands. */
  standings?: readonly ClaimProgress[];
  /** What its trials gave so far. */
  throughputs?: Throughputs;
}

/** A progress line in a cell. */
export interface ProgressDisplay {
  /** Replaces the line, at most a few times a second; the newest state is never lost. */
  update(progress: Progress): Promise<void>;
  /** Replaces it for good: what a notebook keeps, and what a headless export shows. */
  finish(line: string, last?: Pick<Progress, "standings" | "throughputs">): Promise<void>;
}

/**
 * Opens a progress line in the current cell.
 *
 * @param options `intervalMs`: the least time between two updates, in ms; default 250
 * @example
 * ```ts
 * import { showProgress } from "lab/notebook/measuring/progress.ts";
 * const progress = await showProgress();
 * await progress.update({ trial: 1, trialCount: 2, what: "mine", elapsedS: 0, leftS: 12 });
 * await progress.finish("2 trials in 12 s");
 * ```
 */
export async function showProgress(
  options: { intervalMs?: number } = {},
): Promise<ProgressDisplay> {
  const intervalMs = options.intervalMs ?? 250;
  const display = await showUpdatable({ "text/plain": "starting …" });
  let newest: Progress | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sentAt = -Infinity;
  let sending: Promise<void> = Promise.resolve();
  let isFinished = false;

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (newest) {
      const bundle = progressBundle(newest);
      newest = null;
      sentAt = performance.now();
      sending = sending.then(() => display.update(bundle));
    }
    return sending;
  };

  return {
    async update(progress) {
      if (isFinished) return;
      newest = progress;
      const waitMs = sentAt + intervalMs - performance.now();
      if (waitMs <= 0) await flush();
      else timer ??= setTimeout(flush, waitMs);
    },
    async finish(line, last = {}) {
      isFinished = true;
      newest = null;
      clearTimeout(timer);
      await sending;
      await display.update({
        "text/plain": line,
        "text/html": `<div style="${FONT}"><p style="margin:0">${escaped(line)}</p>${
          standingHtml(last)
        }</div>`,
      });
    },
  };
}

/** A duration as people say it: `48 s`, `3 min 05 s`. */
export function spoken(durationS: number): string {
  const wholeS = Math.max(0, Math.round(durationS));
  if (wholeS < 60) return `${wholeS} s`;
  return `${Math.floor(wholeS / 60)} min ${String(wholeS % 60).padStart(2, "0")} s`;
}

/** A state of the line, as text and with a bar. */
export function progressBundle(progress: Progress): Bundle {
  const { trial, trialCount, what, elapsedS, leftS, leftWhy, claims, throughputs } = progress;
  const left = leftS === null
    ? "time left unknown"
    : `about ${spoken(leftS)} left${leftWhy ? `: ${leftWhy}` : ""}`;
  const text = `trial ${trial} of ${trialCount}: ${what} (${spoken(elapsedS)} so far, ${left})` +
    (claims === undefined ? "" : `; ${claims}`);
  const line = throughputs === undefined ? "" : sparklineText(throughputs);
  const html = `<div style="${FONT}">` +
    `<progress value="${trial - 1}" max="${trialCount}" aria-label="trials done" ` +
    `style="width:12em;vertical-align:middle"></progress> ${escaped(text)}${
      standingHtml(progress)
    }</div>`;
  return { "text/plain": line === "" ? text : `${text}\n${line}`, "text/html": html };
}

const FONT = "font:13.5px/1.5 system-ui,sans-serif";

function standingHtml({ standings, throughputs }: Pick<Progress, "standings" | "throughputs">) {
  return (throughputs === undefined ? "" : sparklineHtml(throughputs)) +
    (standings === undefined ? "" : claimsHtml(standings));
}
