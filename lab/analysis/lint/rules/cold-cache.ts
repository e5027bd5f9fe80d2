/** A first block that is slower than all that follow: files and caches were cold. */
import { median } from "simple-statistics";
import { cellsOf, trialsOf } from "../../tables/cells.ts";
import { percent, type Rule } from "../rule.ts";

/** Any block is the slowest of three by chance in a third of runs: it must be far from the rest. */
const FEWEST_BLOCKS = 3;
/** Below the slowest later block of its own cell. */
const SLOWER_SHARE = 0.1;
/** A machine that stalls hits some cells; a cold cache hits nearly all. */
const CELLS_SHARE = 0.8;

export const rule: Rule = {
  severity: "note",
  remedy: "Run a block that is not counted first, or leave the first block out and compare again.",

  run: (run) => {
    const firstOverRest = cellsOf(run).flatMap((cell) => {
      const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.throughputRps > 0);
      const first = trials.filter(({ block }) => block === 1);
      const rest = trials.filter(({ block }) => block > 1);
      if (first.length === 0 || new Set(rest.map(({ block }) => block)).size < FEWEST_BLOCKS - 1) {
        return [];
      }
      const rps = ({ outcome }: typeof trials[0]) => outcome.throughputRps;
      return [Math.max(...first.map(rps)) / Math.min(...rest.map(rps))];
    });
    if (firstOverRest.length === 0) return null;
    const slower = firstOverRest.filter((ratio) => ratio < 1).length;
    const typical = median(firstOverRest);
    return typical < 1 - SLOWER_SHARE && slower >= firstOverRest.length * CELLS_SHARE
      ? `The first block was the slowest in ${slower} of ${firstOverRest.length} cells, in the ` +
        `median ${percent(1 - typical)} below the slowest later one: caches were cold, or the ` +
        `machine was slower.`
      : null;
  },
};
