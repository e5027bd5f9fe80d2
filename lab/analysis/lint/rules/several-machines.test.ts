import assert from "node:assert/strict";
import type { Environment } from "../../../nouns/environment.ts";
import type { Run } from "../../../nouns/run.ts";
import { BETA, changedRun, GAMMA, inComparison, inRun } from "../testing.ts";

/** A run of a fleet: even blocks are of another machine, whose environment is changed so. */
export function ofFleet(change: Partial<Environment> = {}, run: Run = changedRun()): Run {
  const joined = {
    schemaVersion: run.schemaVersion,
    startedAt: run.startedAt,
    why: "Another machine took part.",
    blocksMax: 4,
    budgetMin: null,
    environment: { ...run.environment, machineId: "other", ...change },
    earlierEnd: null,
    joins: true as const,
  };
  const trials = run.trials.map((trial) => (
    { ...trial, machineId: trial.block % 2 === 0 ? "other" : run.environment.machineId }
  ));
  return { ...run, trials, parts: [joined] };
}

Deno.test("several-machines names machines that are alike, as a note", () => {
  const [found] = inRun("several-machines", ofFleet());
  assert.equal(found!.severity, "note");
  assert.equal(
    found!.sentence,
    "Its blocks are of 2 machines: synthetic (2 cores, synthetic CPU, 8 GiB) and other (2 cores, " +
      "synthetic CPU, 8 GiB). A ratio is of one of them; medians of throughput are of all.",
  );
});

Deno.test("several-machines warns of machines or versions that are not alike", () => {
  assert.equal(inRun("several-machines", ofFleet({ cpuCoreCount: 8 }))[0]!.severity, "warning");
  const [found] = inRun("several-machines", ofFleet({ versions: { deno: "0.0.1" } }));
  assert.equal(found!.severity, "warning");
  assert.match(found!.sentence, /The versions of what they started are not the same\.$/);
});

Deno.test("several-machines says nothing of one, and machine-changed nothing of several", () => {
  assert.deepEqual(inRun("several-machines", changedRun()), []);
  assert.deepEqual(inRun("machine-changed", ofFleet({ cpuCoreCount: 8 })), []);
});

Deno.test("shared-cores tells workers that were on one machine, and nothing else", () => {
  assert.deepEqual(inRun("shared-cores", ofFleet()), []);
  assert.equal(
    inRun("shared-cores", ofFleet({ workersHereCount: 2 }))[0]!.sentence,
    "2 workers of the fleet shared one machine and measured at the same time: each took cores from " +
      "the other's servers.",
  );
});

Deno.test("machines-disagree tells a ratio that is another on another machine, and no other", () => {
  const apart = changedRun({
    "gamma-sync": {
      outcome: ({ block, outcome }) => ({
        throughputRps: outcome.throughputRps * (block % 2 === 0 ? 1.5 : 1),
      }),
    },
  }, 8);
  const [found] = inComparison("machines-disagree", ofFleet({}, apart));
  assert.match(
    found!.sentence,
    /^By machine: 1\.0\d on synthetic .* 1\.\d+ on other .*They do not agree/,
  );
  assert.deepEqual(inComparison("machines-disagree", ofFleet({}, changedRun({}, 8))), []);
  assert.deepEqual(inComparison("machines-disagree", apart), []);
  const claims = [{
    ...{ id: "gamma-wins", source: "gauntlet", sentence: "Gamma wins", expects: "more" as const },
    of: [GAMMA, BETA] as [typeof GAMMA, typeof BETA],
  }];
  const claimed = { ...apart, plan: { ...apart.plan, claims } };
  assert.match(
    inRun("machines-disagree", ofFleet({}, claimed))[0]!.sentence,
    /against .*do not agree/,
  );
});
