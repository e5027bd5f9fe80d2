/** The two load generators that are compared, each asked to load a URL for one window. */
import type { RequestSource } from "../../lab/load/order.ts";
import { toolFor } from "../../lab/load/tool.ts";
import { processTable } from "../../lab/system/processes/proc.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { call } from "../../lab/system/processes/call.ts";

export const CONNECTIONS = 64;
const WARM_UP_S = 1;
const WINDOW_S = 3;

/** What is asked: an endpoint of a server that runs. */
export interface Asked {
  url: string;
  path: string;
  requests: RequestSource;
}

/** What one tool saw in one window. */
export interface Seen {
  throughputRps: number;
  latencyP50Ms: number;
  latencyP99Ms: number;
  /** CPU time of the tool's processes for each answer. */
  cpuUsPerRequest: number;
}

/** A tool of the lab's on one endpoint of a workload, with so many processes. */
export async function byLab(
  { url, requests }: Asked,
  generatorCount: number,
  name = "autocannon",
): Promise<Seen> {
  const load = { kind: "closed", connections: CONNECTIONS, generatorCount, tool: name } as const;
  const { tool } = await toolFor(load, "http");
  await using session = tool.open(load);
  const cpuS = async (pids: number[]) => {
    const table = await processTable();
    return pids.reduce((sum, pid) => sum + table.get(pid)!.cpuS, 0);
  };
  let before = 0, after = 0;
  const target = { url, timeoutS: 10, asked: { speaks: "http", requests } } as const;
  await session.warmUp(target, { leastS: WARM_UP_S, mostS: WARM_UP_S });
  const result = await session.window(WINDOW_S, {
    onOpened: async (pids) => void (before = await cpuS(pids)),
    onClosed: async (pids) => void (after = await cpuS(pids)),
  });
  return { ...result, cpuUsPerRequest: (after - before) / result.okCount * 1e6 };
}

/** @throws GauntletError when wrk is not there */
export async function wrkVersion(): Promise<string> {
  const [version] = (await call("wrk", ["-v"])).said.match(/wrk \S+/) ?? [];
  if (version !== undefined) return version;
  throw new GauntletError(
    "Cannot compare with wrk: it is not on PATH; install it (Debian: apt-get install wrk)",
  );
}

/** wrk with one thread. The shell tells the CPU time of its children. */
export async function byWrk(url: string): Promise<Seen> {
  const load = (seconds: number) =>
    call(
      "sh",
      ["-c", 'wrk "$@"; times', "sh"].concat(
        ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", url],
      ),
    );
  await load(WARM_UP_S);
  return readWrk((await load(WINDOW_S)).stdout);
}

/**
 * What wrk and the shell's `times` printed.
 *
 * @throws GauntletError when a figure is missing
 */
export function readWrk(said: string): Seen {
  const found = (pattern: RegExp) => {
    const match = said.match(pattern);
    if (match) return match;
    throw new GauntletError(
      `Cannot compare with wrk: its answer has no ${pattern}; it was:\n${said}`,
    );
  };
  const ms = (percentile: string) => {
    const [, value, unit] = found(new RegExp(`${percentile}%\\s+([\\d.]+)(us|ms|s)`));
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit as "us" | "ms" | "s"];
  };
  const [, answers] = found(/(\d+) requests in/);
  const [, rate] = found(/Requests\/sec:\s+([\d.]+)/);
  // The last line: user and system time of the children.
  const [, ...times] = found(/(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/);
  const [userMin, userS, systemMin, systemS] = times.map(Number);
  const cpuS = (userMin! + systemMin!) * 60 + userS! + systemS!;
  return {
    throughputRps: Number(rate),
    latencyP50Ms: ms("50"),
    latencyP99Ms: ms("99"),
    cpuUsPerRequest: cpuS / Number(answers) * 1e6,
  };
}
