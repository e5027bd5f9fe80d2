/** A recording, from its program to what is shown. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { call } from "../lab/system/processes/call.ts";
import { temporaryFolder } from "../lab/testing/folder.ts";
import { task } from "../lab/testing/task.ts";

const SHORT = "full: { blocks: 1, warmUpS: 0.3, windowS: 0.5 }";

Deno.test("what is recorded is committed first, noted before it is measured, and repeated with a reason", async () => {
  await using temporary = await temporaryFolder();
  const project = join(temporary.folder, "kiosks");
  const of = ["--project", project];
  const git = (...args: string[]) => call("git", ["-C", project, ...WHO, ...args]);
  const told = async (...args: string[]) => (await task(...args, ...of)).text;
  const write = (file: string, text: string) => Deno.writeTextFile(join(project, file), text);

  await told("new-workload", "kiosk");
  await told("new-notebook", "kiosk");
  assert.match(
    await told("record"),
    /Cannot record: data\/recording\.json is not there; write \{"ex/,
  );
  const notebook = join(project, "notebooks", "01-kiosk.ipynb");
  const text = await Deno.readTextFile(notebook);
  await Deno.writeTextFile(notebook, text.replace("claims: [{", `${SHORT}, claims: [{`));
  const program = (experiment: string) =>
    JSON.stringify({ experiments: [{ experiment, minutes: 0.1, why: "It is a test." }] });
  await write("data/recording.json", program("kisok"));
  assert.match(
    await told("record"),
    /Cannot record: this is no checkout of git; commit the project/,
  );
  await git("init", "--quiet");
  await git("commit", "--quiet", "--allow-empty", "--message", "Nothing yet");
  assert.match(await told("record"), /data\/recording\.json is not committed; use git add -f/);
  const commit = async () => {
    await git("add", "--all");
    await git("add", "--force", "data/recording.json");
    await git("commit", "--quiet", "--message", "Before it is measured");
  };
  await commit();
  assert.match(await told("record"), /no notebook has such an experiment; did you mean "kiosk"/);
  await write("data/recording.json", program("kiosk"));
  assert.match(
    await told("record"),
    /Cannot record: data\/recording\.json differs? from the commit/,
  );
  await commit();

  const first = await told("record", "--minutes", "2");
  assert.match(first, /Everything is recorded/);
  const again = await told("record");
  assert.match(again, /is there\n/, "and nothing is measured twice");
  const runId = first.match(/data\/runs\/(\S+)/)![1]!;
  assert.match(
    await told("record", runId),
    /Cannot record ".*" by hand: data\/recording\.json says/,
  );
  assert.match(await told("record", "--again", " "), /--again has no reason/);
  await told("record", "--again", "The first was too short.", "kiosk");
  const lines = await Deno.readTextFile(join(project, "data", "recordings.jsonl"));
  assert.deepEqual(lines.trim().split("\n").map((line) => JSON.parse(line).why), [
    null,
    "The first was too short.",
  ]);
  const recorded = JSON.parse(await Deno.readTextFile(join(project, "data", "recorded.json")));
  assert.notEqual(recorded.kiosk.shown, runId);
  assert.deepEqual(recorded.kiosk.beside, [runId]);
});

const WHO = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
