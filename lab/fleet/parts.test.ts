/** What a fleet is asked and what it answers, without Dask. */
import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import type { RunnerEvent } from "../run/protocol.ts";
import { placementIn } from "../machines/known.ts";
import { fleetAddress, whereText } from "./address.ts";
import { answerOf } from "./answer.ts";
import { restsOf } from "./kept.ts";
import { Machines, type Member, refusalOf } from "./machines.ts";

Deno.test("fleetAddress() reads the three kinds, and refuses others with what would do", () => {
  assert.deepEqual(fleetAddress("tcp://10.0.0.5:8786"), {
    kind: "tcp",
    address: "tcp://10.0.0.5:8786",
  });
  assert.deepEqual(fleetAddress("local:2"), { kind: "local", count: 2 });
  assert.deepEqual(fleetAddress("ssh:hosts.txt"), { kind: "ssh", file: "hosts.txt" });
  for (
    const wrong of ["", "local", "local:0", "local:9", "local:two", "tcp://host", "http://a:1", "a"]
  ) {
    assert.throws(
      () => fleetAddress(wrong),
      /^GauntletError: Cannot use the fleet ".*"; use|it is/,
    );
  }
});

Deno.test("whereText() is what is typed again to go on there", () => {
  for (const text of ["tcp://10.0.0.5:8786", "tls://a:1", "local:2", "ssh:hosts.txt"]) {
    assert.equal(whereText({ fleet: fleetAddress(text) }), ` --fleet ${text}`);
  }
  for (const text of ["server=web,database=db,load=one,two", "load=one", "database=db"]) {
    assert.equal(whereText({ on: placementIn(text) }), ` --on ${text}`);
  }
  assert.equal(whereText({}), "");
});

const machine = (machineId: string, bootId: string | null = null, codeHash = "a".repeat(64)) => (
  { type: "machine" as const, machineId, bootId, codeHash }
);
const came = (of: ReturnType<typeof machine> | null, reason: string | null = null) => (
  { type: "worker" as const, worker: "tcp://10.0.0.6:1", name: "six", machine: of, reason }
);
const members: Member[] = [
  { worker: "tcp://10.0.0.5:1", name: "five", machine: machine("one", "boot"), ready: true },
];

Deno.test("of one state folder one worker takes part, and workers that share a machine are told", () => {
  assert.equal(refusalOf(came(machine("two", "other")), members, "a".repeat(64)), null);
  assert.match(
    refusalOf(came(machine("one", "other")), members, "a".repeat(64))!,
    /^it has the state folder of "five", which takes part; start one worker a machine$/,
  );
  const [told, notes]: [unknown[], string[]] = [[], []];
  const machines = new Machines({
    codeHash: "a".repeat(64),
    tell: (command) => told.push(command),
    note: (sentence) => notes.push(sentence),
  });
  machines.came({ ...came(machine("one", "boot")), worker: "w1", name: "one" });
  machines.came({ ...came(machine("two", "other")), worker: "w2", name: "two" });
  assert.deepEqual([machines.countBeside("w1"), notes], [1, []]);
  machines.came({ ...came(machine("three", "boot")), worker: "w3", name: "three" });
  assert.equal(machines.countBeside("w1"), 2);
  assert.match(notes[0]!, /^The workers one and three share a machine: /);
  assert.deepEqual(told, ["w1", "w2", "w3"].map((worker) => ({ type: "take", worker })));
  assert.equal(machines.ready.length, 0, "until they say so");
});

Deno.test("a worker that says nothing of its machine is refused with its reason", () => {
  assert.equal(refusalOf(came(null, "its Python is 3.13"), [], ""), "its Python is 3.13");
});

const run = fixtureRun({
  blocks: 2,
  cells: [fixtureCell("alpha-sync", 1, 5), fixtureCell("gamma-sync", 1, 5)],
});
const planned = run.plan.trials.filter(({ block }) => block === 1);
const trials = run.trials.filter(({ block }) => block === 1)
  .map((trial) => ({ ...trial, machineId: "synthetic" }));
const told = (trials: typeof run.trials): RunnerEvent[] => [
  { type: "block-staged", environment: run.environment, variantHashes: {} },
  ...trials.map((trial) => ({ type: "trial-measured" as const, trial })),
  { type: "block-ended" },
];
const answer = (events: RunnerEvent[], code = 0, log = "") =>
  answerOf({
    ...{ type: "block", block: 1, worker: "tcp://10.0.0.6:1", code, log },
    lines: events.map((event) => JSON.stringify(event)),
  });

Deno.test("a block counts as it was planned, and neither half nor as another machine's", () => {
  const whole = answer(told(trials));
  assert.ok(whole.state === "measured");
  assert.equal(whole.wrongFor(planned), null);
  const half = answer(told(trials.slice(1)));
  assert.ok(half.state === "measured");
  assert.equal(half.wrongFor(planned), "it handed over other trials than it was asked for");
  const elsewhere = answer(told(trials.map((trial) => ({ ...trial, machineId: "other" }))));
  assert.ok(elsewhere.state === "measured");
  assert.equal(elsewhere.wrongFor(planned), "it handed over trials of another machine");
});

Deno.test("a block whose runner ended early is none, whatever trials it told", () => {
  const cut = answer(told(trials).slice(0, -1), 1, "one line\nout of memory");
  assert.deepEqual(cut, {
    state: "failed",
    reason: "its runner ended early with exit code 1: out of memory",
  });
});

Deno.test("what a block lacks is for the machine of that block; one with nothing completed is for any", () => {
  const broken = fixtureRun({
    blocks: 3,
    cells: [fixtureCell("alpha-sync", 1, 5), fixtureCell("gamma-sync", 1, 5)],
    failedTrials: [1, 5, 6],
  });
  const on = {
    ...broken,
    trials: broken.trials.map((trial) => ({ ...trial, machineId: `m${trial.block}` })),
  };
  assert.deepEqual(
    restsOf(on.plan, on).map((
      { block, trials, machineId },
    ) => [block, trials[0]!.trial, trials.length, machineId]),
    [[1, 1, 1, "m1"]],
  );
  assert.deepEqual(restsOf(on.plan, null), []);
});
