/** Writing an experiment down: its cells as a grid, its time, its question. */
import { createHash } from "node:crypto";
import {
  type Cell,
  type Experiment,
  Experiment as ExperimentSchema,
  type Profile,
  type ProfileName,
  type Scenario,
  type Settings,
} from "../nouns/types.ts";
import { GauntletError } from "../system/state.ts";

/** The articles' load: 64 connections, each asking again as soon as it is answered. */
export const ARTICLE_CONNECTIONS = 64;
/** changs's pool, for each process. */
export const ARTICLE_POOL = { poolMin: 5, poolMax: 15 };

/** What a grid spans: every combination of what is given as a list. */
export interface Grid {
  variants: string[];
  workers: number[];
  /** Leave it out for variants without threads. */
  threads?: number[];
  pool?: { poolMin: number; poolMax: number };
  endpoint?: Scenario["endpoint"];
  rows?: Scenario["rows"];
  connections?: number;
  /** How requests arrive, where it is not the closed loop of so many connections. */
  load?: Scenario["load"];
  /** The variants' own options: `{ sql: "join" }`. */
  options?: Settings["options"];
  /** For `/upstream` and `/fanout`. */
  delayMs?: number;
  callCount?: number;
  /** What the database does to the server, and who else is connected: see `Scenario`. */
  connectDelayMs?: number;
  killBackendsEveryS?: number;
  idleConnections?: number;
}

/**
 * Every combination of variants, workers and threads as cells.
 *
 * @example
 * ```ts
 * import { grid } from "lab";
 * const cells = grid({ variants: ["flask-sqlalchemy"], workers: [1, 2], threads: [5, 15] });
 * console.log(cells.length); // 4
 * ```
 */
export function grid(
  {
    variants,
    workers,
    threads,
    pool = ARTICLE_POOL,
    endpoint = "/quote",
    rows = 1000,
    connections = ARTICLE_CONNECTIONS,
    load = { kind: "closed", connections },
    options,
    delayMs,
    callCount,
    connectDelayMs,
    killBackendsEveryS,
    idleConnections,
  }: Grid,
): Cell[] {
  const conditions = { delayMs, callCount, connectDelayMs, killBackendsEveryS, idleConnections };
  const given = Object.entries(conditions).filter(([, value]) => value !== undefined);
  const scenario: Scenario = { endpoint, rows, load, ...Object.fromEntries(given) };
  const settings: Settings[] = workers.flatMap((workerCount) =>
    (threads ?? [null]).map((threadCount) => ({
      workers: workerCount,
      threads: threadCount,
      ...pool,
      ...(options ? { options } : {}),
    }))
  );
  return variants.flatMap((variant) =>
    settings.map((each) => ({ variant, settings: each, scenario }))
  );
}

/**
 * An experiment, checked.
 *
 * @throws GauntletError that names the field that is wrong
 * @example
 * ```ts
 * import { experiment, grid } from "lab";
 * const small = experiment({
 *   name: "small",
 *   question: "Does a second worker help?",
 *   cells: grid({ variants: ["deno-postgresjs"], workers: [1, 2] }),
 *   quick: { blocks: 1, warmUpS: 1, windowS: 2 },
 *   full: { blocks: 5, warmUpS: 3, windowS: 10 },
 * });
 * console.log(small.cells.length); // 2
 * ```
 */
export function experiment(definition: Experiment): Experiment {
  const result = ExperimentSchema.safeParse(definition);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new GauntletError(
    `Cannot use the experiment "${definition?.name}": ${
      issue.path.join(".")
    }: ${issue.message}; correct it`,
  );
}

/** The cells and the time of a profile. */
export function profileOf(experiment: Experiment, name: ProfileName) {
  const { cells: _cells, ...profile }: Profile & { cells?: Cell[] } = experiment[name];
  const cells = name === "quick" ? experiment.quick.cells ?? experiment.cells : experiment.cells;
  return { profile: profile as Profile, cells };
}

/**
 * What identifies the work of a profile: the same cells, order of magnitude of time and all.
 * A run whose plan has another hash answers another question; a shorter budget only answers it less well.
 */
export function planHash(cells: Cell[], { budgetMin: _patience, ...profile }: Profile): string {
  return createHash("sha256").update(JSON.stringify([cells, profile])).digest("hex");
}
