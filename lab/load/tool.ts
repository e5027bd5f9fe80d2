/**
 * A load tool: what sends the requests and times the answers. Each is a file in `tools/` that exports
 * its `tool`; a load names it by the file's name.
 */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { closestTo } from "../text/closest.ts";
import type { Load } from "../nouns/load.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { GauntletError } from "../system/state.ts";
import type { Target } from "./order.ts";
import type { StartGenerator } from "./process.ts";

/**
 * How long a warm-up takes: at least, and at most while the server has not settled. Where two mean
 * latencies are longer than either, they are what it takes: see `warmup.ts`.
 */
export interface WarmUp {
  leastS: number;
  mostS: number;
}

/** A warm-up as it was. */
export interface WarmedUp {
  warmUpS: number;
  /** Whether it ended steady; `null` where it was too short to tell. */
  settled: boolean | null;
  /** Of requests as it ended: the window is made to fit; absent where the tool cannot tell. */
  latencyMeanMs?: number;
}

/** What is told when all processes of a tool opened or closed their windows, with their pids. */
export interface WindowHooks {
  onOpened: (pids: number[]) => Promise<void>;
  onClosed: (pids: number[]) => Promise<void>;
}

/** Processes of a tool that wait for their order, and then load. They end when they leave scope. */
export interface LoadSession extends AsyncDisposable {
  /** Those whose CPU is the load's. */
  readonly pids: number[];
  /** Loads a target until it is warm, and goes on loading. May be asked once. */
  warmUp: (target: Target, warmUp: WarmUp) => Promise<WarmedUp>;
  /**
   * Measures one window of that load; may be asked again and again. A tool that knows whole seconds
   * alone takes the next one.
   */
  window: (windowS: number, hooks: WindowHooks) => Promise<LoadResult>;
  /** Whether the last window was steady; `null` where it was too short to tell. */
  readonly settled?: boolean | null;
  stop: () => Promise<void>;
}

export interface LoadTool {
  speaks: "http" | "sql";
  /** The kinds of load that it can give. */
  kinds: readonly Load["kind"][];
  /** Its version; `null` where it is not on this machine. */
  version: () => Promise<string | null>;
  /** How to get it. */
  remedy: string;
  /** Whether its processes can be on other machines than the lab, and on several. */
  travels?: true;
  /**
   * Starts its processes, so that their start is no part of a trial's wait.
   *
   * @param starts of one that travels: a start for each machine; default: here
   */
  open: (load: Load, starts?: readonly StartGenerator[]) => LoadSession;
}

const TOOLS = new URL("tools/", import.meta.url);

/** The tools of a kind of load that are used unless another is named, the first that is here. */
const USUAL: Record<LoadTool["speaks"], Record<Load["kind"], string[]>> = {
  http: { closed: ["autocannon"], open: ["undici"] },
  sql: { closed: ["pgbench", "postgresjs"], open: [] },
};

/** The names of all load tools. */
export function toolNames(): string[] {
  return readdirSync(fileURLToPath(TOOLS))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.replace(/\.ts$/, "")).sort();
}

/** A tool, and what it is called in a run: `autocannon 8.0.0`. */
export interface ChosenTool {
  tool: LoadTool;
  title: string;
}

/**
 * The tool of a load.
 *
 * @param speaks what it has to speak: `sql` where there is no server
 * @param travelling whether it is to load from other machines than this one
 * @throws GauntletError when there is none of that name, it cannot give such a load, or it is not here
 */
export async function toolFor(
  load: Load,
  speaks: LoadTool["speaks"],
  travelling = false,
): Promise<ChosenTool> {
  const wanted = load.tool === undefined ? USUAL[speaks][load.kind] : [load.tool];
  if (wanted.length === 0) {
    throw new GauntletError(
      `Cannot load a database with arrivals at a rate: without a server there is the most that can ` +
        `be; use a closed load`,
    );
  }
  let missing = "";
  for (const name of wanted) {
    const tool = await toolNamed(name);
    if (tool.speaks !== speaks || !tool.kinds.includes(load.kind)) {
      throw new GauntletError(
        `Cannot load with "${name}": it speaks ${tool.speaks} and gives ` +
          `${tool.kinds.join(" and ")} loads, and this is ${load.kind} and asks for ${speaks}; ` +
          `leave out the tool, or change the load`,
      );
    }
    if (travelling && !tool.travels) {
      missing = `Cannot load with "${name}" from another machine: it runs here alone; leave out ` +
        `the tool, or let the load be here`;
      continue;
    }
    const version = await tool.version();
    if (version !== null) return { tool, title: `${name} ${version}` };
    missing = `Cannot load with "${name}": it is not on this machine; ${tool.remedy}`;
  }
  throw new GauntletError(missing);
}

async function toolNamed(name: string): Promise<LoadTool> {
  const file = new URL(`${name}.ts`, TOOLS);
  if (!existsSync(file)) {
    throw new GauntletError(`Cannot load with "${name}": ${closestTo(name, toolNames())}`);
  }
  return (await import(file.href)).tool;
}
