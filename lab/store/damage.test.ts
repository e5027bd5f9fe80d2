/** Runs that something has changed, and folders that are none. */
import assert from "node:assert/strict";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { seededRandom } from "../nouns/random.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import type { CompletedTrial, Trial } from "../nouns/trial.ts";
import { GauntletError } from "../system/state.ts";
import { appendTrial, createRun, endRun } from "./append.ts";
import { stamped, unstamped } from "./checksum.ts";
import { contradictionOf } from "./contradictions.ts";
import { endFile, headerFile, runFolder, trialsFile } from "./folder.ts";
import { listRuns, readRun } from "./read.ts";
import { newestRun } from "./select.ts";
import { temporaryData } from "./temporary.ts";
import { readTrials } from "./trials.ts";
import { faultTest } from "../testing/faults.ts";

const { trials, warnings: _none, end: _end, ...header } = fixtureRun();
const end = {
  schemaVersion: SCHEMA_VERSION,
  endedAt: "2026-01-02T04:00:00.000Z",
  reason: "blocks",
} as const;

/** Writes the run of the fixtures, or one like it. */
async function write(
  { runId = header.runId, startedAt = header.startedAt, of = trials, ends = true } = {},
): Promise<string> {
  await createRun({ ...header, runId, startedAt });
  for (const trial of of) await appendTrial(runId, trial);
  if (ends) await endRun(runId, { ...end, trialCount: of.length });
  return runId;
}

const failed = (trial: Trial): Trial => ({
  ...trial,
  outcome: { state: "failed", reason: "Cannot reach PostgreSQL" },
});

faultTest("flipped bits", "of 300 flipped bits none changes a run in silence", async (counted) => {
  counted.triedCount = 300;
  await using _data = await temporaryData();
  const runId = await write();
  const whole = JSON.stringify(await readRun(runId));
  const random = seededRandom(11);
  let noticed = 0;
  const files = [headerFile(runId), trialsFile(runId), endFile(runId)];
  for (let flip = 0; flip < 300; flip++) {
    const file = files[flip % files.length]!;
    const bytes = await Deno.readFile(file);
    const changed = bytes.slice();
    changed[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
    await Deno.writeFile(file, changed);
    try {
      // One in the white space of a file that is read as a whole may mean nothing.
      const { warnings, ...run } = await readRun(runId);
      const told = warnings.length > 0;
      if (!told && JSON.stringify({ ...run, warnings }) !== whole) {
        counted.wrongFigures++;
        console.error(`flip ${flip} in ${file} changed the run in silence`);
      }
      if (told) noticed++;
    } catch (error) {
      assert.ok(error instanceof GauntletError, String(error));
      assert.match(error.message, /^Cannot read .*data\/runs\/|^Cannot read the run /);
      noticed++;
    }
    await Deno.writeFile(file, bytes);
  }
  assert.ok(noticed >= 292, `${noticed} of 300 were noticed`);
});

Deno.test("a digit, a lost line and a lost checksum are each a sentence that names the place", async () => {
  await using _data = await temporaryData();
  const runId = await write();
  const refuses = async (file: string, change: (text: string) => string, words: RegExp) => {
    const text = await Deno.readTextFile(file);
    assert.notEqual(change(text), text);
    await Deno.writeTextFile(file, change(text));
    await assert.rejects(readRun(runId), words);
    await Deno.writeTextFile(file, text);
  };
  const lines = trialsFile(runId);
  await refuses(
    lines,
    (text) => text.replace(/"serverCpuS":(\d)/, (_, digit) => `"serverCpuS":${(+digit + 1) % 10}`),
    /trials\.jsonl, line 1: its checksum is that of another text: it was changed or damaged; restore the file$/,
  );
  await refuses(
    lines,
    (text) => text.replace(/,"checksum":"\w+"/, ""),
    /trials\.jsonl, line 1: its checksum is missing/,
  );
  await refuses(
    lines,
    (text) => text.split("\n").toSpliced(1, 1).join("\n"),
    new RegExp(
      `trials\\.jsonl: it has ${trials.length - 1} trials, and end\\.json says ${trials.length}`,
    ),
  );
  await refuses(
    headerFile(runId),
    (text) => text.replace('"seed": 1', '"seed": 2'),
    /run\.json: its checksum is that of another text/,
  );
  await refuses(
    endFile(runId),
    (text) => text.replace("blocks", "budget"),
    /end\.json: its checksum is that of another text/,
  );
});

Deno.test("a checksum is behind the fields, in one line or in several, and belongs to the whole", () => {
  for (const indent of [undefined, 2]) {
    const text = stamped({ a: 1, deep: { checksum: "mine" } }, indent);
    assert.deepEqual(Object.keys(JSON.parse(text)), ["a", "deep", "checksum"]);
    const { text: rest, isRight } = unstamped(text + "\n");
    assert.deepEqual([JSON.parse(rest), isRight], [{ a: 1, deep: { checksum: "mine" } }, true]);
    assert.equal(unstamped(text.replace("mine", "yours")).isRight, false);
  }
  assert.equal(unstamped('{"a":1}').isRight, null);
});

Deno.test("a trial that contradicts itself or its plan is refused by name", async () => {
  await using _data = await temporaryData();
  const [trial] = trials as CompletedTrial[];
  const { outcome } = trial!;
  const changed = (given: Partial<typeof outcome>): Trial => (
    { ...trial!, outcome: { ...outcome, ...given } }
  );
  assert.match(
    contradictionOf(changed({ throughputRps: outcome.throughputRps + 2 }))!,
    /^throughputRps is [\d.]+, and its \d+ answers in [\d.]+ s are [\d.]+ a second$/,
  );
  assert.match(
    contradictionOf(changed({ latencyP50Ms: outcome.latencyP99Ms * 1.01 + 1 }))!,
    /^latencyP50Ms is [\d.]+, above latencyP90Ms, which is [\d.]+$/,
  );
  const other = structuredClone(trial!);
  other.cell.settings.workers = 63;
  await assert.rejects(
    readRun(await write({ of: [other] })),
    /trials\.jsonl, line 1: its plan has no such cell; restore the file$/,
  );
  await Deno.remove(runFolder(header.runId), { recursive: true });
  await assert.rejects(
    readRun(await write({ of: [{ ...trial!, trial: 9999, block: 9 }] })),
    /trials\.jsonl, line 1: its plan has no trial 9999 in block 9; restore the file$/,
  );
});

Deno.test("a trial that failed and was measured again counts once, as it came out then", async () => {
  await using _data = await temporaryData();
  const [first, ...others] = trials;
  const runId = await write({ of: [failed(first!), ...others, first!], ends: false });
  assert.deepEqual((await readRun(runId)).trials, [...others, first]);
  await appendTrial(runId, first!);
  await assert.rejects(readRun(runId), /trial 1 is there twice/);
});

faultTest(
  "odd folders",
  "odd folders and copies are left out with a warning that names them",
  async () => {
    await using _data = await temporaryData();
    const runId = await write();
    for (const name of ["my notes", ".hidden", `${runId} (copy)`]) {
      await Deno.mkdir(`${runFolder(runId)}/../${name}`);
      await Deno.copyFile(headerFile(runId), `${runFolder(runId)}/../${name}/run.json`);
    }
    const said: string[] = [];
    assert.deepEqual(await listRuns((sentence) => said.push(sentence)), [runId]);
    assert.deepEqual(said.toSorted(), [
      "Leaving out data/runs/.hidden: no run has such a name; move it elsewhere, or rename it",
      `Leaving out data/runs/${runId} (copy): no run has such a name; move it elsewhere, or rename it`,
      "Leaving out data/runs/my notes: no run has such a name; move it elsewhere, or rename it",
    ]);
    await Deno.mkdir(runFolder(`${runId}-copy`));
    await Deno.copyFile(headerFile(runId), headerFile(`${runId}-copy`));
    await assert.rejects(
      readRun(`${runId}-copy`),
      new RegExp(`it is a copy of "${runId}"; move its folder out of data/runs$`),
    );
    assert.equal((await newestRun({ name: header.plan.experiment }, "here")).runId, runId);
  },
);

faultTest(
  "odd folders",
  "a file, a link to nothing and a folder without its header are named, and a link to a run is one",
  async () => {
    await using _data = await temporaryData();
    const runId = await write();
    const at = (name: string) => `${runFolder(runId)}/../${name}`;
    await Deno.writeTextFile(at("a-file"), "");
    await Deno.writeTextFile(at("README.md"), "what a reader keeps beside runs is no run");
    await Deno.symlink("nowhere", at("a-link"));
    await Deno.mkdir(at("just-being-made"));
    await Deno.mkdir(at("without-header"));
    await Deno.writeTextFile(at("without-header/trials.jsonl"), "");
    await Deno.rename(runFolder(runId), at("../elsewhere"));
    await Deno.symlink("../elsewhere", runFolder(runId));
    const said: string[] = [];
    assert.deepEqual(await listRuns((sentence) => said.push(sentence)), [runId]);
    assert.deepEqual(said, [
      "Leaving out data/runs/a-file: it is no folder; move it elsewhere, or restore the run's folder",
      "Leaving out data/runs/a-link: it is no folder; move it elsewhere, or restore the run's folder",
      "Leaving out data/runs/without-header: it has no run.json; move it elsewhere, or restore that file",
    ]);
    assert.equal((await readRun(runId)).trials.length, trials.length);
  },
);

faultTest(
  "broken runs",
  "a broken run, and one of which no trial completed, do not take the place of a good one",
  async () => {
    await using _data = await temporaryData();
    const name = header.plan.experiment;
    const named = (what: string) => `2026-09-09-${name}-${what}`;
    const empty = await write({
      ...{ runId: named("empty"), startedAt: "2026-09-09T00:00:00.000Z" },
      of: trials.map(failed),
    });
    const mine = header.environment.machineId;
    assert.equal((await newestRun({ name }, mine)).runId, empty, "where there is no other");
    const broken = await write({ runId: named("broken"), startedAt: "2026-09-10T00:00:00.000Z" });
    await Deno.writeTextFile(headerFile(broken), '{"schemaVersion": 2, "ru');
    const good = await write({ ends: false, of: trials.slice(0, 2) });
    assert.equal((await newestRun({ name }, mine)).runId, good);
    await Deno.remove(runFolder(good), { recursive: true });
    await Deno.remove(runFolder(empty), { recursive: true });
    await assert.rejects(newestRun({ name }, mine), /broken\/run\.json: it is no JSON/);
  },
);

Deno.test("a file longer than a text can be is read line by line", async () => {
  await using data = await temporaryData();
  const path = `${data.folder}/long.jsonl`;
  // 600 MB of lines on a disk would cost more than they prove: the reader is given some at a time.
  const count = 3000;
  const perBlock = header.plan.trials.filter(({ block }) => block === 1).length;
  {
    using file = await Deno.open(path, { create: true, write: true });
    for (let trial = 1; trial <= count; trial++) {
      const block = Math.ceil(trial / perBlock);
      const line = stamped({ ...trials[trial % trials.length]!, trial, block }) + "\n";
      const bytes = new TextEncoder().encode(line);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    }
  }
  assert.ok((await Deno.stat(path)).size > 2 ** 20, "more than is read at once");
  const read = await readTrials(path, "long.jsonl", {
    ...{ plan: header.plan, blocksMax: Infinity, checksum: "must" },
  });
  assert.deepEqual([read.trials.length, read.warnings], [count, []]);
});
