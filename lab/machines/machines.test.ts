/**
 * Roles in network namespaces, which are machines for all that the lab knows: three roles in three of
 * them, two that load, one that is taken away, an agent that hears nothing more.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { experiment } from "../plan/experiment.ts";
import { type Grid, grid } from "../plan/grid.ts";
import { planRun } from "../plan/plan.ts";
import { runPlan } from "../run/client.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import { assertNothingLeft } from "../testing/leftovers.ts";
import { namespaces, whyNoNamespaces } from "../testing/namespaces.ts";
import { inProject, shop } from "../testing/project.ts";

const why = await whyNoNamespaces();
if (why !== null) console.error(`Roles on machines of their own: ${why}`);
const ignore = why !== null;

const cellsOf = (given: Partial<Grid> = {}) =>
  grid({ variants: ["shop-deno"], workers: [1], connections: 8, ...given }, shop);

const planOf = (given: Partial<Grid> = {}, windowS = 3) => {
  const profile = { blocks: 1, warmUpS: 0.5, windowS };
  const cells = cellsOf(given);
  return planRun(
    experiment({ name: "apart", question: "Does it run?", cells, quick: profile, full: profile }),
    "quick",
    1,
    shop,
  );
};

async function bench(...names: string[]) {
  await using stack = new AsyncDisposableStack();
  stack.use(await temporaryData());
  stack.use(inProject());
  const at = stack.use(await namespaces(...names));
  const owned = stack.move();
  return { at, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

Deno.test({
  name: "three roles on three machines, and two that share the load",
  ignore,
  fn: async () => {
    {
      await using _bench = await bench("web", "db", "one", "two");
      const { runId, failedCount } = await runPlan(await planOf({ endpoint: "item" }), {
        on: { server: "web", database: "db", load: ["one", "two"] },
        onEvent: (event) => console.log(JSON.stringify(event).slice(0, 300)),
      });
      const run = await readRun(runId);
      const { outcome } = run.trials[0]!;
      console.log(JSON.stringify(outcome).slice(0, 3000));
      console.log(JSON.stringify(run.environment));
      assert.equal(failedCount, 0);
    }
    await assertNothingLeft();
  },
});
await sleep(0);
