import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../lab/analysis/fixtures.ts";
import { effectShareOf } from "../lab/analysis/known-effects.ts";
import { ROOT } from "../lab/system/state.ts";
import { appendTrial, createRun } from "../lab/store/append.ts";
import { temporaryData } from "../lab/store/temporary.ts";
import type { Cell } from "../lab/nouns/cell.ts";
import type { Run } from "../lab/nouns/run.ts";
import prove from "./prove.ts";

const cellOf = (options: Record<string, string>): Cell => {
  const cell = fixtureCell("known-effect", 1, null, { endpoint: "/static" });
  return { ...cell, settings: { ...cell.settings, options } };
};
const cells = ["100", "105", "110", "120"].map((work) => cellOf({ work }));
const rpsOf = (cell: Cell) => 1000 / (1 + (effectShareOf(cell) ?? 0));

async function keep(run: Run, experiment: string): Promise<void> {
  const { trials, end: _end, warnings: _warnings, ...header } = run;
  const runId = `2026-01-02-${experiment}-000000`;
  await createRun({ ...header, runId, plan: { ...header.plan, experiment } });
  for (const trial of trials) await appendTrial(runId, trial);
}

Deno.test("prove refuses bad options with a sentence and the remedy", async () => {
  const refused = (args: string[], sentence: RegExp) =>
    assert.rejects(prove(args, new Map()), sentence);
  await refused(["--repeats", "0"], /Cannot prove: --repeats is "0"; give a whole number/);
  await refused(["--shot-s", "5"], /--shot-s is "5"; give seconds from 28, the time of 5 blocks/);
  await refused(["--fast"], /Cannot prove: .*--fast.*use deno task prove \[--repeats N\]/);
});

Deno.test("prove --judge reads the stored runs and puts both protocols side by side", async () => {
  await using _data = await temporaryData();
  const made = { cells, repeatFirstCell: true, throughputRpsOf: rpsOf, answerCount: 20 };
  await keep(fixtureRun({ ...made, blocks: 12, noiseShare: 0.004 }), "known-effects");
  await keep(
    fixtureRun({ ...made, blocks: 2, noiseShare: 0.3, seed: 2 }),
    "known-effects-one-shot",
  );
  const options: Record<string, string>[] = [{}, { delayMs: "5" }, { work: "0" }];
  const latency = options.map(cellOf);
  await keep(
    fixtureRun({ cells: latency, blocks: 5, throughputRpsOf: () => 500 }),
    "known-effects-latency",
  );
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "prove", "--judge"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.ok(success, new TextDecoder().decode(stderr));
  // Two repeats of six blocks: 10 and 20 % are found in both, after five.
  assert.match(text, /10 %\s+2\s+2\s+0\s+0\s+0\s/);
  assert.match(text, /20 %\s+2\s+2\s+0\s+0\s+0\s/);
  assert.match(text, /Latency p50 grew by/);
});
