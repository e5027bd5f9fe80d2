/** Files that are none, are missing or may not be read: a sentence, and the other runs are shown. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { RUN_FILES } from "../nouns/run.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { call } from "../system/processes/call.ts";
import { dataPath, GauntletError } from "../system/state.ts";
import { appendTrial, createRun, endRun } from "./append.ts";
import { latestBench } from "./bench.ts";
import { runFile, runFolder } from "./folder.ts";
import { notedClaims, recordedClaims } from "./ledger.ts";
import { listRuns, readRun } from "./read.ts";
import { recordedRuns } from "./recorded.ts";
import { newestRun } from "./select.ts";
import { temporaryData } from "./temporary.ts";

const { trials, warnings: _none, end: _end, ...header } = fixtureRun({ answerCount: 5 });
const name = header.plan.experiment;
const GOOD = header.runId;
const BROKEN = `2026-09-09-${name}-broken`;

async function write(runId: string, startedAt: string): Promise<void> {
  await createRun({ ...header, runId, startedAt });
  for (const trial of trials) await appendTrial(runId, trial);
  const endedAt = "2026-10-01T00:00:00.000Z";
  const end = { schemaVersion: SCHEMA_VERSION, endedAt, reason: "blocks" } as const;
  await endRun(runId, { ...end, trialCount: trials.length });
}

/** What may stand where a file should, and what is said of it. */
const INSTEAD: Record<string, { make: (path: string) => Promise<unknown>; said: RegExp }> = {
  "a folder": {
    make: (path) => Deno.mkdir(path),
    said: /it is a folder; move it elsewhere, and restore the file$/,
  },
  "a link to nothing": {
    make: (path) => Deno.symlink("nowhere", path),
    said: /it is missing; restore the file$/,
  },
  "a link to itself": {
    make: (path) => Deno.symlink(path, path),
    said: /it is a link that leads back to itself; restore the file$/,
  },
  "a pipe that nobody writes to": {
    make: (path) => call("mkfifo", [path]),
    said: /it is no plain file; move it elsewhere, and restore the file$/,
  },
  "bytes that are no text": {
    make: (path) => Deno.writeFile(path, new Uint8Array([0xff, 0xfe, 0, 10, 0xc0, 10])),
    said: /it is no JSON|its checksum is missing|its SHA-256 is/,
  },
};

for (const [what, { make, said }] of Object.entries(INSTEAD)) {
  Deno.test(`${what} in the place of a run's file is a sentence, and the other run is shown`, async () => {
    await using _data = await temporaryData();
    await write(GOOD, header.startedAt);
    await write(BROKEN, "2026-09-09T00:00:00.000Z");
    assert.equal((await newestRun({ name }, "here")).runId, BROKEN);
    for (const file of RUN_FILES) {
      const path = runFile(BROKEN, file);
      const text = await Deno.readTextFile(path).catch(() => null);
      if (text !== null) await Deno.remove(path);
      await make(path);
      await assert.rejects(readRun(BROKEN), (error) => {
        assert.ok(error instanceof GauntletError, `${file}: ${error}`);
        assert.match(error.message, new RegExp(`data/runs/${BROKEN}/${file}`));
        assert.match(error.message, said);
        return true;
      });
      assert.equal((await newestRun({ name }, "here")).runId, GOOD, file);
      await Deno.remove(path, { recursive: true });
      if (text !== null) await Deno.writeTextFile(path, text);
    }
    await readRun(BROKEN);
  });
}

Deno.test("a run without its trials, or with a file for a folder, breaks no other", async () => {
  await using _data = await temporaryData();
  await write(GOOD, header.startedAt);
  await write(BROKEN, "2026-09-09T00:00:00.000Z");
  await Deno.remove(runFile(BROKEN, "trials.jsonl"));
  await assert.rejects(
    readRun(BROKEN),
    new RegExp(`^GauntletError: Cannot read data/runs/${BROKEN}/trials\\.jsonl: it is missing`),
  );
  assert.equal((await newestRun({ name }, "here")).runId, GOOD);
  await Deno.remove(runFolder(BROKEN), { recursive: true });
  await Deno.writeTextFile(runFolder(BROKEN), "");
  assert.deepEqual(await listRuns(), [GOOD]);
  await assert.rejects(readRun(BROKEN), /: what should be its folder is none; restore the file$/);
});

Deno.test("folders for a recorded.json, a ledger, a bench or all runs are each a sentence", async () => {
  await using data = await temporaryData();
  const refuses = async (path: string, read: () => Promise<unknown>, words: RegExp) => {
    await Deno.mkdir(path, { recursive: true });
    await assert.rejects(read, (error) => error instanceof GauntletError && words.test(`${error}`));
    await Deno.remove(path);
  };
  const folder = /: it is a folder; move it elsewhere, and /;
  await refuses(join(data.folder, "recorded.json"), recordedRuns, folder);
  await refuses(join(data.folder, "ledger.json"), recordedClaims, folder);
  await refuses(dataPath("bench", "recorded.json"), () => latestBench("here"), folder);
  const noted = join(data.folder, "noted");
  // deno-lint-ignore require-await -- what it reads it reads at once
  await refuses(join(noted, "one.json"), async () => notedClaims(noted), folder);
  await Deno.writeTextFile(dataPath("runs"), "");
  await assert.rejects(listRuns, /data\/runs: what should be its folder is none; make it a folder/);
});

Deno.test("what the kernel refuses to read is a sentence", async () => {
  await using _data = await temporaryData();
  await write(GOOD, header.startedAt);
  const path = runFile(GOOD, "trials.jsonl");
  // Root may read everything but what cannot be read.
  const isRoot = Deno.uid() === 0;
  if (isRoot) {
    await Deno.remove(path);
    await Deno.symlink("/proc/self/mem", path);
  } else await Deno.chmod(path, 0o000);
  await assert.rejects(
    readRun(GOOD),
    isRoot
      ? /trials\.jsonl: the disk failed; see whether it is broken, and restore the file$/
      : /trials\.jsonl: this user may not; change its rights or its owner, or restore the file$/,
  );
});
