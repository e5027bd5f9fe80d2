/** Files of data as they are read: what stands in the way of one is a sentence that names it. */
import { lstatSync } from "node:fs";
import { REFUSALS } from "../system/explain.ts";
import { GauntletError } from "../system/state.ts";

/** What reads a file: what it is called in a message, and what to do where it cannot be read. */
export interface Place {
  /** `data/runs/…/run.json` */
  place: string;
  /** `restore the file` */
  remedy: string;
}

/** More than any header or ledger has; a text of 512 MiB is more than Deno can hold. */
const TEXT_BYTES_MAX = 256 * 2 ** 20;

/** Bytes are text as they stand: a mark of their order is no part of what the lab writes. */
const decoder = () => new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The bytes of a plain file.
 *
 * @param path of the file
 * @param where for the message
 * @param most how many there may be
 * @throws GauntletError when it is missing, a folder, a pipe, too large, or may not be read
 */
export async function bytesIn(
  path: string,
  where: Place,
  most: number = TEXT_BYTES_MAX,
): Promise<Uint8Array> {
  try {
    refuseOther(path, where, most);
    return await Deno.readFile(path);
  } catch (error) {
    throw refused(error, where);
  }
}

/** The text of a plain file; as `bytesIn`. */
export async function textIn(path: string, where: Place): Promise<string> {
  return decoder().decode(await bytesIn(path, where));
}

/** The same without waiting for it. */
export function textInSync(path: string, where: Place): string {
  try {
    refuseOther(path, where);
    return decoder().decode(Deno.readFileSync(path));
  } catch (error) {
    throw refused(error, where);
  }
}

/** The bytes of a plain file of any size, some at a time; the same array is filled again. */
export async function* chunksIn(path: string, where: Place): AsyncGenerator<Uint8Array> {
  try {
    refuseOther(path, where, Infinity);
    using file = await Deno.open(path);
    const bytes = new Uint8Array(1 << 20);
    for (;;) {
      const length = await file.read(bytes);
      if (length === null) return;
      yield bytes.subarray(0, length);
    }
  } catch (error) {
    throw refused(error, where);
  }
}

/** What a folder holds, by name. */
export async function entriesOf(path: string, where: Place): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    throw refused(error, where);
  }
}

/** Whether anything has that name, be it a link to nothing: what it is, reading tells. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** Whether a folder is there, or a link that leads to one. */
export function isFolderAt(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** A pipe would be waited for without end, and a folder is told by no name of its own. */
function refuseOther(path: string, { place, remedy }: Place, most = TEXT_BYTES_MAX): void {
  const found = Deno.statSync(path);
  if (!found.isFile) {
    const what = found.isDirectory ? "a folder" : "no plain file";
    throw new GauntletError(
      `Cannot read ${place}: it is ${what}; move it elsewhere, and ${remedy}`,
    );
  }
  if (found.size > most) {
    throw new GauntletError(
      `Cannot read ${place}: it has ${found.size} bytes, and at most ${most} are read; ${remedy}`,
    );
  }
}

/** What the kernel says, by its code, as the rest of a sentence. */
const SAID: Record<string, string> = {
  ENOENT: "it is missing",
  ENOTDIR: "what should be its folder is none",
  ELOOP: "it is a link that leads back to itself",
  EACCES: `${REFUSALS.EACCES}, or`,
  EPERM: `${REFUSALS.EPERM}, or`,
  EIO: `${REFUSALS.EIO}, and`,
  EMFILE: `${REFUSALS.EMFILE}, or`,
};

/** A sentence for what the kernel refused; what is something else stays what it is. */
function refused(error: unknown, { place, remedy }: Place): unknown {
  if (error instanceof GauntletError || !(error instanceof Error)) return error;
  const said = SAID[(error as Error & { code?: string }).code ?? ""];
  if (said === undefined) return error;
  return new GauntletError(
    `Cannot read ${place}: ${said}${said.includes("; ") ? " " : "; "}${remedy}`,
  );
}
