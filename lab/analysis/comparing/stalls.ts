/** Time in which nothing was answered, and whose it was: the server's own, or the machine's. */
import type { Plan } from "../../nouns/plan.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { counted, percent, significant } from "../../text/format.ts";

/** What is told from, besides the trial. */
export type Planned = { plan: Pick<Plan, "profile"> };

/**
 * What throughput × mean latency may differ by from the connections of a closed loop. Half a mean
 * latency at either end of a window is counted on the wrong side, and a window has five: a tenth.
 */
export const LITTLE_TOLERANCE = 0.1;

/**
 * A window that lasted a tenth longer than it was to was held up for that tenth at least, in which
 * nothing was counted: as much as would be called a difference. The load generator ends it by its own
 * timer, so that it was the generator that was held up.
 */
const LATE_SHARE = 0.1;

/** Seconds with fewer answers are empty by chance now and then (Poisson: e to the minus 10). */
const FEW_IN_A_SECOND = 10;

/** Whoever was away for half of the missing time, or had the cores for half of it, had a part in it. */
const PART_SHARE = 0.5;

/** A stall, and who it was. */
export interface Stall {
  sentence: string;
  /** `machine`: the load generator and what the lab itself did are among it. `unknown`: nothing that would tell is recorded. */
  by: "server" | "machine" | "unknown";
}

/** Why a trial's window was far longer than planned; `null` where it was not. */
export function lateReason({ outcome }: CompletedTrial, { plan }: Planned): string | null {
  const plannedS = outcome.plannedWindowS ?? plan.profile.windowS;
  if (outcome.durationS <= plannedS * (1 + LATE_SHARE)) return null;
  return `The window lasted ${significant(outcome.durationS)} s and not the ${
    significant(plannedS)
  } s that were planned: something held the load up.`;
}

/** Seconds without an answer among full ones; `null` where there are none that no latency explains. */
export function stallOf(trial: CompletedTrial): Stall | null {
  const { cell, outcome } = trial;
  const { load } = cell.scenario;
  // Between bursts nothing is asked.
  if (load.kind === "open" && load.arrivals === "burst") return null;
  const samples = outcome.throughputSamplesRps;
  const full = samples.filter((rps) => rps > 0).toSorted((a, b) => a - b);
  if (full.length === samples.length || full.length === 0) return null;
  if (full[Math.floor(full.length / 2)]! < FEW_IN_A_SECOND) return null;
  // Connections that are answered together leave pauses of a latency.
  const longestS = Math.max(...runsOfNothing(samples));
  if (longestS * 1000 <= 2 * outcome.latencyP50Ms) return null;
  return blamed(
    trial,
    `Nothing was answered in ${
      counted(samples.length - full.length, "second")
    } of the ${samples.length} of the window, while the others were full`,
    longestS,
    // Nobody is asked who has no core.
    outcome.stolenCpuS + Math.max(0, outcome.otherCpuS - (outcome.probeCpuS ?? 0)),
  );
}

/** By how much a closed loop misses Little's law; `null` of an open one, and without an answer. */
export function littleGapShare({ cell, outcome }: CompletedTrial): number | null {
  const { load } = cell.scenario;
  const { throughputRps, latencyMeanMs } = outcome;
  if (load.kind !== "closed" || throughputRps === 0) return null;
  return throughputRps * latencyMeanMs / 1000 / load.connections - 1;
}

/** Time that stands in no latency, beyond what is tolerated; `null` where there is none. */
export function littleStallOf(trial: CompletedTrial): Stall | null {
  const gapShare = littleGapShare(trial);
  if (gapShare === null || Math.abs(gapShare) <= LITTLE_TOLERANCE) return null;
  const { outcome, cell } = trial;
  const what = `Throughput × mean latency accounts for ${percent(Math.abs(gapShare))} too ${
    gapShare < 0 ? "few" : "many"
  } of the connections`;
  if (outcome.serverProcessCount === 0) {
    return {
      sentence: `${what}; there is no server here, and the load tool spent it.`,
      by: "machine",
    };
  }
  // Where the scenario disturbs the server, long answers are what was asked.
  if (cell.scenario.killBackendsEveryS === undefined && isUnfitted(outcome)) {
    return {
      sentence:
        `${what}; answers took up to ${significant(outcome.latencyMaxMs / 1000)} s, and the ` +
        `window of ${significant(outcome.durationS)} s was not made to fit them.`,
      by: "machine",
    };
  }
  return blamed(
    trial,
    `${what}: time was spent that no latency holds`,
    Math.abs(gapShare) * outcome.durationS,
    outcome.stolenCpuS,
  );
}

/** Answers of half a window and more are counted on one side of its edges only. */
const MOST_OF_WINDOW = 0.5;

/** Of an older run, whose windows were of one length whatever the server was: one that was too short. */
function isUnfitted(
  { plannedWindowS, latencyMaxMs, durationS }: CompletedTrial["outcome"],
): boolean {
  return plannedWindowS === undefined && latencyMaxMs / 1000 >= durationS * MOST_OF_WINDOW;
}

/**
 * Says whose a stall was. The load generator and the lab note how long they had no turn themselves: what
 * stops the machine, or a program that takes all cores, is late there too, and a server that blocks its
 * own event loop, waits for a lock, collects garbage or never answers is late nowhere else.
 *
 * @param missingS how long it was
 * @param takenCpuS CPU that others had within the window
 */
function blamed(
  { outcome }: CompletedTrial,
  what: string,
  missingS: number,
  takenCpuS: number,
): Stall {
  const { generatorStallMs, labStallMs } = outcome;
  const least = missingS * PART_SHARE;
  const held = (ms: number | undefined) => ms !== undefined && ms / 1000 >= least;
  const seconds = (ms: number | undefined) => `${significant((ms ?? 0) / 1000)} s`;
  // The lab alone was away: that tells something only of a load tool which tells nothing itself.
  if (held(generatorStallMs) || (generatorStallMs === undefined && held(labStallMs))) {
    const who = held(generatorStallMs) && held(labStallMs)
      ? `everything stood still: the load generator for ${
        seconds(generatorStallMs)
      }, the lab for ` +
        seconds(labStallMs)
      : held(generatorStallMs)
      ? `the load generator itself had no turn for ${seconds(generatorStallMs)}`
      : `the lab itself had no turn for ${seconds(labStallMs)}`;
    return { sentence: `${what}; ${who}.`, by: "machine" };
  }
  if (generatorStallMs === undefined && labStallMs === undefined) {
    // One core for all of that time, of those that the run may use. Where it is noted that the load
    // generator had its turns, what others used took nothing from it, and no more from the server.
    return takenCpuS >= missingS
      ? {
        sentence: `${what}; others had ${significant(takenCpuS)} s of CPU within the window.`,
        by: "machine",
      }
      : { sentence: `${what}; who did it is not recorded, and so it counts.`, by: "unknown" };
  }
  return {
    sentence: `${what}; the ${
      generatorStallMs === undefined ? "lab" : "load generator"
    } was never away for longer than ${
      seconds(generatorStallMs ?? labStallMs)
    }, so that it is the server's own, and counts.`,
    by: "server",
  };
}

/** How many seconds in a row were empty, each time. */
function runsOfNothing(samples: number[]): number[] {
  const runs = [0];
  for (const rps of samples) {
    if (rps === 0) runs[runs.length - 1]!++;
    else runs.push(0);
  }
  return runs;
}
