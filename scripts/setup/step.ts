/**
 * One step of set-up: done once, remembered by a fingerprint of everything that it depends on, and
 * begun again from nothing when it was cut short.
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { statePath } from "../../lab/system/state.ts";

export interface Step {
  name: StepName;
  /** For the progress line: `npm packages`. */
  title: string;
  /** What the result depends on. When it changes, the step is done again. */
  fingerprint: () => Promise<string>;
  /** Does the work; throws `GauntletError` with one sentence and the remedy. */
  run: () => Promise<void>;
}

export type StepName = "npm" | "deno" | "postgres" | "servers" | "node" | "jupyter";

const stampPath = (step: Step) => statePath("stamps", step.name);

export async function isDone(step: Step): Promise<boolean> {
  const stamp = await Deno.readTextFile(stampPath(step)).catch(() => null);
  return stamp !== null && stamp === await step.fingerprint();
}

/** Removes the stamp first and writes it last: a step killed half-way is not taken for done. */
export async function perform(step: Step): Promise<void> {
  const stamp = stampPath(step);
  await Deno.mkdir(dirname(stamp), { recursive: true });
  await Deno.remove(stamp).catch(() => {});
  await step.run();
  await Deno.writeTextFile(`${stamp}.new`, await step.fingerprint());
  await Deno.rename(`${stamp}.new`, stamp);
}

export async function fingerprintOf(files: string[], ...values: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(await Deno.readFile(file));
  return hash.update(values.join("\0")).digest("hex");
}
