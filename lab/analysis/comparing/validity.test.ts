import assert from "node:assert/strict";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { completedTrials } from "../tables/cells.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { trialRows } from "../tables/tables.ts";
import { validityOf } from "./validity.ts";

/** A trial of 640 requests a second and 100 ms, with what is changed. */
function judged(
  outcome: Partial<CompletedTrial["outcome"]>,
  scenario: Partial<CompletedTrial["cell"]["scenario"]> = {},
) {
  const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 3, 5, scenario)], blocks: 1 });
  const [trial] = completedTrials(run);
  Object.assign(trial!.outcome, {
    ...{ throughputRps: 640, latencyMeanMs: 100, latencyP50Ms: 95, settled: true },
    ...{ durationS: 5.01, plannedWindowS: 5, throughputSamplesRps: [630, 650, 640, 640, 640] },
    ...outcome,
  });
  return validityOf(trial!, run);
}

Deno.test("a trial that settled, in time, with all its connections accounted for is sound", () => {
  assert.deepEqual(judged({}), { state: "sound", reason: null });
});

Deno.test("a trial that had not settled, or was too short to tell, counts with a mark", () => {
  assert.equal(judged({ settled: false }).state, "unsettled");
  assert.match(judged({ settled: false }).reason!, /had not settled in the window/);
  assert.equal(judged({ settled: null }).state, "unsettled");
  assert.match(judged({ settled: null }).reason!, /too short to tell/);
  assert.equal(judged({ settled: undefined }).state, "sound");
});

Deno.test("Little's law broken beyond a tenth is the server's where the generator was always there", () => {
  const there = { generatorStallMs: 40, labStallMs: 1200 };
  assert.equal(judged({ latencyMeanMs: 91, ...there }).state, "sound");
  const broken = judged({ latencyMeanMs: 80, ...there });
  assert.equal(broken.state, "unsettled");
  assert.match(
    broken.reason!,
    /accounts for 20 % too few of the connections.*; the load generator was never away for longer than 0.04 s, so that it is the server's own, and counts\.$/,
  );
  assert.match(judged({ latencyMeanMs: 120, ...there }).reason!, /20 % too many/);
});

Deno.test("time that the load generator or the machine lost makes a trial invalid", () => {
  // 20 % of 5 s: a second, of which one of them was away for half.
  const away = judged({ latencyMeanMs: 80, generatorStallMs: 600, labStallMs: 30 });
  assert.equal(away.state, "invalid");
  assert.match(away.reason!, /the load generator itself had no turn for 0\.6 s\.$/);
  const all = judged({ latencyMeanMs: 80, generatorStallMs: 900, labStallMs: 910 });
  assert.match(all.reason!, /everything stood still: the load generator for 0\.9 s, the lab for/);
  const stolen = judged({ latencyMeanMs: 80, stolenCpuS: 1.5 });
  assert.deepEqual([stolen.state, /others had 1\.5 s of CPU/.test(stolen.reason!)], [
    "invalid",
    true,
  ]);
  // Whoever had the cores: the load generator had its turns.
  assert.equal(
    judged({ latencyMeanMs: 80, generatorStallMs: 60, stolenCpuS: 1.5 }).state,
    "unsettled",
  );
  // A load tool that tells nothing of itself: the lab beside it does.
  assert.equal(judged({ latencyMeanMs: 80, labStallMs: 800 }).state, "invalid");
  assert.equal(judged({ latencyMeanMs: 80, labStallMs: 20 }).state, "unsettled");
});

Deno.test("a window of an older run that was too short for its answers is the lab's doing", () => {
  const older = { plannedWindowS: undefined, latencyMeanMs: 80, latencyMaxMs: 3700 };
  const short = judged(older);
  assert.equal(short.state, "invalid");
  assert.match(
    short.reason!,
    /up to 3\.7 s, and the window of 5\.01 s was not made to fit them\.$/,
  );
  assert.equal(judged({ ...older, latencyMaxMs: 400 }).state, "unsettled");
  assert.equal(judged(older, { killBackendsEveryS: 1 }).state, "unsettled");
  const ceiling = judged({ latencyMeanMs: 80, serverProcessCount: 0 });
  assert.match(ceiling.reason!, /there is no server here, and the load tool spent it\.$/);
  assert.equal(ceiling.state, "invalid");
});

Deno.test("where nothing is recorded of who it was, a trial counts with a mark that says so", () => {
  const unknown = judged({ latencyMeanMs: 80 });
  assert.equal(unknown.state, "unsettled");
  assert.match(unknown.reason!, /who did it is not recorded, and so it counts\.$/);
});

Deno.test("Little's law asks nothing of an open loop", () => {
  const load = { kind: "open", rateRps: 640, arrivals: "poisson", connections: 500 } as const;
  assert.equal(judged({ latencyMeanMs: 20 }, { load }).state, "sound");
});

Deno.test("a window that lasted far longer than planned makes a trial invalid", () => {
  const held = judged({ durationS: 31, throughputRps: 64, latencyMeanMs: 1000 });
  assert.equal(held.state, "invalid");
  assert.match(held.reason!, /lasted 31 s and not the 5 s/);
  // One that fits a slow server is longer than the profile's, as planned.
  assert.equal(judged({ durationS: 20, plannedWindowS: 20 }).state, "sound");
});

Deno.test("a run from before windows were made to fit planned its profile's", () => {
  assert.equal(judged({ plannedWindowS: undefined }).state, "sound");
  assert.equal(judged({ plannedWindowS: undefined, durationS: 8 }).state, "invalid");
});

Deno.test("seconds without an answer count where the server stood still, and not where the machine did", () => {
  const seconds = { throughputSamplesRps: [640, 0, 0, 640, 640] };
  const stopped = judged({ ...seconds, generatorStallMs: 35, labStallMs: 20 });
  assert.equal(stopped.state, "unsettled");
  assert.match(stopped.reason!, /Nothing was answered in 2 seconds of the 5.*the server's own/);
  assert.equal(judged({ ...seconds, generatorStallMs: 1900, labStallMs: 1950 }).state, "invalid");
  assert.equal(judged({ ...seconds, otherCpuS: 4 }).state, "invalid");
  assert.equal(judged({ ...seconds, generatorStallMs: 35, otherCpuS: 4 }).state, "unsettled");
  assert.equal(judged(seconds).state, "unsettled");
});

Deno.test("seconds that are empty by chance, by latency or between bursts make nothing invalid", () => {
  assert.equal(judged({ throughputSamplesRps: [2, 0, 1, 3, 1] }).state, "sound");
  const inWaves = { latencyP50Ms: 900, throughputSamplesRps: [64, 0, 64, 64, 0] };
  assert.equal(judged(inWaves).state, "sound");
  const load = {
    ...{ kind: "open", rateRps: 100, arrivals: "burst", connections: 64 } as const,
    ...{ burstS: 1, burstPeriodS: 2 },
  };
  assert.equal(judged({ throughputSamplesRps: [200, 0, 200, 0, 200] }, { load }).state, "sound");
  // A load tool that cannot tell has no seconds.
  assert.equal(judged({ throughputSamplesRps: [] }).state, "sound");
});

Deno.test("a server that stands still counts, but not where the window was held up too", () => {
  const hung = { throughputSamplesRps: [640, 0, 0, 0, 0], latencyMeanMs: 30 };
  const scenario = { killBackendsEveryS: 1 };
  assert.equal(judged(hung, scenario).state, "unsettled");
  assert.equal(judged({ ...hung, durationS: 30 }, scenario).state, "invalid");
});

Deno.test("trialRows() has a trial's validity, and why", () => {
  const run = fixtureRun({ blocks: 1, cells: [fixtureCell("gamma-sync", 3, 5)] });
  Object.assign(run.trials[0]!.outcome, { settled: false });
  const [row] = trialRows(run);
  assert.equal(row!.validity, "unsettled");
  assert.match(row!.validityReason!, /had not settled/);
});
