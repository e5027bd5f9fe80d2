/** What an agent takes of a core while a window is open: it answers beats and passes on the lines of a generator. */
import { setTimeout as sleep } from "node:timers/promises";
import { AgentConnection } from "../../lab/machines/connection.ts";
import { HERE } from "../../lab/machines/known.ts";
import type { AgentCost } from "../../lab/store/bench.ts";
import { carriersOf, processTable } from "../../lab/system/processes/proc.ts";
import { SLICE_S } from "../../lab/load/steady.ts";

const WINDOW_S = 10;
/** Loading the lab is before any window; it rests by then. */
const REST_S = 2;
/** By this its processes are found: those of other agents are not ours to count. */
const MARK = "GAUNTLET_BENCH_AGENT";

/** What it is meant to take at most. */
export const MEANT_SHARE = 0.01;

/** An agent of this machine, with a generator that loads a server and tells of it. */
export async function agentCost(): Promise<AgentCost> {
  const mark = crypto.randomUUID();
  Deno.env.set(MARK, mark);
  await using agent = await AgentConnection.open({ ...HERE, name: "bench" });
  Deno.env.delete(MARK);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("ok"),
  );
  const { pid } = await agent.ask("start-generator", { loop: "undici" });
  let lineCount = 0;
  using _heard = agent.hear(({ type }) => void (type === "said" && lineCount++));
  await agent.say(pid, orderOf(server.addr.port));
  await sleep(REST_S * 1000);
  const cpuS = async () => {
    const table = await processTable();
    const pids = (await carriersOf(MARK, mark)).filter((each) => each !== pid);
    return pids.reduce((sum, each) => sum + (table.get(each)?.ownCpuS ?? 0), 0);
  };
  const [before, linesBefore] = [await cpuS(), lineCount];
  const started = performance.now();
  await sleep(WINDOW_S * 1000);
  const windowS = (performance.now() - started) / 1000;
  const share = (await cpuS() - before) / windowS;
  return {
    windowS: Math.round(windowS * 100) / 100,
    linesPerS: Math.round((lineCount - linesBefore) / windowS),
    coreShare: Math.round(share * 10_000) / 10_000,
  };
}

/** Few requests: what they cost is the generator's, and no matter here. */
function orderOf(port: number) {
  const file = new URL("../../lab/load/fixture-workload.ts", import.meta.url).pathname;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: { speaks: "http", requests: { file, endpoint: "same", size: 0, seed: 1 } },
    timeoutS: 5,
    load: { kind: "open", rateRps: 20, arrivals: "poisson", connections: 2, seed: 1 },
    share: { index: 0, count: 1 },
    sliceS: SLICE_S,
  };
}
