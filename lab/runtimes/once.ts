/**
 * Something that is made once for each state of what it is made from, and kept in the state folder: a
 * build, a Python environment, a copy of a runtime. It is whole when its stamp is there; what was cut
 * short is begun again from nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { exists, GauntletError, statePath } from "../system/state.ts";

/** How long another process may take to make the same thing: a download over a slow line. */
const WAIT_LIMIT_S = 900;

const STAMP = ".made";

/** The folder of what is made under such a name. */
export const madeFolder = (kind: string, name: string): string => statePath(kind, name);

/** Whether it is there and whole. */
export const isMade = (kind: string, name: string): Promise<boolean> =>
  exists(join(madeFolder(kind, name), STAMP));

/**
 * Makes it where it is not there; of several that want it at once one makes it and the others wait.
 *
 * @param make fills the folder, which is empty and stays where it is
 * @returns the folder
 */
export async function madeOnce(
  kind: string,
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = madeFolder(kind, name);
  if (await isMade(kind, name)) return folder;
  await Deno.mkdir(statePath(kind), { recursive: true });
  using lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  const deadline = performance.now() + WAIT_LIMIT_S * 1000;
  while (!await lock.tryLock(true)) {
    if (performance.now() > deadline) {
      throw new GauntletError(
        `Cannot make ${folder}: another process has been at it for ${WAIT_LIMIT_S} s; end it, ` +
          `then try again`,
      );
    }
    await sleep(200);
  }
  if (await isMade(kind, name)) return folder;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  await make(folder);
  await Deno.writeTextFile(join(folder, STAMP), new Date().toISOString());
  return folder;
}
