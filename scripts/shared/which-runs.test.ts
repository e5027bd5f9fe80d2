import assert from "node:assert/strict";
import { recordedRuns } from "../../lab/store/recorded.ts";
import { RUN_VARIABLE } from "../../lab/store/select.ts";
import { temporaryData } from "../../lab/store/temporary.ts";
import { chosenRuns } from "./which-runs.ts";

Deno.test("a run is shown by the notebooks of its experiment, and the kernels are told of it", async () => {
  const { "start-here": run } = await recordedRuns();
  const { notebooks, env, introduction } = await chosenRuns({ names: [], run, here: false });
  assert.deepEqual(notebooks.map(({ name }) => name), ["00-start-here"]);
  assert.equal(env[RUN_VARIABLE], run);
  assert.equal(introduction, `The run ${run}.`);
  const { "workers-and-threads": other } = await recordedRuns();
  const showing = (await chosenRuns({ names: [], run: other, here: false })).notebooks;
  assert.ok(showing.length > 1, "others show it too, by latestRunOf");
});

Deno.test("runs that cannot be shown are told in one sentence, with what to do", async () => {
  const { "start-here": run } = await recordedRuns();
  await assert.rejects(
    chosenRuns({ names: ["03"], run, here: false }),
    /Cannot show the run .* in 03-workers-and-threads: it is of the experiment "start-here", which/,
  );
  await assert.rejects(
    chosenRuns({ names: [], run: "none", here: false }),
    /Cannot read the run "none": .* is missing; choose one of data\/runs/,
  );
  await assert.rejects(chosenRuns({ names: [], run, here: true }), /both --run and --here/);
  await using _data = await temporaryData();
  await assert.rejects(
    chosenRuns({ names: ["00"], here: true }),
    /Cannot show what was measured here: start-here has no run of this machine; measure one with /,
  );
});

Deno.test("without a word the recorded runs are shown, by all notebooks", async () => {
  const { notebooks, env } = await chosenRuns({ names: [], here: false });
  assert.equal(env.GAUNTLET_RUNS, "recorded");
  assert.ok(notebooks.length > 10);
});
