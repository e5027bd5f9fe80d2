/** Measuring from a notebook: whatever happens to kernel, executor or cell, nothing is left behind. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertNothingLeft, untilServing } from "../testing/leftovers.ts";
import { sendSignal } from "../system/processes/processes.ts";
import { executeNotebook } from "../report/execute.ts";
import { bench, fileText, outputsOf, textOfOutput } from "../report/fixtures.ts";
import { catalog } from "../server/catalog.ts";
import { statePath } from "../system/state.ts";
import { listRuns, readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";

/** Any server that needs nothing but Deno and has a database. */
const [variant] = [...catalog.variants.values()].filter(({ runtime, threaded, workload }) =>
  runtime === "deno" && !threaded && catalog.workloads.get(workload)?.database
);

/** A notebook inside the project, so that its kernel finds "lab", whose second cell measures. */
async function measuringNotebook(windowS: number) {
  const folder = statePath(`test-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(folder, { recursive: true });
  const pidFile = join(folder, "kernel-pid");
  const made = await bench();
  const path = await made.notebook("measuring.ipynb", [
    `import { experiment, grid, runOf } from "lab"; Deno.writeTextFileSync("${pidFile}", String(Deno.pid));`,
    `const small = experiment({ name: "small", question: "?",
      cells: grid({ variants: ["${variant!.name}"], workers: [1], connections: 4 }),
      quick: { blocks: 2, warmUpS: 0.3, windowS: ${windowS} }, full: { blocks: 1, warmUpS: 1, windowS: 1 } });
    const run = await runOf(small, { measure: true });`,
    `console.log(run.trials.length, run.runId);`,
  ]);
  const notebook = join(folder, "measuring.ipynb");
  await Deno.copyFile(path, notebook);
  const output = join(folder, "executed.ipynb");
  return {
    kernelPid: async () => Number(await fileText(pidFile)),
    output,
    execute: () => executeNotebook({ notebook, output, tools: made.tools }),
    [Symbol.asyncDispose]: async () => {
      await made[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("runOf() measures from a notebook, shows progress and provenance, and gives back the run", async () => {
  await using _data = await temporaryData();
  await using notebook = await measuringNotebook(0.5);
  await notebook.execute();
  const outputs = await outputsOf(notebook.output);
  const [runId] = await listRuns();
  assert.match(
    outputs[1]!.map(textOfOutput).join("\n"),
    /2 trials in \d+ s[\s\S]*Measured on this machine[\s\S]*: 2 blocks, 2 trials, 0.5 s a trial/,
  );
  assert.equal(textOfOutput(outputs[2]![0]).trim(), `2 ${runId}`);
  await assertNothingLeft();
});

Deno.test("an interrupted cell ends with a sentence, keeps what it measured, and leaves nothing behind", async () => {
  await using _data = await temporaryData();
  await using notebook = await measuringNotebook(20);
  const executing = assert.rejects(notebook.execute(), /cell 2 of 3 .* Interrupted/);
  const kernelPid = await notebook.kernelPid();
  await untilServing();
  sendSignal(kernelPid, "SIGINT");
  await executing;
  await assertNothingLeft();
  const [runId] = await listRuns();
  assert.deepEqual((await readRun(runId!)).trials, []);
});

Deno.test("SIGKILL to a kernel that measures leaves no process behind", async () => {
  await using _data = await temporaryData();
  await using notebook = await measuringNotebook(20);
  const executing = assert.rejects(notebook.execute(), /the kernel died/);
  const kernelPid = await notebook.kernelPid();
  await untilServing();
  sendSignal(kernelPid, "SIGKILL");
  await executing;
  await assertNothingLeft();
});
