import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureCell, fixtureRun } from "../lab/analysis/fixtures/runs.ts";
import { appendTrial, createRun } from "../lab/store/append.ts";
import { temporaryData } from "../lab/store/temporary.ts";
import { temporaryFolder } from "../lab/testing/folder.ts";
import add from "./add.ts";
import share from "./share.ts";

/** Of a workload that is here: its patterns are known, and it has none. */
const scenario = { workload: "known-effects", endpoint: "/static", size: 0 };
const cells = [fixtureCell("known-effect", 1, null, scenario)];

async function heard(work: Promise<void>): Promise<string> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => void lines.push(line);
  try {
    await work;
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

Deno.test("share says what the file holds, add takes it in once, and both name what is wrong", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.folder, "a.tar.gz");
  const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun({
    cells,
    answerCount: 3,
  });
  {
    await using _data = await temporaryData();
    await createRun(header);
    for (const trial of trials) await appendTrial(header.runId, trial);
    const args = [header.runId, "--to", file];
    const said = await heard(share(args, new Map()));
    assert.match(said, /a\.tar\.gz: [\d.]+ kB/);
    assert.match(said, /files +run\.json [\d.]+ kB, trials\.jsonl [\d.]+ kB; share\.json has the/);
    assert.match(said, /3 trials of "synthetic", full profile, cut off/);
    assert.match(said, /machine +2 cores of synthetic CPU, 8 GiB, synthetic OS/);
    assert.match(said, /taken out: nothing/);
    await assert.rejects(
      share(args, new Map()),
      /a\.tar\.gz is there; name another file with --to/,
    );
    await assert.rejects(share(["sythetic"], new Map()), /has no such run; the closest is "2026-/);
    await assert.rejects(share([], new Map()), /no run is named; use deno task share RUN/);
  }
  await using _data = await temporaryData();
  assert.match(
    await heard(add([file], new Map())),
    /^Added data\/runs\/2026-.*, a stranger's: 3 trials/,
  );
  assert.match(
    await heard(add([file], new Map())),
    /is there already: it was added on .* from a\.tar\.gz; nothing was changed$/,
  );
  await assert.rejects(
    add([file + "x"], new Map()),
    /a\.tar\.gzx": it is missing; correct its name/,
  );
  await assert.rejects(add([folder.folder], new Map()), /it is a folder; move it elsewhere/);
  await assert.rejects(add([], new Map()), /name one file; use deno task add FILE/);
});
