/**
 * One block for somebody else: a machine of a fleet measures it whole and tells its trials, and whoever
 * asked keeps them. Nothing is written here.
 */
import { machineId as ourMachineId } from "../system/machine.ts";
import { GauntletError } from "../system/state.ts";
import { codeHash } from "../server/code.ts";
import { lastingStage } from "./lasting.ts";
import { measuredOn } from "./parts.ts";
import type { RunnerCommand, RunnerEvent } from "./protocol.ts";
import { setStage } from "./stage.ts";
import { runTrial } from "./trial.ts";

type Tell = (event: RunnerEvent) => void;

/**
 * Measures the trials of a block one behind the other, on a stage that is set for it alone.
 *
 * @throws GauntletError when the code here is not that of the run, or the stage goes twice
 */
export async function block(
  { plan, trials, codeHash: wanted }: Extract<RunnerCommand, { type: "block" }>,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  await refuseOtherCode(wanted);
  const cells = trials.map(({ cell }) => cell);
  await using lasting = await lastingStage(() => setStage(cells, tell, signal));
  const on = await measuredOn(lasting.stage);
  tell({ type: "block-staged", ...on });
  const { machineId } = on.environment;
  for (const [index, planned] of trials.entries()) {
    const { length } = trials;
    const place = { place: index + 1, likelyCount: length, mostCount: length, remainingS: 0 };
    const trial = await lasting.measure((stage) =>
      runTrial(stage, planned, plan, {
        signal,
        onPhase: (phase) =>
          tell({ type: "trial-phase", trial: planned.trial, phase, cell: planned.cell, ...place }),
      })
    );
    tell({ type: "trial-measured", trial: { ...trial, machineId } });
  }
  tell({ type: "block-ended" });
}

/** A ratio of two cells is of one code, on whatever machine. */
async function refuseOtherCode(wanted: string): Promise<void> {
  const here = await codeHash();
  if (here === wanted) return;
  throw new GauntletError(
    `Cannot measure a block: the code here (${here.slice(0, 8)}) is not that of the run (${
      wanted.slice(0, 8)
    }); check out the same commit here`,
  );
}

/** Says which machine this is, and by which code it would measure. */
export async function look(tell: Tell): Promise<void> {
  const bootId = await Deno.readTextFile("/proc/sys/kernel/random/boot_id").catch(() => null);
  tell({
    type: "machine",
    machineId: await ourMachineId(),
    codeHash: await codeHash(),
    bootId: bootId === null ? null : bootId.trim(),
  });
}
