import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { inRun } from "../testing.ts";

/** What the rule says of one server with 4 workers. */
function ofServer(
  serverCpuByProcessS: number[],
  serverConnectionsByProcess?: number[] | null,
  workers = 4,
) {
  const cells = [fixtureCell("gamma-sync", workers, null)];
  const run = fixtureRun({ cells, blocks: 1, answerCount: 1 });
  Object.assign(run.trials[0]!.outcome, {
    serverCpuByProcessS,
    ...(serverConnectionsByProcess === undefined ? {} : { serverConnectionsByProcess }),
  });
  return inRun("uneven-workers", run);
}

Deno.test("uneven-workers finds one of four that serves all, by its CPU alone", () => {
  const [found] = ofServer([4.9, 0.02, 0.02, 0.01, 0]);
  assert.equal(found!.severity, "warning");
  assert.match(
    found!.sentence,
    /^Of 4 workers the busiest used 99 % of the server's CPU and the least busy 0.2 %, .* 25 %\.$/,
  );
});

Deno.test("uneven-workers finds it by the connections where nearly no CPU is used", () => {
  const [found] = ofServer([0.1, 0.01, 0, 0, 0], [64, 0, 0, 0, 0]);
  assert.match(found!.sentence, /holds 100 % of its connections and the least busy 0 %/);
});

Deno.test("uneven-workers notes a worker with far more than its share, as chance gives it", () => {
  const [found] = ofServer([2, 0.9, 0.8, 0.7, 0], [30, 12, 12, 10, 0]);
  assert.equal(found!.severity, "note");
});

Deno.test("uneven-workers tolerates what chance gives, and a parent that answers nothing", () => {
  assert.deepEqual(ofServer([1.4, 1.3, 1.2, 1.1, 0], [20, 16, 15, 13, 0]), []);
  assert.deepEqual(ofServer([1.4, 1.3, 1.2, 1.1, 0], null), []);
  assert.deepEqual(ofServer([2.5, 2.4, 0.01], [33, 31, 0], 2), []);
});

Deno.test("uneven-workers asks nothing of a server of one process, or of one that runs as it is", () => {
  assert.deepEqual(ofServer([4.9], [64]), []);
  assert.deepEqual(ofServer([4.9, 0], [64, 0], 1), []);
});

Deno.test("uneven-workers cannot tell by fewer connections than would go round", () => {
  assert.deepEqual(ofServer([0.1, 0.1, 0.1, 0.1, 0], [4, 1, 0, 0, 0]), []);
});

Deno.test("uneven-workers names a worker that is slower by itself, with as many connections and as much CPU", () => {
  const of = (answers: number[], held = [32, 32, 0]) => {
    const run = fixtureRun({
      cells: [fixtureCell("gamma-sync", 2, null)],
      blocks: 1,
      answerCount: 1,
    });
    Object.assign(run.trials[0]!.outcome, {
      serverCpuByProcessS: [0.68, 0.53, 0],
      serverConnectionsByProcess: held,
      serverAnswersByProcess: answers,
    });
    return inRun("uneven-workers", run);
  };
  const [found] = of([4800, 900, 0]);
  assert.equal(found!.severity, "warning");
  assert.equal(
    found!.sentence,
    "One worker answered 5.63 requests/s on each of its 32 connections, and another 30 on each of 32: " +
      "it is slower by itself.",
  );
  assert.deepEqual(of([3000, 2600, 0]), []);
  // Fewer connections, and each as fast: it has less to do.
  assert.ok(!of([4800, 900, 0], [54, 10, 0]).some(({ sentence }) => /slower/.test(sentence)));
  // Fewer connections, and as many answers: each worker does what it can.
  assert.ok(!of([2800, 2900, 0], [10, 54, 0]).some(({ sentence }) => /slower/.test(sentence)));
});
