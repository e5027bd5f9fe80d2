/**
 * The door of every task: makes what the task needs, then runs it. It uses nothing but Deno until
 * set-up is done, so that a fresh machine gets a sentence and not a stack trace.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { GauntletError, PROJECT_VARIABLE } from "../lab/system/state.ts";
import type { StepName } from "./setup/step.ts";
import { setUp } from "./setup/mod.ts";

/** What a task's file exports as its default. */
export type Task = (args: string[], missing: Map<StepName, string>) => Promise<void>;

interface Needs {
  needs: StepName[];
  /** Steps without which it can still do something. */
  wants?: StepName[];
}

const ALL: StepName[] = ["npm", "deno", "postgres", "servers", "node", "jupyter"];

const TASKS: Record<string, Needs> = {
  reproduce: { needs: ALL },
  run: { needs: ["npm", "postgres"], wants: ["servers", "node"] },
  serve: { needs: ["npm", "postgres"], wants: ["servers", "node"] },
  variants: { needs: ["npm"], wants: ["servers", "node"] },
  "new-variant": { needs: ["npm"] },
  "check-variant": { needs: ["npm", "postgres"], wants: ["servers", "node"] },
  docs: { needs: ["npm"] },
  report: { needs: ["npm", "deno", "jupyter"] },
  lab: { needs: ["npm", "deno", "jupyter"], wants: ["postgres", "servers", "node"] },
  test: { needs: ALL },
  ok: { needs: ALL },
  bench: { needs: ["npm", "postgres"] },
  prove: { needs: ["npm", "postgres"] },
  setup: { needs: ALL },
  record: { needs: ["npm"] },
  migrate: { needs: ["npm"] },
};

/** How often a task looks whether whoever started it is still there. */
const LAUNCHER_CHECK_MS = 1000;

/**
 * npx, a shell and `deno task` stand between the reader and this process. When one of them is killed,
 * nobody would stop the task; it stops itself then, in good order.
 */
function endWithLaunchers(): void {
  const launchers: number[] = [];
  for (let pid = Deno.ppid; pid > 1; pid = parentOf(pid)) {
    if (!readOrEmpty(`/proc/${pid}/cmdline`).includes("deno")) break;
    launchers.push(pid);
  }
  const watch = setInterval(() => {
    if (launchers.every((pid) => readOrEmpty(`/proc/${pid}/cmdline`) !== "")) return;
    clearInterval(watch);
    Deno.kill(Deno.pid, "SIGTERM");
  }, LAUNCHER_CHECK_MS);
  Deno.unrefTimer(watch);
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
function withProject(args: string[]): string[] {
  const at = args.findIndex((arg) => arg === "--project" || arg.startsWith("--project="));
  if (at < 0) return args;
  const inOne = args[at]!.startsWith("--project=");
  const folder = inOne ? args[at]!.slice("--project=".length) : args[at + 1];
  if (!folder) {
    throw new GauntletError("Cannot use --project: it names no folder; name one behind it");
  }
  const path = resolve(Deno.env.get("INIT_CWD") ?? ".", folder);
  if (!existsSync(path)) {
    throw new GauntletError(
      `Cannot use --project: there is no folder ${path}; make it, then try again`,
    );
  }
  Deno.env.set(PROJECT_VARIABLE, path);
  return args.toSpliced(at, inOne ? 1 : 2);
}

if (import.meta.main) {
  endWithLaunchers();
  const [name = "", ...given] = Deno.args;
  try {
    const args = withProject(given);
    const task = TASKS[name];
    if (!task) {
      throw new GauntletError(
        `Cannot run the task "${name}": there are ${Object.keys(TASKS).join(", ")}`,
      );
    }
    const missing = await setUp(task.needs, task.wants);
    // Not a literal: Deno would fetch the task's packages before set-up could explain a failure.
    const module = new URL(`./${name}.ts`, import.meta.url).href;
    const { default: run }: { default: Task } = await import(module);
    await run(args, missing);
  } catch (error) {
    if (!(error instanceof GauntletError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
