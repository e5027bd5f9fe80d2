import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import { lintRun } from "../analysis/lint/mod.ts";
import { Generators } from "../load/generators.ts";
import { jsonLines } from "../system/processes/lines.ts";
import { freePort } from "../system/ports.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { targetAt } from "../testing/orders.ts";
import { observe } from "./observe.ts";
import { faultTest } from "../testing/faults.ts";

const CONNECTIONS = 16;

/** The first of four workers has the port, and the others nothing to do. */
const WORKER = `
if (Deno.args[0] === "0") {
  const onListen = ({ port }) => console.log(JSON.stringify({ port }));
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, () => new Response("ok"));
} else setInterval(() => {}, 1000);
`;
const PARENT = `
const worker = ${JSON.stringify(WORKER)};
const start = (number) =>
  new Deno.Command(Deno.execPath(), { args: ["eval", worker, number] }).spawn();
await Promise.all(["0", "1", "2", "3"].map(start).map(({ status }) => status));
`;

faultTest(
  "one worker serves all",
  "one of four workers that takes every connection is seen and named",
  async () => {
    await using server = new ManagedProcess({
      program: Deno.execPath(),
      args: ["eval", PARENT],
      stdout: "piped",
    }, 0.5);
    const { value } = await jsonLines(server.child.stdout).next();
    const { port } = JSON.parse(value!);
    await using generators = new Generators("autocannon", {
      kind: "closed",
      connections: CONNECTIONS,
    });
    await generators.warmUp(targetAt(`http://127.0.0.1:${port}/`), { leastS: 0.2, mostS: 0.2 });
    const seen = await observe(
      { server: server.pid, port, database: null, databasePid: null },
      (hooks) => generators.window(0.5, hooks),
    );
    assert.equal(seen.serverProcessCount, 5);
    assert.equal(seen.serverCpuByProcessS!.length, 5);
    // In the order of their CPU: the busiest has them all.
    assert.deepEqual(seen.serverConnectionsByProcess, [CONNECTIONS, 0, 0, 0, 0]);

    const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 4, null)], blocks: 1 });
    const { serverCpuByProcessS, serverConnectionsByProcess } = seen;
    Object.assign(run.trials[0]!.outcome, { serverCpuByProcessS, serverConnectionsByProcess });
    const found = lintRun(run).filter(({ rule }) => rule === "uneven-workers");
    assert.equal(found[0]!.severity, "warning");
  },
);

/** Two workers on one port, the second of which takes 20 ms for each answer. */
const SHARING = `
const [port, number] = Deno.args;
Deno.serve({ hostname: "127.0.0.1", port: Number(port), reusePort: true, onListen: () => console.log("{}") }, async () => {
  if (number === "1") await new Promise((done) => setTimeout(done, 20));
  return new Response("ok");
});
`;
const TWO = `
const worker = ${JSON.stringify(SHARING)};
const start = (number) =>
  new Deno.Command(Deno.execPath(), { args: ["eval", "--unstable-net", worker, Deno.args[0], number] }).spawn();
await Promise.all(["0", "1"].map(start).map(({ status }) => status));
`;

faultTest(
  "a slow worker",
  "one of two workers that is slower by itself is told from one that has less to do",
  async (counted) => {
    const port = freePort();
    await using server = new ManagedProcess({
      program: Deno.execPath(),
      args: ["eval", TWO, String(port)],
      stdout: "piped",
    }, 0.5);
    const lines = jsonLines(server.child.stdout);
    for (let ready = 0; ready < 2; ready++) await lines.next();
    await using generators = new Generators("autocannon", { kind: "closed", connections: 32 });
    await generators.warmUp(targetAt(`http://127.0.0.1:${port}/`), { leastS: 0.2, mostS: 0.2 });
    const { serverConnectionsByProcess, serverAnswersByProcess, okCount, ...seen } = await observe(
      { server: server.pid, port, database: null, databasePid: null },
      (hooks) => generators.window(1, hooks),
    );
    const answers = serverAnswersByProcess!.reduce((sum, each) => sum + each, 0);
    assert.equal(answers, okCount);
    const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 2, null)], blocks: 1 });
    const { durationS } = seen;
    Object.assign(run.trials[0]!.outcome, {
      ...{ serverConnectionsByProcess, serverAnswersByProcess, durationS },
    });
    const found = lintRun(run).find(({ rule }) => rule === "uneven-workers");
    if (!/slower by itself\.$/.test(found?.sentence ?? "")) counted.wrongFigures++;
  },
);
