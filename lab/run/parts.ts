/** The parts of a run: how it begins, and how it is gone on with. */
import { appendPart, createRun } from "../store/append.ts";
import { newRunId } from "../store/folder.ts";
import { readRun } from "../store/read.ts";
import type { Environment } from "../nouns/environment.ts";
import type { Plan } from "../nouns/plan.ts";
import type { Run } from "../nouns/run.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { hashOf } from "../server/catalog.ts";
import { machineId } from "../system/machine.ts";
import { GauntletError } from "../system/state.ts";
import { readEnvironment } from "./environment.ts";
import type { Stage } from "./stage.ts";

/** Writes the header of a new run. */
export async function beginRun(plan: Plan, stage: Stage): Promise<string> {
  const startedAt = new Date();
  const runId = newRunId(plan.experiment, startedAt);
  await createRun({
    schemaVersion: SCHEMA_VERSION,
    runId,
    startedAt: startedAt.toISOString(),
    plan,
    environment: await readEnvironment(stage),
    variantHashes: await hashesOf(stage),
  });
  return runId;
}

/**
 * Reads a run that is to be gone on with.
 *
 * @throws GauntletError when its plan is another, or it was measured on another machine: blocks are
 *   compared with each other, and those of two machines cannot be
 */
export async function resumable(plan: Plan, runId: string): Promise<Run> {
  const run = await readRun(runId);
  if (run.origin) {
    throw new GauntletError(
      `Cannot resume "${runId}": somebody else measured it; start a new run`,
    );
  }
  if (run.plan.planHash !== plan.planHash || run.plan.seed !== plan.seed) {
    throw new GauntletError(
      `Cannot resume "${runId}": its plan is not this one; start a new run`,
    );
  }
  if (run.environment.machineId !== await machineId()) {
    throw new GauntletError(
      `Cannot resume "${runId}": it was measured on another machine; start a new run`,
    );
  }
  return run;
}

/**
 * Notes a new part of a run.
 *
 * @throws GauntletError when a server is no longer what it was, or the code that measures
 */
export async function beginPart(run: Run, plan: Plan, stage: Stage): Promise<string> {
  const hashes = await hashesOf(stage);
  const changed = Object.keys(hashes).filter((name) => hashes[name] !== run.variantHashes[name]);
  if (changed.length > 0) {
    throw new GauntletError(
      `Cannot resume "${run.runId}": the code of ${changed.join(", ")} has changed since; ` +
        `start a new run`,
    );
  }
  const environment = await readEnvironment(stage);
  const otherCode = otherCodeOf(run.environment, environment);
  if (otherCode !== null) {
    throw new GauntletError(
      `Cannot resume "${run.runId}": ${otherCode}; check that code out again, or start a new run`,
    );
  }
  const { blocks, blocksMax = blocks, budgetMin = null } = plan.profile;
  await appendPart(run.runId, {
    schemaVersion: SCHEMA_VERSION,
    startedAt: new Date().toISOString(),
    why: run.end === null ? "It had been cut off." : "More blocks were asked for.",
    ...{ blocksMax, budgetMin },
    environment,
    earlierEnd: run.end,
  });
  return run.runId;
}

/**
 * That the blocks of a run would be of two codes, as the rest of a sentence; `null` where they would not.
 * Blocks are compared with each other, and a run has one code in the ledger.
 *
 * @param first of the run
 * @param now of the part that is to be added
 */
export function otherCodeOf(
  { codeHash: first }: Pick<Environment, "codeHash">,
  { codeHash: now }: Pick<Environment, "codeHash">,
): string | null {
  if (first === now) return null;
  const short = (hash: string | undefined) => hash?.slice(0, 8) ?? "not hashed";
  return `it was measured by other code (${short(first)}) than what is here (${
    short(now)
  }): files ` +
    `of lab/, servers/ or their locks have changed since`;
}

async function hashesOf({ variants }: Stage): Promise<Record<string, string>> {
  const hashes = variants.map(async (variant) => [variant.name, await hashOf(variant)]);
  return Object.fromEntries(await Promise.all(hashes));
}
