/** The tasks from outside: what a reader types, and what is left when it is killed. */
import assert from "node:assert/strict";
import { assertNothingLeft, untilServing } from "../lab/testing/leftovers.ts";
import { treeOf } from "../lab/system/processes/proc.ts";
import { sendSignal } from "../lab/system/processes/processes.ts";
import { ROOT } from "../lab/system/state.ts";
import { listRuns, readRun } from "../lab/store/read.ts";
import { temporaryData } from "../lab/store/temporary.ts";

function task(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function said(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await task(...args).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("a wrong name is one sentence with what there is", async () => {
  for (
    const [args, sentence] of [
      [
        ["run", "nonsense"],
        /^Cannot find the notebook "nonsense": there are 00-start-here, .*; choose one\n$/,
      ],
      [["run"], /^Cannot run: name one of 00-start-here, .*\n$/],
      [
        ["run", "--resume", "nonsense"],
        /^Cannot read the run "nonsense": .* is missing; choose one of data\/runs\n$/,
      ],
      [["run", "start-here", "--bloks", "3"], /^Cannot run: .*--bloks.*\n$/],
      [["run", "start-here", "--blocks", "-3"], /^Cannot run: --blocks is "-3"; give a .*\n$/],
      [["run", "start-here", "--blocks", "many"], /^Cannot run: --blocks is "many"; give a .*\n$/],
      [
        ["run", "start-here", "--fleet", "local:2", "--on", "server=a"],
        /^Cannot run: --fleet gives whole blocks to machines and --on their roles; choose one; .*\n$/,
      ],
      [
        ["serve", "rails"],
        /^Cannot find the variant "rails": "deno task variants" lists all \d+\n$/,
      ],
      [
        ["serve", "deno-postgresjs", "--workers", "x"],
        /^Cannot serve: --workers is "x"; give a whole number from 1 to 1,024; use deno task serve .*\n$/,
      ],
      [
        ["serve", "deno-postgresjs", "--on", "server=web"],
        /^Cannot serve with --on: a server to try by hand is on this machine; leave it out, .*\n$/,
      ],
      [
        ["serve", "deno-postgresjs", "--threads", "3"],
        /^Cannot serve: deno-postgresjs has no threads to set; leave --threads out; .*\n$/,
      ],
      [["record", "--minutes", "x"], /^Cannot record: --minutes is "x"; give a .*\n$/],
    ] as const
  ) {
    const { code, text } = await said(...args);
    assert.equal(code, 1, text);
    assert.match(text, sentence);
  }
});

Deno.test("serve starts a server that answers, and stops it with its database", async () => {
  const serving = task("serve", "deno-postgresjs");
  let text = "";
  for await (const chunk of serving.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("Ctrl-C")) break;
  }
  const [url] = text.match(/http:\S+/)!;
  const quote = await (await fetch(url)).json();
  assert.deepEqual(Object.keys(quote), ["id", "text", "author", "views"]);
  for (const pid of await treeOf(serving.pid)) sendSignal(pid, "SIGTERM");
  await serving.stderr.cancel();
  await serving.status;
  await assertNothingLeft();
});

/** Starts a run of a minute, ends one of its processes when a trial is under way. */
async function killed(choose: (task: Deno.ChildProcess, tree: number[]) => number): Promise<void> {
  await using _data = await temporaryData();
  const running = task("run", "start-here", "--full");
  try {
    await untilServing();
    sendSignal(choose(running, await treeOf(running.pid)), "SIGKILL");
    await running.status;
    await assertNothingLeft();
    const [runId] = await listRuns();
    assert.deepEqual((await readRun(runId!)).warnings, []);
  } finally {
    await running.stdout.cancel();
    await running.stderr.cancel();
  }
}

Deno.test("SIGKILL to a task that measures leaves no process behind", async () => {
  await killed((_task, tree) => tree[1]!);
});

Deno.test("SIGKILL to the deno task that started a report leaves no process behind", async () => {
  const running = task("report", "start-here");
  const stdout = running.stdout.cancel();
  const stderr = running.stderr.cancel();
  const isKernel = async (pid: number) =>
    (await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "")).includes("jupyter");
  const kernels = async () =>
    (await Promise.all((await treeOf(running.pid)).map(isKernel))).filter(Boolean).length;
  for (let round = 0; round < 600 && await kernels() === 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  sendSignal(running.pid, "SIGKILL");
  await Promise.all([stdout, stderr, running.status]);
  await assertNothingLeft();
});

Deno.test("SIGKILL to the deno task that started it leaves no process behind", async () => {
  await killed((task) => task.pid);
});
