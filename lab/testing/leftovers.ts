/** What still runs of all that a test started, however far below it. */
import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { databaseHome } from "../database/home.ts";
import { carriersOf, processTable } from "../system/processes/proc.ts";

/** Whatever is started from here on carries it; others who measure on this machine do not. */
export const MARK = "GAUNTLET_TEST_PROCESS";
const value = Deno.env.get(MARK) ?? crypto.randomUUID();
Deno.env.set(MARK, value);

/** The processes, a line each: PostgreSQL, which overwrites its environment, holds our cluster. */
export async function leftovers(): Promise<string[]> {
  const { cluster } = await databaseHome();
  const marked = new Set(await carriersOf(MARK, value));
  const left: string[] = [];
  for (const { pid, state } of (await processTable()).values()) {
    const text = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    const line = text.replaceAll("\0", " ");
    const ours = marked.has(pid) || line.includes(cluster);
    if (ours && state !== "Z" && pid !== Deno.pid) left.push(`${pid} ${line.slice(0, 400)}`);
  }
  return left;
}

/** Waits a little for the last of them to go. */
export async function assertNothingLeft(): Promise<void> {
  for (let round = 0; round < 200 && (await leftovers()).length > 0; round++) await sleep(50);
  assert.deepEqual(await leftovers(), []);
}

/** Waits until a server of the lab is loaded: a trial is under way. */
export async function untilServing(): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if ((await leftovers()).some((line) => line.includes("generator.ts"))) return;
    await sleep(50);
  }
  assert.fail("no trial began within 30 s");
}
