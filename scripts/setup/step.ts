/**
 * One step of set-up: done once, remembered by a fingerprint of everything that it depends on, and
 * begun again from nothing when it was cut short.
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { GauntletError, statePath } from "../../lab/system/state.ts";

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

/** Runs a command to its end and gives back what it said. */
export async function call(
  program: string,
  args: string[],
  options: Deno.CommandOptions = {},
): Promise<{ success: boolean; stdout: string; said: string }> {
  try {
    const output = await new Deno.Command(program, { args, ...options }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const stdout = text(output.stdout).trim();
    return { success: output.success, stdout, said: (stdout + text(output.stderr)).trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { success: false, stdout: "", said: `${program} not found` };
    }
    throw error;
  }
}

/** What a package client's complaint means, in a sentence. */
export function explain(what: string, said: string, mirror: string): GauntletError {
  const reasons: [RegExp, string][] = [
    [/no space left|ENOSPC|os error 28/i, "the disk is full; free some room"],
    [
      /resol|dns|network is unreachable|connection refused|connecterror|connect error|error sending request|newconnectionerror|timed out|max retries|tunnel|proxy/i,
      `the package registry is out of reach; check the network or ${mirror}`,
    ],
    [
      /hash|integrity|checksum/i,
      "a package does not match its lock file; the registry's copy may be corrupt",
    ],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(said))?.[1];
  const lastLines = said.split("\n").slice(-6).join("\n");
  return new GauntletError(
    reason
      ? `Cannot install ${what}: ${reason}, then run the task again`
      : `Cannot install ${what}; the installer said:\n${lastLines}`,
  );
}
