/** What of the lab still runs. */
import assert from "node:assert/strict";
import { databaseHome } from "../database/home.ts";
import { processTable } from "../system/proc.ts";
import { sleep, TOKEN_VARIABLE } from "../system/processes.ts";

/** Processes that a runner may have left: its children carry a token, PostgreSQL holds our cluster. */
export async function leftovers(): Promise<string[]> {
  const { cluster } = await databaseHome();
  const left: string[] = [];
  for (const { pid, state } of (await processTable()).values()) {
    const read = (file: string) => Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "");
    const line = (await read("cmdline")).replaceAll("\0", " ");
    const ours = line.includes(cluster) ||
      /lab\/(run\/runner|system\/reaper|load\/generator)\.ts/.test(line) ||
      (await read("environ")).includes(`${TOKEN_VARIABLE}=`);
    if (ours && state !== "Z") left.push(`${pid} ${line.slice(0, 400)}`);
  }
  return left;
}

/** Waits a little for the last of them to go. */
export async function assertNothingLeft(): Promise<void> {
  for (let round = 0; round < 200 && (await leftovers()).length > 0; round++) await sleep(50);
  assert.deepEqual(await leftovers(), []);
}

/** Waits until a server of the lab is up: a trial is under way. */
export async function untilServing(): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if ((await leftovers()).some((line) => line.includes("generator.ts"))) return;
    await sleep(50);
  }
  assert.fail("no trial began within 30 s");
}
