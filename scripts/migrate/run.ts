/** A run of version 1 as this lab reads it, in place. */
import { z } from "zod";
import type { Plan } from "../../lab/nouns/plan.ts";
import { RunEnd, RunHeader } from "../../lab/nouns/run.ts";
import { Trial } from "../../lab/nouns/trial.ts";
import { SCHEMA_VERSION } from "../../lab/nouns/version.ts";
import type { FoundVariant } from "../../lab/nouns/variant.ts";
import { factsOf } from "../../lab/plan/facts.ts";
import { catalog } from "../../lab/server/catalog.ts";
import { stamped } from "../../lab/store/checksum.ts";
import { textIn } from "../../lab/store/files.ts";
import { endFile, headerFile, trialsFile } from "../../lab/store/folder.ts";
import { forgetSums } from "../../lab/store/recorded.ts";
import { newerCell, type OlderCell, olderCell } from "./cells.ts";
import {
  checked,
  isOlder,
  type Older,
  parsed,
  raise,
  read,
  REMEDY,
  replace,
  shaped,
} from "./files.ts";
import { hashIfUnchanged } from "./programs.ts";
import { provenHash } from "./proof.ts";

/** What is asked of a file of version 1 before it is touched. */
const OlderCellShape = z.looseObject({ variant: z.string(), scenario: z.looseObject({}) });
const OlderHeader = z.looseObject({
  plan: z.looseObject({
    profile: z.looseObject({}),
    trials: z.array(z.looseObject({ cell: OlderCellShape })),
  }),
  environment: z.looseObject({ versions: z.record(z.string(), z.string()) }),
  variantHashes: z.record(z.string(), z.string()),
});
const OlderTrial = z.looseObject({ cell: OlderCellShape, outcome: z.looseObject({}) });

/** Version 1 had two kinds of servers: those of its one study, and the one that tests the lab. */
const workloadOf = (variant: string) =>
  variant === "known-effect"
    ? { workload: "known-effects", sized: false }
    : { workload: "quotes", sized: true };

const newer = (cell: OlderCell) => newerCell(cell, workloadOf);

/** What became of a run, or `null` where it is of this version already. */
export async function migrateRun(runId: string): Promise<string | null> {
  const header = await read(headerFile(runId));
  if (!isOlder(header, headerFile(runId))) return null;
  shaped(OlderHeader, header, headerFile(runId));
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
  const text = await textIn(trialsFile(runId), { place: trialsFile(runId), remedy: REMEDY });
  const trials = text.split("\n").slice(0, -1)
    .map((line, index) => {
      const place = `${trialsFile(runId)}, line ${index + 1}`;
      const older = shaped(OlderTrial, parsed(line, place), place);
      const trial = newerTrial(older, header.environment.versions);
      return stamped(checked(Trial, trial, place));
    });
  await replace(trialsFile(runId), trials.map((line) => line + "\n").join(""));
  await raise(endFile(runId), RunEnd, stamped);
  await forgetSums(runId);
  // Last, since a run is of the version that its header says.
  const raised = checked(RunHeader, migrated, headerFile(runId));
  await replace(headerFile(runId), stamped(raised, 2) + "\n");
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

function newerTrial({ cell, outcome, ...trial }: Older, versions: Record<string, string>): Older {
  const { ceilingClient, ...others } = outcome;
  const tool = ceilingClient === "postgres.js"
    ? `postgresjs ${versions["npm:postgres"] ?? ""}`.trimEnd()
    : ceilingClient;
  return {
    ...trial,
    cell: newer(cell),
    outcome: tool ? { ...others, loadTool: tool } : others,
  };
}
