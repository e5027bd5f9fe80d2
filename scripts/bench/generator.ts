/** The lab's load generator against wrk: a real server, and one that does nothing. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "simple-statistics";
import { serveCell } from "../../lab/run/client.ts";
import { jsonLines } from "../../lab/system/processes/lines.ts";
import { ManagedProcess } from "../../lab/system/processes/processes.ts";
import { grid } from "../../lab/plan/grid.ts";
import type { AgainstWrk } from "../../lab/store/bench.ts";
import { ROOT } from "../../lab/system/state.ts";
import { type Asked, byLab, byWrk, type Seen, wrkVersion } from "./tools.ts";

const PAIRS = 5;

/** Both tools on a read and on a small object of a real server, and on a server that does nothing. */
export async function againstWrk(): Promise<{ wrk: string; rows: AgainstWrk[] }> {
  const wrk = await wrkVersion();
  // The runner behind the real server keeps every other run waiting meanwhile.
  const rows = await withRealServer(async (url) => [
    await compareAt("deno-postgresjs /quote", asked(url, "/quote"), 1),
    await compareAt("deno-postgresjs /static", asked(url, "/static"), 1),
    ...await withNothing(async (nothing) => [
      await compareAt("nothing", asked(nothing, "/static"), 1),
      await compareAt("nothing", asked(nothing, "/static"), 2),
    ]),
  ]);
  return { wrk, rows };
}

const WORKLOAD = join(ROOT, "servers", "quotes", "workload.ts");

const asked = (url: string, endpoint: string): Asked => ({
  url,
  path: endpoint,
  requests: { file: WORKLOAD, endpoint, size: 1000, seed: 1 },
});

async function withRealServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const [cell] = grid({ variants: ["deno-postgresjs"], workers: [1] });
  const stop = new AbortController();
  const serving = Promise.withResolvers<string>();
  const served = serveCell(cell!, stop.signal, (event) => {
    if (event.type === "preparing") console.error(`${event.what} …`);
    if (event.type === "serving") serving.resolve(event.url);
  });
  served.catch(serving.reject);
  try {
    return await use(await serving.promise);
  } finally {
    stop.abort();
    await served;
  }
}

async function withNothing<T>(use: (url: string) => Promise<T>): Promise<T> {
  await using server = new ManagedProcess({
    program: Deno.execPath(),
    args: [
      "run",
      "--allow-net",
      "--no-prompt",
      "--quiet",
      fileURLToPath(new URL("./nothing.ts", import.meta.url)),
    ],
    stdout: "piped",
  });
  const { value: url } = await jsonLines(server.child.stdout).next();
  return await use(url!);
}

/** Alternates the two tools, the first to go changing from pair to pair. */
async function compareAt(
  server: string,
  target: Asked,
  generatorCount: number,
): Promise<AgainstWrk> {
  const pairs: { lab: Seen; wrk: Seen }[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const before = pair % 2 === 0 ? await byLab(target, generatorCount) : null;
    const wrk = await byWrk(target.url + target.path);
    pairs.push({ lab: before ?? await byLab(target, generatorCount), wrk });
  }
  const of = (pick: (pair: typeof pairs[0]) => number) => median(pairs.map(pick));
  const ratio = (name: keyof Seen) => of(({ lab, wrk }) => lab[name] / wrk[name]);
  return {
    server,
    generatorCount,
    pairCount: PAIRS,
    throughputRatio: ratio("throughputRps"),
    latencyP50Ratio: ratio("latencyP50Ms"),
    latencyP99Ratio: ratio("latencyP99Ms"),
    cpuPerRequestRatio: ratio("cpuUsPerRequest"),
    labRps: of(({ lab }) => lab.throughputRps),
    wrkRps: of(({ wrk }) => wrk.throughputRps),
    labCpuUsPerRequest: of(({ lab }) => lab.cpuUsPerRequest),
    wrkCpuUsPerRequest: of(({ wrk }) => wrk.cpuUsPerRequest),
  };
}
