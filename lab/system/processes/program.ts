/** Deno programs of the lab's own: runner, load generators. They have the packages of the project. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isOwnProject, projectPath } from "../state.ts";

/** The `deno.json` of somebody's own project; `null` in the lab's checkout, or where there is none. */
export function projectConfig(): string | null {
  const config = projectPath("deno.json");
  return isOwnProject() && existsSync(config) ? config : null;
}

/**
 * The arguments that start a program of the lab. In somebody's own project it is started with that
 * project's `deno.json`: their workloads may import packages of theirs, and their lock file notes them,
 * not the lab's.
 *
 * @example
 * ```ts
 * import { denoArguments } from "lab/system/processes/program.ts";
 * console.log(denoArguments(new URL("file:///tmp/some.ts"), "word").at(-1)); // word
 * ```
 */
export function denoArguments(program: URL, ...args: string[]): string[] {
  return limitedArguments(["-A"], program, ...args);
}

/**
 * The same with named rights and no others: `["--allow-read", "--allow-net"]`. A program that reads
 * files of `/proc` has all rights or cannot: so Deno has it.
 */
export function limitedArguments(
  rights: readonly string[],
  program: URL,
  ...args: string[]
): string[] {
  const config = projectConfig();
  return ["run", ...rights, "--no-prompt", "--quiet"]
    .concat(config === null ? [] : ["--config", config], fileURLToPath(program), args);
}
