/** Cells as a grid: every combination of variants, workers and threads. */
import { z } from "zod";
import { closestTo } from "../text/closest.ts";
import type { Cell } from "../nouns/cell.ts";
import { Load } from "../nouns/load.ts";
import { Scenario } from "../nouns/scenario.ts";
import type { Settings } from "../nouns/settings.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { wrongIn } from "../text/wrong.ts";
import { type Catalog, catalog, variantNamed, workloadNamed } from "../server/catalog.ts";
import { checkOptions, checkSettings } from "../server/settings.ts";
import { GauntletError } from "../system/state.ts";

const USUAL_CONNECTIONS = 64;
const USUAL_POOL = { poolMin: 1, poolMax: 10 };
const USUAL_THREADS = [4];

const counts = z.array(z.int().min(1)).min(1);

/** What a grid spans: every combination of what is given as a list. */
const GridSchema = z.strictObject({
  /** `NAME`, or `NAME@REVISION`: its folder as it was. All of one workload. */
  variants: z.array(z.string()).min(1),
  /** Default: 1. */
  workers: counts.optional(),
  /** Leave it out for variants without threads. Default: 4. */
  threads: counts.optional(),
  pool: z.strictObject({ poolMin: z.int().min(0), poolMax: z.int().min(1) }).optional(),
  /** Default: the workload's. */
  endpoint: z.string().optional(),
  /** Of the endpoint, where they differ from its defaults. */
  parameters: Scenario.shape.parameters,
  /** Of the database. Default: the first that the workload offers. */
  size: z.int().min(1).optional(),
  /** Default: the workload's, or 64. */
  connections: z.int().min(1).optional(),
  /** `false`: each request opens a connection of its own. */
  keepAlive: z.boolean().optional(),
  /** The load tool, where it is not the usual one. */
  tool: z.string().optional(),
  /** How requests arrive, where it is not the closed loop of so many connections. */
  load: Load.optional(),
  /** The variants' own options: `{ sql: "join" }`. */
  options: z.record(z.string(), z.string()).optional(),
  /** What the database does to the server, and who else is connected: see `Scenario`. */
  connectDelayMs: Scenario.shape.connectDelayMs,
  databaseRoundTripMs: Scenario.shape.databaseRoundTripMs,
  killBackendsEveryS: Scenario.shape.killBackendsEveryS,
  idleConnections: Scenario.shape.idleConnections,
});
export type Grid = z.infer<typeof GridSchema>;

/**
 * Every combination of variants, workers and threads as cells.
 *
 * @throws GauntletError at once, with what was likely meant: for a variant, an option or its value, an
 *   endpoint, a parameter or a field that there is not
 * @example
 * ```ts
 * import { catalog } from "lab/server/catalog.ts";
 * import { grid } from "lab/plan/grid.ts";
 * const [name] = [...catalog.variants.values()]
 *   .filter(({ threaded, runtime }) => !threaded && runtime === "deno")
 *   .map((variant) => variant.name);
 * console.log(grid({ variants: [name!], workers: [1, 2] }).length); // 2
 * ```
 */
export function grid(given: Grid, among: Catalog = catalog): Cell[] {
  const wanted = checked(given);
  // Whatever revision of it is meant.
  const baseOf = (name: string) => variantNamed(name.split("@")[0]!, among);
  const variants = wanted.variants.map((name) => ({ name, variant: baseOf(name) }));
  const workload = workloadOf(variants.map(({ variant }) => variant), among);
  const scenario = scenarioOf(wanted, workload);
  return variants.flatMap(({ name, variant }) => {
    if (!variant.endpoints.includes(scenario.endpoint)) {
      throw new GauntletError(
        `Cannot measure "${name}" at "${scenario.endpoint}": it does not answer it; ` +
          closestTo(scenario.endpoint, variant.endpoints),
      );
    }
    checkOptions(variant, wanted.options);
    return settingsOf(wanted, variant, workload).map((settings) => {
      checkSettings(variant, settings);
      return { variant: name, settings, scenario };
    });
  });
}

/**
 * The one cell of a grid that names a single combination.
 *
 * @throws GauntletError as `grid` does, and where it spans several cells
 * @example
 * ```ts
 * import { catalog } from "lab/server/catalog.ts";
 * import { cellOf } from "lab/plan/grid.ts";
 * const [name] = [...catalog.variants.values()]
 *   .filter(({ threaded, runtime }) => !threaded && runtime === "deno")
 *   .map((variant) => variant.name);
 * console.log(cellOf({ variants: [name!], workers: [2] }).settings.workers); // 2
 * ```
 */
export function cellOf(given: Grid, among: Catalog = catalog): Cell {
  const cells = grid(given, among);
  if (cells.length === 1) return cells[0]!;
  throw new GauntletError(
    `Cannot make one cell: this grid has ${cells.length}; give each list one value, or use grid()`,
  );
}

function checked(given: Grid): Grid {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new GauntletError(
      "Cannot make a grid: nothing says of what; give what to vary, as " +
        "grid({ variants: [NAME], workers: [1, 2] })",
    );
  }
  const problem = wrongIn(GridSchema, given);
  if (problem === null) return GridSchema.parse(given);
  throw new GauntletError(`Cannot make a grid: ${problem.what}; ${problem.remedy}`);
}

function workloadOf(variants: FoundVariant[], among: Catalog): FoundWorkload {
  const names = [...new Set(variants.map(({ workload }) => workload))];
  if (names.length === 1) return workloadNamed(names[0]!, among);
  throw new GauntletError(
    `Cannot make a grid: its variants are of the workloads ${names.join(" and ")}, ` +
      `which answer other questions; make a grid for each`,
  );
}

function scenarioOf(wanted: Grid, workload: FoundWorkload): Scenario {
  const { defaults = {}, endpoints, database, name } = workload;
  const endpoint = wanted.endpoint ?? defaults.endpoint ?? Object.keys(endpoints)[0]!;
  if (!endpoints[endpoint]) {
    throw new GauntletError(
      `Cannot make a grid: the workload ${name} has no endpoint "${endpoint}"; ` +
        closestTo(endpoint, Object.keys(endpoints)),
    );
  }
  if (database === null && wanted.size !== undefined) {
    throw new GauntletError(
      `Cannot make a grid: the workload ${name} has no database, and so no size; leave size out`,
    );
  }
  checkParameters(workload, endpoint, wanted.parameters);
  const { parameters, connectDelayMs, databaseRoundTripMs } = wanted;
  const { killBackendsEveryS, idleConnections } = wanted;
  const conditions = {
    ...{ parameters, connectDelayMs, databaseRoundTripMs },
    ...{ killBackendsEveryS, idleConnections },
  };
  const set = Object.entries(conditions).filter(([, value]) => value !== undefined);
  return {
    workload: name,
    endpoint,
    size: database === null ? 0 : wanted.size ?? database.sizes[0]!,
    load: wanted.load ?? closedLoad(wanted, defaults.connections),
    ...Object.fromEntries(set),
  };
}

function closedLoad({ connections, keepAlive, tool }: Grid, usual = USUAL_CONNECTIONS): Load {
  return {
    kind: "closed",
    connections: connections ?? usual,
    ...(keepAlive === false ? { keepAlive } : {}),
    ...(tool === undefined ? {} : { tool }),
  };
}

/** The parameters that an endpoint takes, or the parts of a mix do. */
function knownParameters({ endpoints }: FoundWorkload, endpoint: string): string[] {
  const asked = endpoints[endpoint]!;
  const parts = "mix" in asked ? Object.keys(asked.mix) : [];
  return [asked, ...parts.map((part) => endpoints[part]!)]
    .flatMap(({ parameters = {} }) => Object.keys(parameters));
}

function checkParameters(workload: FoundWorkload, endpoint: string, given: Grid["parameters"]) {
  const known = knownParameters(workload, endpoint);
  const unknown = Object.keys(given ?? {}).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new GauntletError(
    `Cannot make a grid: the endpoint "${endpoint}" of ${workload.name} has no parameter ` +
      `"${unknown}"; ${closestTo(unknown, known)}`,
  );
}

function settingsOf(
  { workers = [1], threads, pool, options }: Grid,
  { threaded, runtime }: FoundVariant,
  { defaults = {} }: FoundWorkload,
): Settings[] {
  const chosen = options ? { options } : {};
  if (runtime === "url") {
    return [{ workers: null, threads: null, poolMin: null, poolMax: null, ...chosen }];
  }
  const threadCounts = threads ?? (threaded ? USUAL_THREADS : [null]);
  return workers.flatMap((workerCount) =>
    threadCounts.map((threadCount) => ({
      workers: workerCount,
      threads: threadCount,
      ...pool ?? defaults.pool ?? USUAL_POOL,
      ...chosen,
    }))
  );
}
