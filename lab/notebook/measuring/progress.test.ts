import assert from "node:assert/strict";
import { join } from "node:path";
import { executeNotebook, type ExecutionEvent } from "../../report/execute.ts";
import { bench, importOf, outputsOf, textOfOutput } from "../../report/fixtures.ts";
import { progressBundle, spoken } from "./progress.ts";

Deno.test("the line says trial, cell, time gone and time left", () => {
  const progress = { trial: 2, trialCount: 9, what: "mine <1>", elapsedS: 61, leftS: 185.2 };
  const bundle = progressBundle(progress);
  assert.equal(
    bundle["text/plain"],
    "trial 2 of 9: mine <1> (1 min 01 s so far, about 3 min 05 s left)",
  );
  assert.match(bundle["text/html"]!, /value="1" max="9"/);
  assert.match(bundle["text/html"]!, /mine &lt;1&gt;/);
  assert.match(progressBundle({ ...progress, leftS: null })["text/plain"], /time left unknown/);
  assert.match(
    progressBundle({ ...progress, claims: "3 of 5 decided" })["text/plain"],
    /left\); 3 of 5 decided$/,
  );
});

Deno.test("spoken() carries seconds over into minutes", () => {
  assert.deepEqual([0.4, 59.4, 59.6, 119.7].map(spoken), [
    "0 s",
    "59 s",
    "1 min 00 s",
    "2 min 00 s",
  ]);
});

Deno.test("a headless run keeps the last line only, and few updates are sent", async () => {
  await using b = await bench();
  const notebook = await b.notebook("progress.ipynb", [
    importOf("showProgress", "notebook/measuring/progress.ts") +
    `const progress = await showProgress({ intervalMs: 60_000 });
for (let trial = 1; trial <= 50; trial++) await progress.update({ trial, trialCount: 50, what: "a", elapsedS: trial, leftS: null });
await progress.finish("50 trials measured");`,
  ]);
  const events: ExecutionEvent[] = [];
  const output = join(b.dir, "out.ipynb");
  await executeNotebook({ notebook, output, tools: b.tools, onEvent: (e) => events.push(e) });
  const [outputs] = await outputsOf(output);
  assert.deepEqual(outputs!.map(textOfOutput), ["50 trials measured"]);
  assert.deepEqual(
    events.filter((event) => event.event === "progress").map((event) => event.text.slice(0, 13)),
    ["trial 1 of 50", "50 trials mea"],
  );
});
