import assert from "node:assert/strict";
import { fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import type { Run, RunEnd } from "../../lab/nouns/run.ts";
import type { Begun, Program } from "../../lab/store/program.ts";
import { type Part, recordProgram, type Tools, type Wanted } from "./recorder.ts";
import { measuredMin } from "./standing.ts";

const PROGRAM: Program = {
  experiments: ["first", "second"].map((experiment) => ({ experiment, minutes: 20, why: "…" })),
};

/** A recording that is made up: each part adds as many blocks as its minutes hold. */
function desk({ codeHash = "code", begun = [] as Begun[], runs = new Map<string, Run>() } = {}) {
  const parts: { experiment: string; part: Part }[] = [];
  const shown: string[] = [];
  const told: string[] = [];
  let spentMin = 0;
  const tools: Tools = {
    begun: () => Promise.resolve(begun),
    noteBegun: (each) => Promise.resolve(void begun.push(each)),
    readRun: (runId) => Promise.resolve(runs.get(runId) ?? null),
    show: (run) => Promise.resolve(void shown.push(run.runId)),
    tell: (line) => void told.push(line),
    spentMin: () => spentMin,
    now: () => new Date("2026-01-02T03:04:05Z"),
    ...{ codeHash, commit: "c0ffee00" },
    async measure({ experiment }, part) {
      parts.push({ experiment, part });
      const earlier = part.run?.trials.at(-1)?.block ?? 0;
      const blocks = earlier + Math.floor(part.minutes * 60 / BLOCK_S);
      const runId = part.run?.runId ?? `${experiment}-${runs.size + 1}`;
      const run = { ...runOf(blocks), runId };
      if (part.run === null) await part.onBegun(runId, run.plan);
      runs.set(runId, { ...run, end: ended("budget") });
      spentMin += part.minutes;
    },
  };
  const record = (wanted: Partial<Wanted> = {}) => {
    spentMin = 0;
    return recordProgram(PROGRAM, { minutes: 60, again: null, experiments: [], ...wanted }, tools);
  };
  return { record, begun, runs, parts, shown, told, tools };
}

const [CELL] = fixtureRun().plan.trials.map(({ cell }) => cell);
const WHOLE = fixtureRun({
  blocks: 30,
  cells: Array.from({ length: 8 }, () => CELL!),
  answerCount: 5,
});
/** As far as so many blocks of it were measured. */
const runOf = (blocks: number) => ({
  ...WHOLE,
  trials: WHOLE.trials.filter(({ block }) => block <= blocks),
});
/** What a block of it takes. */
const BLOCK_S = measuredMin(runOf(1)) * 60;
const ended = (reason: RunEnd["reason"]): RunEnd => ({
  ...{ schemaVersion: 2 as const, endedAt: "2026-01-02T04:00:00.000Z", reason },
});

Deno.test("experiments are recorded in their order, each is noted before it and shown after it", async () => {
  const { record, begun, shown } = desk();
  assert.deepEqual(await record(), []);
  assert.deepEqual(begun.map(({ runId, why }) => [runId, why]), [
    ["first-1", null],
    ["second-2", null],
  ]);
  assert.deepEqual(shown, ["first-1", "second-2"]);
});

Deno.test("what the minutes do not hold is gone on with by the next call, and nothing is done twice", async () => {
  const { record, parts, shown, told: lines } = desk();
  assert.deepEqual(await record({ minutes: 12 }), ["first", "second"]);
  assert.deepEqual(await record({ minutes: 12 }), ["second"]);
  assert.equal(
    lines.at(-1),
    "second: not begun, since it may take 20 min and 4 are left",
    "it would be cut off, and could only be gone on with on this machine",
  );
  assert.deepEqual(await record({ minutes: 60 }), []);
  assert.deepEqual(await record({ minutes: 60 }), []);
  const told = parts.map(({ experiment, part }) => [experiment, part.run?.runId ?? "new"]);
  assert.deepEqual(told, [
    ["first", "new"],
    ["first", "first-1"],
    ["second", "new"],
  ]);
  const leftMin = 20 - measuredMin(runOf(Math.floor(12 * 60 / BLOCK_S)));
  assert.equal(parts[1]!.part.minutes, leftMin, "what is left of its own");
  assert.equal(new Set(shown).size, 2);
});

Deno.test("a run that was cut off is gone on with, one that decided early is done", async () => {
  const { record, runs, begun, parts } = desk();
  await record({ minutes: 5 });
  const cut = begun[0]!.runId;
  runs.set(cut, { ...runs.get(cut)!, end: null });
  await record({ minutes: 2 });
  assert.equal(parts[1]!.part.run?.runId, cut);
  runs.set(cut, { ...runs.get(cut)!, end: ended("decided") });
  await record();
  assert.deepEqual(parts.slice(2).map(({ experiment }) => experiment), ["second"]);
});

Deno.test("what was begun is measured anew only with a reason, which is noted, and is kept", async () => {
  const { record, begun, runs } = desk();
  await record();
  const again = "The machine was busy.";
  assert.deepEqual(await record({ again, experiments: ["second"] }), []);
  assert.deepEqual(begun.map(({ experiment, why }) => [experiment, why]), [
    ["first", null],
    ["second", null],
    ["second", again],
  ]);
  assert.equal(runs.size, 3);
  await record();
  assert.equal(runs.size, 3, "the newer one is done");
});

Deno.test("a run that is gone, other code and a name that is not in the program are refused", async () => {
  const { record, runs, begun } = desk();
  await record({ minutes: 5 });
  runs.clear();
  await assert.rejects(record(), {
    message:
      'Cannot go on with recording "first": data/runs/first-1 was begun and cannot be read; ' +
      "bring it back, or measure it anew with --again and the reason",
  });
  await assert.rejects(desk({ codeHash: "other", begun }).record(), {
    message: "Cannot record: 1 runs of this program were begun with other code (commit c0ffee0), " +
      "and one recording is of one code; check that out, or measure everything anew with --again " +
      "and the reason",
  });
  await assert.rejects(record({ again: "Why not?", experiments: ["third"] }), {
    message: 'Cannot record "third": data/recording.json has only first, second',
  });
  const anew = desk({ codeHash: "other", begun: [...begun] });
  assert.deepEqual(await anew.record({ again: "The servers were mended." }), []);
  assert.deepEqual(anew.begun.slice(1).map(({ why }) => why), ["The servers were mended.", null]);
});
