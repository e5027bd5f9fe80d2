/**
 * `deno task migrate`: turns what a lab of version 1 wrote into what this one reads, in place: the runs
 * in `data/runs`, the ledgers, and what the lab itself was measured to cost. What is of this version
 * already stays as it is, so that it may be run again, also after it was cut off.
 *
 * A run keeps its experiment: see `migrate/proof.ts`. Where that cannot be proven it keeps its old hash
 * and is stale.
 */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { join } from "node:path";
import type { z } from "zod";
import type { Plan } from "../lab/nouns/plan.ts";
import { RunEnd, RunHeader } from "../lab/nouns/run.ts";
import { Trial } from "../lab/nouns/trial.ts";
import { SCHEMA_VERSION } from "../lab/nouns/version.ts";
import type { FoundVariant } from "../lab/nouns/variant.ts";
import { factsOf } from "../lab/plan/facts.ts";
import { catalog } from "../lab/server/catalog.ts";
import { BenchResult } from "../lab/store/bench.ts";
import { endFile, headerFile, trialsFile } from "../lab/store/folder.ts";
import { parseJson } from "../lab/store/json.ts";
import { LedgerFile, ledgerFolder } from "../lab/store/ledger.ts";
import { listRuns } from "../lab/store/read.ts";
import { dataPath, exists, GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { newerCell, type OlderCell, olderCell } from "./migrate/cells.ts";
import { hashIfUnchanged } from "./migrate/programs.ts";
import { provenHash } from "./migrate/proof.ts";

/** Version 1 had two kinds of servers: those of its one study, and the one that tests the lab. */
const workloadOf = (variant: string) =>
  variant === "known-effect"
    ? { workload: "known-effects", sized: false }
    : { workload: "quotes", sized: true };

const newer = (cell: OlderCell) => newerCell(cell, workloadOf);

const migrate: Task = async () => {
  let count = 0;
  for (const runId of await listRuns()) {
    const said = await migrateRun(runId);
    if (said === null) continue;
    console.log(`${runId}: ${said}`);
    count++;
  }
  const ledgers = [dataPath("ledger.json"), ...await jsonFiles(ledgerFolder())];
  for (const file of ledgers) if (await raise(file, LedgerFile)) count++;
  for (const file of await jsonFiles(dataPath("bench"))) {
    if (await raise(file, BenchResult)) count++;
  }
  console.log(
    count === 0 ? `Nothing to migrate: all of it is of version ${SCHEMA_VERSION}.` : "Migrated.",
  );
};
export default migrate;

// deno-lint-ignore no-explicit-any -- whatever an older lab wrote: checked once it is of this version
type Older = Record<string, any>;

/** What became of a run, or `null` where it is of this version already. */
async function migrateRun(runId: string): Promise<string | null> {
  const header = await read(headerFile(runId));
  if (!isOlder(header, headerFile(runId))) return null;
  if (header.plan.profile.duet) {
    return "left as it is: its servers took turns, which this lab no longer reads; delete its folder";
  }
  const plan: Plan = {
    ...header.plan,
    trials: header.plan.trials.map((planned: Older) => ({ ...planned, cell: newer(planned.cell) })),
    ...(header.plan.precision ? { precision: precisionOf(header.plan.precision) } : {}),
  };
  const cells = plan.trials.map(({ cell }) => cell);
  const hash = await provenHash({ plan, older: olderCell });
  const migrated = {
    ...header,
    schemaVersion: SCHEMA_VERSION,
    plan: {
      ...plan,
      planHash: hash ?? plan.planHash,
      ...factsOf(cells, variantsOf(cells), catalog),
    },
    variantHashes: await hashesOf(header),
  };
  const trials = (await Deno.readTextFile(trialsFile(runId))).split("\n").slice(0, -1)
    .map((line) => JSON.stringify(newerTrial(JSON.parse(line), header.environment.versions)));
  await replace(trialsFile(runId), trials.map((line) => line + "\n").join(""));
  if (await exists(endFile(runId))) await raise(endFile(runId), RunEnd);
  // Last, since a run is of the version that its header says.
  await replace(headerFile(runId), written(RunHeader, migrated, headerFile(runId)));
  return hash === null
    ? "migrated; that its experiment is still the notebook's cannot be shown, so it is stale"
    : "migrated; its experiment is the same";
}

const precisionOf = ({ pairs, ...wanted }: Older) => ({
  ...wanted,
  pairs: pairs.map((pair: OlderCell[]) => pair.map(newer)),
});

/** The variants of a run as they are now; of one that is gone its name is all there is. */
function variantsOf(cells: { variant: string }[]): Map<string, FoundVariant> {
  return new Map(cells.map(({ variant: name }) => {
    const gone = { title: name, runtime: "unknown", model: "unknown" } as FoundVariant;
    return [name, catalog.variants.get(name) ?? gone];
  }));
}

/** Of programs that are what they were: as they are made now. Others keep theirs, and are stale. */
async function hashesOf({ environment, variantHashes }: Older): Promise<Record<string, string>> {
  const { commit, treeClean } = environment;
  const names = Object.entries<string>(variantHashes).map(async ([name, hash]) => {
    const variant = catalog.variants.get(name);
    const unchanged = variant && commit && treeClean
      ? await hashIfUnchanged(variant, commit)
      : null;
    return [name, unchanged ?? hash] as const;
  });
  return Object.fromEntries(await Promise.all(names));
}

function newerTrial({ cell, outcome, ...trial }: Older, versions: Record<string, string>): Trial {
  const { ceilingClient, ...others } = outcome;
  const tool = ceilingClient === "postgres.js"
    ? `postgresjs ${versions["npm:postgres"] ?? ""}`.trimEnd()
    : ceilingClient;
  return Trial.parse({
    ...trial,
    cell: newer(cell),
    outcome: tool ? { ...others, loadTool: tool } : others,
  });
}

/** A file of which nothing but the version has changed; whether it was an older one. */
async function raise(file: string, schema: z.ZodType): Promise<boolean> {
  if (!await exists(file)) return false;
  const older = await read(file);
  if (!isOlder(older, file)) return false;
  await replace(file, written(schema, { ...older, schemaVersion: SCHEMA_VERSION }, file));
  return true;
}

function isOlder({ schemaVersion }: Older, file: string): boolean {
  if (schemaVersion === 1 || schemaVersion === SCHEMA_VERSION) return schemaVersion === 1;
  throw new GauntletError(
    `Cannot migrate ${file}: its schemaVersion is ${schemaVersion}, and this lab knows 1 and ` +
      `${SCHEMA_VERSION}; use a lab that writes version ${schemaVersion}`,
  );
}

const read = async (file: string): Promise<Older> => JSON.parse(await Deno.readTextFile(file));

function written(schema: z.ZodType, value: unknown, file: string): string {
  const checked = parseJson(schema, JSON.stringify(value), file, "restore the file");
  return JSON.stringify(checked, null, 2) + "\n";
}

/** A reader sees the old file or the new one, never half of it. */
const replace = (file: string, text: string): Promise<void> => writeFileAtomic(file, text);

async function jsonFiles(folder: string): Promise<string[]> {
  if (!await exists(folder)) return [];
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort().map((name) => join(folder, name));
}
