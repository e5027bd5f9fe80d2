/**
 * Set-up: everything that a task needs, made when it is missing and left alone when it is there.
 * Uses nothing but Deno, so that a fresh machine can run it, and a lock, so that two tasks can.
 */
import { statfs } from "node:fs/promises";
import { GauntletError, statePath } from "../../lab/system/state.ts";
import { deno } from "./deno.ts";
import { node } from "./node.ts";
import { npm } from "./npm.ts";
import { postgres } from "./postgres.ts";
import { jupyter, servers } from "./python.ts";
import { isDone, perform, type Step, type StepName } from "./step.ts";

const STEPS: Record<StepName, Step> = { npm, deno, postgres, servers, node, jupyter };

/** What the whole of set-up takes, downloads included. */
const ROOM_GIB = 2;

/**
 * Makes what is needed.
 *
 * @param needs steps without which the task cannot go on: their failure is thrown
 * @param wants steps that it can do without: their failure is said, and given back by name
 */
export async function setUp(
  needs: StepName[],
  wants: StepName[] = [],
  say: (line: string) => void = (line) => console.error(line),
): Promise<Map<StepName, string>> {
  const steps = [...needs, ...wants].map((name) => STEPS[name]);
  if ((await missing(steps)).length === 0) return new Map();

  await Deno.mkdir(statePath(), { recursive: true });
  using lock = await Deno.open(statePath("setup.lock"), { create: true, write: true });
  if (!await lock.tryLock(true)) {
    say("Another task is setting up; waiting for it");
    await lock.lock(true);
  }
  const todo = await missing(steps);
  if (todo.length === 0) return new Map();
  await checkRoom();

  say(`Setting up ${todo.map((step) => step.title).join(", ")} (once)`);
  const failures = new Map<StepName, string>();
  await Promise.all(todo.map(async (step) => {
    const started = performance.now();
    try {
      await perform(step);
      say(`  ${step.title}: ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    } catch (error) {
      if (!(error instanceof GauntletError)) throw error;
      failures.set(step.name, error.message);
    }
  }));
  const fatal = needs.map((name) => failures.get(name)).filter((sentence) =>
    sentence !== undefined
  );
  if (fatal.length > 0) throw new GauntletError([...new Set(fatal)].join("\n"));
  for (const sentence of new Set(failures.values())) say(`  ${sentence}`);
  return failures;
}

async function missing(steps: Step[]): Promise<Step[]> {
  const done = await Promise.all(steps.map(isDone));
  return steps.filter((_, index) => !done[index]);
}

async function checkRoom(): Promise<void> {
  const { bavail, bsize } = await statfs(statePath());
  const roomGib = bavail * bsize / 2 ** 30;
  if (roomGib < ROOM_GIB) {
    throw new GauntletError(
      `Cannot set up: ${statePath()} has ${
        roomGib.toFixed(1)
      } GiB of room and ${ROOM_GIB} GiB are needed; ` +
        `free some, or set GAUNTLET_STATE to a folder on another disk`,
    );
  }
}
