/**
 * The door of every task: makes what the task needs, then runs it. It uses nothing but Deno until
 * set-up is done, so that a fresh machine gets a sentence and not a stack trace.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { refusalOf } from "../lab/system/explain.ts";
import { scratchFolder } from "../lab/system/scratch.ts";
import { denoArguments, projectConfig } from "../lab/system/processes/program.ts";
import { GauntletError, isOwnProject, PROJECT_VARIABLE, projectPath } from "../lab/system/state.ts";
import { cleanConsole } from "./shared/cleanconsole.ts";
import { helpOf } from "./help.ts";
import { completeProject, missingImports } from "./making/project.ts";
import type { StepName } from "./setup/step.ts";
import { setUp } from "./setup/mod.ts";

/** What a task's file exports as its default. */
export type Task = (args: string[], missing: Map<StepName, string>) => Promise<void>;

interface Needs {
  needs: StepName[];
  /** Steps without which it can still do something. */
  wants?: StepName[];
  /** Whether it makes the project where it is not there. */
  makes?: boolean;
  /** Rights that it gives back once set-up is done: it needs none of them. */
  without?: readonly Right[];
}

type Right = "net" | "run" | "ffi";

/** Of a task that only reads and writes files. */
const FILES_ONLY: readonly Right[] = ["net", "run", "ffi"];
/** Of one that also asks programs, such as git, for what they know. */
const NO_NETWORK: readonly Right[] = ["net", "ffi"];

const ALL: StepName[] = ["npm", "deno", "postgres", "servers", "node", "jupyter"];

/** What the first of the lab's own servers need. */
const OF_SERVERS: ReadonlySet<StepName> = new Set(["servers", "node"]);

const TASKS: Record<string, Needs> = {
  reproduce: { needs: ALL },
  // What a variant's runtime needs is made when that variant is asked for.
  run: { needs: ["npm", "postgres"] },
  serve: { needs: ["npm", "postgres"] },
  variants: { needs: ["npm"], without: NO_NETWORK },
  "new-workload": { needs: ["npm"], makes: true, without: FILES_ONLY },
  "new-variant": { needs: ["npm"], makes: true, without: NO_NETWORK },
  "new-notebook": { needs: ["npm"], makes: true, without: NO_NETWORK },
  "check-variant": { needs: ["npm", "postgres"] },
  docs: { needs: ["npm"], without: FILES_ONLY },
  report: { needs: ["npm", "deno", "jupyter"], without: NO_NETWORK },
  export: { needs: ["npm", "deno", "jupyter"] },
  lab: { needs: ["npm", "deno", "jupyter"], wants: ["postgres"] },
  test: { needs: ALL },
  faults: { needs: ALL },
  soak: { needs: ["npm", "postgres"] },
  ok: { needs: ALL },
  bench: { needs: ["npm", "postgres"] },
  prove: { needs: ["npm", "postgres"] },
  setup: { needs: ALL },
  record: { needs: ["npm", "postgres"] },
  migrate: { needs: ["npm"], without: NO_NETWORK },
  share: { needs: ["npm"], without: FILES_ONLY },
  add: { needs: ["npm"], without: FILES_ONLY },
};

/** How often a task looks whether whoever started it is still there. */
const LAUNCHER_CHECK_MS = 1000;

/**
 * npx, a shell and `deno task` stand between the reader and this process. When one of them is killed,
 * nobody would stop the task; it stops itself then, in good order.
 */
function endWithLaunchers(): () => void {
  const launchers: number[] = [];
  for (let pid = Deno.ppid; pid > 1; pid = parentOf(pid)) {
    if (!readOrEmpty(`/proc/${pid}/cmdline`).includes("deno")) break;
    launchers.push(pid);
  }
  const watch = setInterval(() => {
    if (launchers.every(isThere)) return;
    clearInterval(watch);
    Deno.kill(Deno.pid, "SIGTERM");
  }, LAUNCHER_CHECK_MS);
  Deno.unrefTimer(watch);
  return () => clearInterval(watch);
}

/** Asked by a signal that is none, and not of /proc: without one right nobody may read that. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

const parentOf = (pid: number) =>
  Number(readOrEmpty(`/proc/${pid}/status`).match(/^PPid:\s+(\d+)/m)?.[1] ?? 0);

function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/**
 * Takes `--project FOLDER` out of a task's arguments. It counts from where the reader stands, which
 * `deno task` leaves for the folder of its `deno.json`.
 */
function withProject(args: string[], makes = false): string[] {
  const at = args.findIndex((arg) => arg === "--project" || arg.startsWith("--project="));
  if (at < 0) return args;
  const inOne = args[at]!.startsWith("--project=");
  const folder = inOne ? args[at]!.slice("--project=".length) : args[at + 1];
  if (!folder || folder.startsWith("-")) {
    throw new GauntletError("Cannot use --project: it names no folder; name one behind it");
  }
  const path = resolve(Deno.env.get("INIT_CWD") ?? ".", folder);
  if (!makes && !existsSync(path)) {
    throw new GauntletError(
      `Cannot use --project: there is no folder ${path}; make it, then try again`,
    );
  }
  Deno.env.set(PROJECT_VARIABLE, path);
  return args.toSpliced(at, inOne ? 1 : 2);
}

/** A project whose `deno.json` cannot run the lab is told so, or completed by a task that makes things. */
function prepareProject(makes = false): void {
  if (!isOwnProject()) return;
  if (makes) {
    const made = completeProject(projectPath());
    if (made.length > 0) console.error(`${projectPath()}: made ${made.join(", ")}`);
    return;
  }
  const [missing] = projectConfig() === null ? [] : Object.entries(missingImports(projectPath()));
  if (missing === undefined) return;
  throw new GauntletError(
    `Cannot use the project ${projectPath()}: its deno.json lacks an import of the lab's; add ` +
      `"${missing[0]}": "${missing[1]}", or let one of the new-… tasks add all that are missing`,
  );
}

/** Says that this is the second process, which has the project's packages. */
const WITHIN = "--within-project";

/** Runs the same task with the packages of somebody's own project, and ends as it ends. */
async function runWithin(args: string[]): Promise<never> {
  const child = new Deno.Command(Deno.execPath(), {
    args: denoArguments(new URL(import.meta.url), WITHIN, ...args),
    stdin: "inherit",
  }).spawn();
  // Ctrl-C reaches it by itself.
  Deno.addSignalListener("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => child.kill(signal));
  }
  Deno.exit((await child.status).code);
}

/** What is asked for: `--help` alone, a task with its arguments, or nothing. */
async function main(
  [name = "", ...given]: string[],
  within: boolean,
  stopWatching: () => void,
): Promise<void> {
  const task = TASKS[name];
  if (!task) {
    throw new GauntletError(
      `Cannot run the task "${name}": there are ${Object.keys(TASKS).join(", ")}`,
    );
  }
  if (given.includes("--help") || given.includes("-h")) {
    return console.log(helpOf(name));
  }
  const args = withProject(given, task.makes);
  if (!within) prepareProject(task.makes);
  // In a project of one's own, what a variant's runtime needs is made when that variant is asked for.
  const needs = isOwnProject() ? task.needs.filter((step) => !OF_SERVERS.has(step)) : task.needs;
  const missing = await setUp(needs, task.wants);
  if (!within && projectConfig() !== null) await runWithin([name, ...args]);
  if (task.without) {
    // Who starts nothing has nothing to stop, and no right to ask whether a process is there.
    if (task.without.includes("run")) stopWatching();
    for (const right of task.without) Deno.permissions.revokeSync({ name: right });
  }
  // Not a literal: Deno would fetch the task's packages before set-up could explain a failure.
  const module = new URL(`./${name}.ts`, import.meta.url).href;
  const { default: run }: { default: Task } = await import(module);
  await run(args, missing);
}

/** Says why a task ends: a sentence for the reader; for a fault of the lab where it happened. */
function fail(error: unknown): never {
  const sentence = error instanceof GauntletError ? error.message : refusalOf(error);
  if (sentence !== null) console.error(sentence);
  else {
    console.error("The lab itself has failed; this should not happen:");
    console.error(error instanceof Error ? error.stack ?? error.message : error);
  }
  Deno.exit(isGate(Deno.args) ? GATE_NOT_MEASURED : 1);
}

/** What a gate ends with where it was not measured: 1 says that what was expected fails. */
const GATE_NOT_MEASURED = 3;

const isGate = (args: readonly string[]) =>
  args.some((arg) => arg === "--expect" || arg.startsWith("--expect="));

if (import.meta.main) {
  cleanConsole();
  const stopWatching = endWithLaunchers();
  // Of what nobody waits for any more, too.
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  const within = Deno.args[0] === WITHIN;
  if (!within) addEventListener("unload", scratchFolder());
  try {
    await main(within ? Deno.args.slice(1) : Deno.args, within, stopWatching);
  } catch (error) {
    fail(error);
  }
}
