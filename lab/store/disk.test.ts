/** A disk that is full, or that nobody may write on, takes nothing away of what was kept before. */
import assert from "node:assert/strict";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { call } from "../system/processes/call.ts";
import { type Fault, faultTest } from "../testing/faults.ts";
import { temporaryFolder } from "../testing/folder.ts";

/** Writes a run until the disk refuses, and reads what is there then; on a small disk of its own. */
const WRITES = `
  import { fixtureRun } from "${new URL("../analysis/fixtures/runs.ts", import.meta.url)}";
  import { appendTrial, createRun } from "${new URL("./append.ts", import.meta.url)}";
  import { readRun } from "${new URL("./read.ts", import.meta.url)}";
  import { refusalOf } from "${new URL("../system/explain.ts", import.meta.url)}";
  const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun();
  let keptCount = 0;
  let said = null;
  await createRun(header);
  for (const trial of trials) {
    try {
      await appendTrial(header.runId, trial);
      keptCount++;
      if (Deno.args[0] === "read only" && keptCount === 2) {
        const mount = ["mount", "-o", "remount,ro", Deno.env.get("GAUNTLET_DATA")];
        await new Deno.Command(mount[0], { args: mount.slice(1) }).output();
      }
    } catch (error) {
      said = refusalOf(error);
      if (said === null) throw error;
      break;
    }
  }
  const { trials: read, warnings } = await readRun(header.runId);
  const isSame = JSON.stringify(read) === JSON.stringify(trials.slice(0, keptCount));
  console.log(JSON.stringify({ keptCount, readCount: read.length, isSame, said, warnings }));
`;

const CASES: [Fault, string, RegExp][] = [
  ["a full disk", "full", /trials\.jsonl: the disk is full; free some room/],
  ["a folder that is read only", "read only", /: it is on a disk that is read only; make it /],
];

for (const [fault, how, refusal] of CASES) {
  faultTest(
    fault,
    `a run on a disk that becomes ${how} keeps each trial before`,
    async (counted) => {
      await using folder = await temporaryFolder({ "writes.ts": WRITES, "disk/empty": "" });
      const disk = `${folder.folder}/disk`;
      // Of the fixtures' lines it holds a few.
      const script = `mount -t tmpfs -o size=64k none "${disk}" || { echo cannot; exit; }
      GAUNTLET_DATA="${disk}" exec "$0" run -A --quiet "$@"`;
      const args = ["-m", "bash", "-c", script, Deno.execPath()].concat(
        ["--config", new URL("../../deno.json", import.meta.url).pathname],
        [`${folder.folder}/writes.ts`, how],
      );
      const { stdout, said, success } = await call("unshare", args);
      if (/^cannot|not permitted|not found/m.test(said)) {
        counted.cannot = "it takes the right to mount a disk of one's own (root, unshare)";
        return;
      }
      assert.ok(success, said);
      const seen = JSON.parse(stdout);
      const all = fixtureRun().trials.length;
      assert.ok(seen.keptCount > 0 && seen.keptCount < all, `${seen.keptCount} of ${all}`);
      counted.trialsLost = seen.keptCount - seen.readCount;
      if (!seen.isSame) counted.wrongFigures++;
      assert.match(seen.said, refusal);
    },
  );
}

/** Begins a run, and tells what was said and what is left of it. */
const BEGINS = `
  import { fixtureRun } from "${new URL("../analysis/fixtures/runs.ts", import.meta.url)}";
  import { createRun } from "${new URL("./append.ts", import.meta.url)}";
  import { refusalOf } from "${new URL("../system/explain.ts", import.meta.url)}";
  const { trials: _trials, warnings: _warnings, end: _end, ...header } = fixtureRun();
  const said = await createRun(header).then(() => null, refusalOf);
  const left = [...Deno.readDirSync(Deno.env.get("GAUNTLET_DATA") + "/runs")].map((one) => one.name);
  console.log(JSON.stringify({ said, left }));
`;

faultTest(
  "a full disk",
  "a run whose header the disk has no room for leaves no folder, and says which file it was",
  async (counted) => {
    await using folder = await temporaryFolder({ "begins.ts": BEGINS, "disk/empty": "" });
    const disk = `${folder.folder}/disk`;
    const script = `mount -t tmpfs -o size=4k none "${disk}" || { echo cannot; exit; }
    GAUNTLET_DATA="${disk}" exec "$0" run -A --quiet "$@"`;
    const { stdout, said, success } = await call(
      "unshare",
      ["-m", "bash", "-c", script, Deno.execPath()].concat(
        ["--config", new URL("../../deno.json", import.meta.url).pathname],
        [`${folder.folder}/begins.ts`],
      ),
    );
    if (/^cannot|not permitted|not found/m.test(said)) {
      counted.cannot = "it takes the right to mount a disk of one's own (root, unshare)";
      return;
    }
    assert.ok(success, said);
    const seen = JSON.parse(stdout);
    assert.match(
      seen.said,
      /run\.json[^ ]*: the disk is full; free some room, or set GAUNTLET_DATA/,
    );
    assert.deepEqual(seen.left, []);
  },
);
