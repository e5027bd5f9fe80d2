/** The parts of a run: how it begins, and how it is gone on with. */
import { appendPart, createRun } from "../store/append.ts";
import { newRunId } from "../store/folder.ts";
import { readRun } from "../store/read.ts";
import type { Environment } from "../nouns/environment.ts";
import type { RoleMachine } from "../nouns/machines.ts";
import type { Plan } from "../nouns/plan.ts";
import type { Run } from "../nouns/run.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { hashOf } from "../server/catalog.ts";
import { machineId } from "../system/machine.ts";
import { GauntletError } from "../system/state.ts";
import { readEnvironment } from "./environment.ts";
import type { Stage } from "./stage.ts";

/** What a run, or a part of one, is measured on. */
export interface MeasuredOn {
  environment: Environment;
  /** Of each variant, as in `run.json`. */
  variantHashes: Record<string, string>;
}

/** What trials on a stage are measured on. */
export async function measuredOn(stage: Stage): Promise<MeasuredOn> {
  return { environment: await readEnvironment(stage), variantHashes: await hashesOf(stage) };
}

/** Writes the header of a new run. */
export async function beginRun(plan: Plan, on: MeasuredOn): Promise<string> {
  const startedAt = new Date();
  const runId = newRunId(plan.experiment, startedAt);
  await createRun({
    schemaVersion: SCHEMA_VERSION,
    runId,
    startedAt: startedAt.toISOString(),
    plan,
    ...on,
  });
  return runId;
}

/**
 * Reads a run that is to be gone on with.
 *
 * @throws GauntletError when its plan is another, or it was measured on another machine: what is said of
 *   one machine is not measured on two, unless a fleet is asked for
 */
export async function resumable(plan: Plan, runId: string): Promise<Run> {
  const run = await resumableAnywhere(plan, runId);
  const here = await machineId();
  if (run.trials.some((trial) => trial.machineId !== undefined && trial.machineId !== here)) {
    throw new GauntletError(
      `Cannot resume "${runId}" here alone: a fleet measured it; name one with --fleet`,
    );
  }
  if (run.environment.machineId !== here) {
    throw new GauntletError(
      `Cannot resume "${runId}": it was measured on another machine; start a new run`,
    );
  }
  return run;
}

/**
 * Reads a run that is to be gone on with on whatever machines there are: a block is whole on one of them.
 *
 * @throws GauntletError when its plan is another
 */
export async function resumableAnywhere(plan: Plan, runId: string): Promise<Run> {
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
  return run;
}

/**
 * That a part would be measured with roles on other machines than the run, as the rest of a sentence;
 * `null` where they are the same.
 */
export function otherMachinesOf(
  { machines: first = [] }: Pick<Environment, "machines">,
  { machines: now = [] }: Pick<Environment, "machines">,
): string | null {
  const placed = (machines: readonly RoleMachine[]) =>
    machines.map(({ roles, machineId }) => `${roles.join("+")} ${machineId}`).sort().join(", ");
  if (placed(first) === placed(now)) return null;
  return first.length === 0
    ? "its roles were all on one machine"
    : "its roles were on other machines than --on says";
}

/**
 * Notes a new part of a run.
 *
 * @param on.joins whether it is no more than that a machine takes part in a run that goes on
 * @throws GauntletError when a server is no longer what it was, or the code that measures
 */
export async function beginPart(
  run: Omit<Run, "trials" | "warnings">,
  plan: Plan,
  { environment, variantHashes: hashes, joins = false }: MeasuredOn & { joins?: boolean },
): Promise<string> {
  const changed = Object.keys(hashes).filter((name) => hashes[name] !== run.variantHashes[name]);
  if (changed.length > 0) {
    throw new GauntletError(
      `Cannot resume "${run.runId}": the code of ${changed.join(", ")} has changed since; ` +
        `start a new run`,
    );
  }
  const otherCode = otherCodeOf(run.environment, environment);
  if (otherCode !== null) {
    throw new GauntletError(
      `Cannot resume "${run.runId}": ${otherCode}; check that code out again, or start a new run`,
    );
  }
  const otherMachines = otherMachinesOf(run.environment, environment);
  if (otherMachines !== null) {
    throw new GauntletError(
      `Cannot resume "${run.runId}": ${otherMachines}; say --on as it was, or start a new run`,
    );
  }
  const { blocks, blocksMax = blocks, budgetMin = null } = plan.profile;
  await appendPart(run.runId, {
    schemaVersion: SCHEMA_VERSION,
    startedAt: new Date().toISOString(),
    why: joins
      ? "Another machine took part."
      : run.end === null
      ? "It had been cut off."
      : "More blocks were asked for.",
    ...{ blocksMax, budgetMin },
    environment,
    earlierEnd: joins ? null : run.end,
    ...(joins ? { joins } : {}),
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
