/** The stage of a run: everything that must stand before the first server starts. */
import { type Database, openDatabase, type WantedDatabase } from "../database/database.ts";
import { type ChosenTool, toolFor } from "../load/tool.ts";
import { cellKey } from "../nouns/cell.ts";
import type { Cell } from "../nouns/cell.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { runtimeNamed } from "../runtimes/runtime.ts";
import { type Catalog, catalog, workloadNamed } from "../server/catalog.ts";
import { variantsAt } from "../server/revision.ts";
import { type RunningService, servicesOf, startService } from "../server/services.ts";
import { checkConnections } from "../server/settings.ts";
import { checkPort } from "../system/ports.ts";
import { startReaper } from "../system/processes/leash.ts";
import { measuringLock } from "../system/lock.ts";
import type { RunnerEvent } from "./protocol.ts";

/** What every trial stands on. */
export interface Stage extends AsyncDisposable {
  /** `null` where no workload of the run has one. */
  database: Database | null;
  variantOf: (cell: Cell) => FoundVariant;
  workloadOf: (cell: Cell) => FoundWorkload;
  /** What loads a cell. */
  toolOf: (cell: Cell) => ChosenTool;
  /** Addresses of a workload's services, by the variable that tells servers. */
  servicesOf: (workload: string) => Record<string, string>;
  variants: FoundVariant[];
  /** What of it no longer is there or no longer answers, in a word or two; `null` while it stands. */
  missing: () => Promise<string | null>;
}

/**
 * Sets it: the machine to ourselves, a reaper behind us, every variant built, a filled database, the
 * services that are asked for, and the certainty that PostgreSQL has enough connections.
 */
export async function setStage(
  cells: readonly Cell[],
  tell: (event: RunnerEvent) => void,
  signal: AbortSignal,
  among: Catalog = catalog,
): Promise<Stage> {
  const prepare = (what: string) => tell({ type: "preparing", what });
  await using stack = new AsyncDisposableStack();
  stack.use(await measuringLock(() => prepare("waiting for another run to end"), signal));
  const reaper = stack.use(await startReaper());
  const variants = await variantsAt(cells.map(({ variant }) => variant), among);
  const tools = await toolsOf(cells, variants);
  await checkPortOf([...variants.values()]);
  await buildAll([...variants.values()], prepare, signal);
  signal.throwIfAborted();

  const wanted = databasesOf(cells, variants, among);
  const isOwn = !Deno.env.get("DATABASE_URL");
  if (wanted.length > 0) {
    prepare(isOwn ? "starting PostgreSQL" : "asking the PostgreSQL of DATABASE_URL");
  }
  const database = wanted.length === 0 ? null : stack.use(
    await openDatabase(wanted, {
      onStarted: (pid) => reaper.watch(pid),
      onFill: ({ workload, size }) =>
        prepare(`filling a database with ${size.toLocaleString("en")} ${workload.database!.unit}`),
    }, signal),
  );
  if (database !== null) {
    const most = Number(database.versionAndSettings.settings.max_connections);
    for (const cell of cells) {
      if (cell.scenario.size > 0) checkConnections(variants.get(cell.variant)!, cell, most);
    }
  }
  const services: (RunningService & { workload: string })[] = [];
  for (const { workload, name } of servicesAsked(cells, among)) {
    signal.throwIfAborted();
    services.push({ ...stack.use(await startService(workload, name)), workload: workload.name });
  }
  const owned = stack.move();
  return {
    database,
    variantOf: ({ variant }) => variants.get(variant)!,
    workloadOf: ({ scenario }) => workloadNamed(scenario.workload, among),
    toolOf: (cell) => tools.get(cellKey(cell))!,
    servicesOf: (workload) =>
      Object.fromEntries(
        services.filter((service) => service.workload === workload)
          .map(({ variable, url }) => [variable, url]),
      ),
    variants: [...variants.values()],
    missing: async () => {
      if (database !== null && !await database.answers()) return "PostgreSQL";
      return services.find(({ hasEnded }) => hasEnded())?.title ?? null;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Where the lab starts servers, their port is free: else every trial would fail by it. */
async function checkPortOf(variants: FoundVariant[]): Promise<void> {
  const runtimes = await Promise.all(variants.map(({ runtime }) => runtimeNamed(runtime)));
  if (runtimes.some(({ kind }) => kind === "process")) checkPort();
}

async function buildAll(
  variants: FoundVariant[],
  prepare: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const variant of variants) {
    const runtime = await runtimeNamed(variant.runtime);
    signal.throwIfAborted();
    if (runtime.kind === "process") await runtime.prepare(variant, prepare);
  }
}

async function toolsOf(cells: readonly Cell[], variants: Map<string, FoundVariant>) {
  const tools = new Map<string, ChosenTool>();
  for (const cell of cells) {
    if (tools.has(cellKey(cell))) continue;
    const { kind } = await runtimeNamed(variants.get(cell.variant)!.runtime);
    const speaks = kind === "database" ? "sql" : "http";
    tools.set(cellKey(cell), await toolFor(cell.scenario.load, speaks));
  }
  return tools;
}

/** Each workload and size once; a server that already runs has a database of its own. */
function databasesOf(
  cells: readonly Cell[],
  variants: Map<string, FoundVariant>,
  among: Catalog,
): WantedDatabase[] {
  const wanted = new Map<string, WantedDatabase>();
  for (const { variant, scenario: { workload, size } } of cells) {
    const found = workloadNamed(workload, among);
    if (found.database === null || variants.get(variant)!.runtime === "url") continue;
    wanted.set(`${workload} ${size}`, { workload: found, size });
  }
  return [...wanted.values()];
}

/** Each service once that an endpoint of the cells calls. */
function servicesAsked(
  cells: readonly Cell[],
  among: Catalog,
): { workload: FoundWorkload; name: string }[] {
  const asked = cells.flatMap(({ scenario }) => {
    const workload = workloadNamed(scenario.workload, among);
    return servicesOf(workload, scenario.endpoint).map((name) => ({ workload, name }));
  });
  return [...new Map(asked.map((each) => [`${each.workload.name} ${each.name}`, each])).values()];
}
