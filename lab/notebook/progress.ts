/** The progress of a run in its cell: one line that is replaced, and a last line that stays. */
import { type Bundle, showUpdatable } from "./display.ts";
import { escaped } from "../text/html.ts";

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
  /** What of its claims is decided, where it has any: `3 of 5 decided; …`. */
  claims?: string;
}

/** A progress line in a cell. */
export interface ProgressDisplay {
  /** Replaces the line, at most a few times a second; the newest state is never lost. */
  update(progress: Progress): Promise<void>;
  /** Replaces the line for good: what a notebook keeps, and what a headless export shows. */
  finish(line: string): Promise<void>;
}

/**
 * Opens a progress line in the current cell.
 *
 * @param options `intervalMs`: the least time between two updates, in ms; default 250
 * @example
 * ```ts
 * import { showProgress } from "lab/notebook/progress.ts";
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
      newest = progress;
      const waitMs = sentAt + intervalMs - performance.now();
      if (waitMs <= 0) await flush();
      else timer ??= setTimeout(flush, waitMs);
    },
    async finish(line) {
      newest = null;
      clearTimeout(timer);
      await sending;
      await display.update({ "text/plain": line, "text/html": `<p>${escaped(line)}</p>` });
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
  const { trial, trialCount, what, elapsedS, leftS, claims } = progress;
  const left = leftS === null ? "time left unknown" : `about ${spoken(leftS)} left`;
  const text = `trial ${trial} of ${trialCount}: ${what} (${spoken(elapsedS)} so far, ${left})` +
    (claims === undefined ? "" : `; ${claims}`);
  const html = `<div style="font:13.5px/1.5 system-ui,sans-serif">` +
    `<progress value="${trial - 1}" max="${trialCount}" aria-label="trials done" ` +
    `style="width:12em;vertical-align:middle"></progress> ${escaped(text)}</div>`;
  return { "text/plain": text, "text/html": html };
}
