/** Workers of one server that do unequal shares of its work. */
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { percent, type Rule, significant } from "../rule.ts";

/** A worker that does less than this part of an equal share is one that is not there. */
const IDLE_PART = 0.25;
/** And one that does more than this many equal shares has others waiting for it. */
const BUSY_PART = 1.5;
/** CPU is counted in hundredths of a second: of less, shares are not known. */
const LEAST_CPU_S = 0.5;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Find how the server deals out connections: one worker may take them all before the others " +
    "are ready, or as they come. More starts average chance; a worker that is never asked is a " +
    "smaller server than the settings say.",

  trial: (trial) => {
    const workers = trial.cell.settings.workers;
    const slow = workers === null || workers < 2 ? null : slowWorker(trial);
    if (slow !== null) return slow;
    const shares = workers === null || workers < 2 ? null : sharesOf(trial, workers);
    if (shares === null) return null;
    const worst = shares.toSorted((a, b) => distance(b, workers!) - distance(a, workers!))[0]!;
    const [least, most] = [Math.min(...worst.shares), Math.max(...worst.shares)];
    const idle = least < IDLE_PART / workers!;
    if (!idle && most <= BUSY_PART / workers!) return null;
    return {
      sentence:
        `Of ${workers} workers the busiest ${worst.what(percent(most))} and the least busy ` +
        `${percent(least)}, where equal shares are ${percent(1 / workers!)}.`,
      severity: idle ? "warning" : "note",
    };
  },
};

/**
 * Half as many answers in all, and on each of its connections, as the best: one that has fewer
 * connections answers more on each, and one that has more of them has more answers in all.
 */
const SLOW_PART = 0.5;
/** Of fewer answers of the best one the ratio is chance. */
const LEAST_ANSWERS = 100;

/** A worker that is slower by itself, with as much to do as the others. */
function slowWorker({ outcome }: CompletedTrial): string | null {
  const { serverAnswersByProcess = [], serverConnectionsByProcess, durationS } = outcome;
  const workers = serverAnswersByProcess.map((answers, index) => ({
    answers,
    held: serverConnectionsByProcess?.[index] ?? 0,
  })).filter(({ held }) => held > 0);
  if (workers.length < 2) return null;
  const each = ({ answers, held }: typeof workers[0]) => answers / held / durationS;
  const best = workers.toSorted((a, b) => b.answers - a.answers)[0]!;
  const worst = workers.toSorted((a, b) => each(a) - each(b))[0]!;
  if (best.answers < LEAST_ANSWERS || worst.answers > best.answers * SLOW_PART) return null;
  if (each(worst) > each(best) * SLOW_PART) return null;
  return `One worker answered ${
    significant(each(worst))
  } requests/s on each of its ${worst.held} ` +
    `connections, and another ${
      significant(each(best))
    } on each of ${best.held}: it is slower by ` +
    `itself.`;
}

/** What shares are of, and how that is said of the busiest. */
interface Shares {
  shares: number[];
  what: (most: string) => string;
}

/**
 * Each worker's share of the server's CPU and of its connections, as far as these are known; `null`
 * where the server has fewer processes than workers: these are threads or none, and cannot be told
 * apart. The process above them all does nothing, and is not among the busiest.
 */
function sharesOf({ cell, outcome }: CompletedTrial, workers: number): Shares[] | null {
  const { serverCpuByProcessS: cpu = [], serverConnectionsByProcess: held } = outcome;
  if (cpu.length < workers) return null;
  const found: Shares[] = [];
  const busiest = cpu.toSorted((a, b) => b - a).slice(0, workers);
  if (sum(busiest) >= LEAST_CPU_S) {
    found.push({ shares: parts(busiest), what: (most) => `used ${most} of the server's CPU` });
  }
  const { load } = cell.scenario;
  const kept = load.kind === "open" || load.keepAlive !== false;
  const most = (held ?? []).toSorted((a, b) => b - a).slice(0, workers);
  // Each worker can have two at the least: of fewer connections shares are a matter of chance.
  if (kept && sum(most) >= 2 * workers) {
    found.push({ shares: parts(most), what: (share) => `holds ${share} of its connections` });
  }
  return found.length === 0 ? null : found;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const parts = (values: number[]) => values.map((value) => value / sum(values));

/** How far the shares are from equal ones. */
const distance = ({ shares }: Shares, workers: number) =>
  shares.reduce((total, share) => total + Math.abs(share - 1 / workers), 0);
