/**
 * The door of every task: makes what the task needs, then runs it. It uses nothing but Deno until
 * set-up is done, so that a fresh machine gets a sentence and not a stack trace.
 */
import { GauntletError } from "../lab/state.ts";
import type { StepName } from "./setup/step.ts";
import { setUp } from "./setup/mod.ts";

/** What a task's file exports as its default. */
export type Task = (args: string[], missing: Map<StepName, string>) => Promise<void>;

interface Needs {
  needs: StepName[];
  /** Steps without which it can still do something. */
  wants?: StepName[];
}

const ALL: StepName[] = ["npm", "deno", "postgres", "servers", "jupyter"];

const TASKS: Record<string, Needs> = {
  reproduce: { needs: ALL },
  run: { needs: ["npm", "postgres"], wants: ["servers"] },
  report: { needs: ["npm", "deno", "jupyter"] },
  lab: { needs: ["npm", "deno", "jupyter"], wants: ["postgres", "servers"] },
  test: { needs: ALL },
  ok: { needs: ALL },
  setup: { needs: ALL },
  record: { needs: ["npm"] },
};

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  try {
    const task = TASKS[name];
    if (!task) throw new GauntletError(`Cannot run the task "${name}": there are ${Object.keys(TASKS).join(", ")}`);
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
