import assert from "node:assert/strict";
import { fixtureRun } from "../lab/analysis/fixtures/runs.ts";
import { effectShareOf } from "../lab/analysis/known-effects/known-effects.ts";
import { ROOT } from "../lab/system/state.ts";
import { appendTrial, createRun } from "../lab/store/append.ts";
import { temporaryData } from "../lab/store/temporary.ts";
import type { Cell } from "../lab/nouns/cell.ts";
import type { Experiment } from "../lab/nouns/experiment.ts";
import { planHash } from "../lab/nouns/plan.ts";
import prove from "./prove.ts";
import { experimentsOf, namesOf, SERVERS } from "./prove/recordings.ts";

const rpsOf = (cell: Cell) => 1000 / (1 + (effectShareOf(cell) ?? 0));

/** A run of an experiment as if it had been measured. */
async function keep({ name, cells }: Experiment, blocks: number, noiseShare: number) {
  const { trials, end: _end, warnings: _warnings, ...header } = fixtureRun({
    ...{ cells, blocks, noiseShare, throughputRpsOf: rpsOf, answerCount: 20 },
  });
  for (const { cell, outcome } of trials) {
    if (outcome.state !== "completed") continue;
    outcome.serverCpuS = outcome.okCount * 0.001 * (1 + 0.9 * (effectShareOf(cell) ?? 0));
  }
  const runId = `2026-01-02-${name}-000000`;
  await createRun({ ...header, runId, plan: { ...header.plan, experiment: name } });
  for (const trial of trials) await appendTrial(runId, trial);
}

async function told(...args: string[]) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "prove", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  return {
    success,
    text: new TextDecoder().decode(stdout),
    said: new TextDecoder().decode(stderr),
  };
}

Deno.test("prove refuses bad options with a sentence and the remedy", async () => {
  const refused = (args: string[], sentence: RegExp) =>
    assert.rejects(prove(args, new Map()), sentence);
  await refused(
    ["--record", "--minutes", "0"],
    /Cannot prove: --minutes is "0"; give a whole number from 1 to 600/,
  );
  await refused(["--record", "--shots", "1.5"], /--shots is "1.5"; give a whole number from 1/);
  await refused(["--minutes", "5"], /say how to record; give --record too; use deno task prove/);
  await refused(["--server", "flaks"], /--server is "flaks"; .*flask/);
  await refused(["--fast"], /Cannot prove: .*--fast.*use deno task prove \[--server S\]/);
});

Deno.test("a server's recording is its base twice and three effects, decided before it is measured", () => {
  for (const server of SERVERS) {
    const [recording, ...others] = experimentsOf(server, { minutes: 60, shots: 5 });
    assert.deepEqual(recording!.cells.map(effectShareOf), [0, 0, 0.05, 0.1, 0.2]);
    assert.deepEqual(others.at(-1)!.cells, recording!.cells);
    assert.deepEqual(others.at(-1)!.full.windowS, 30);
    const { blocksMax, budgetMin } = recording!.full;
    assert.ok(budgetMin === 60 && blocksMax! >= 80 && blocksMax! <= 120, `${blocksMax}`);
    const again = experimentsOf(server, { minutes: 60, shots: 5 })[0]!;
    const hash = ({ cells, full }: Experiment) => planHash(cells, full);
    assert.equal(hash(again), hash(recording!));
    const names = Object.values(namesOf(server));
    for (const { name } of [recording!, ...others]) assert.ok(names.includes(name), name);
  }
});

Deno.test("prove replays what was recorded, and says what was not", async () => {
  await using _data = await temporaryData();
  const nothing = await told("--server", "flask");
  assert.equal(nothing.success, false);
  assert.match(nothing.said, /flask was not recorded; record first, with deno task prove --record/);

  const [recording, size, shots] = experimentsOf("flask", { minutes: 60, shots: 2 });
  await keep(recording!, 22, 0.004);
  await keep(size!, 8, 0.004);
  await keep(shots!, 2, 0.3);
  const { success, text, said } = await told();
  assert.ok(success, said);
  assert.match(text, /deno: not recorded yet; "deno task prove --record" does it/);
  // Four stretches of five blocks each, and two blocks that are left over.
  assert.match(text, /^0 %\s+4\s+0\s+0\s+4\s+0\s+0\s/m);
  assert.match(text, /^20 %\s+4\s+0\s+4\s+0\s+0\s+0\s/m);
  assert.match(text, /^10 %\s+\d\s+\d\s+\d\s+\d\s+\d of 2\s/m);
  assert.match(text, /^10 %\s+9 % \(.*\)\s+9 % \(/m);
  assert.match(text, /flask\s+10 % more is found: at least 9 of 10\s+4 of 4\s+0\s.*\smet/);
  assert.match(text, /flask\s+nothing more is called different: at most 1 of 20\s+0 of 4/);
});
