/**
 * A run as one file: a gzipped tar with one folder, and in it nothing but the files that a run has and a
 * list of them. What is read is taken to be hostile: each bound is looked at before what it bounds.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { packTar, unpackTar } from "modern-tar";
import { GauntletError } from "../../system/state.ts";
import { oneLine } from "../../text/cleaned.ts";

/** The list of what is in an archive, with the SHA-256 of each. */
export const LIST = "share.json";

const MiB = 2 ** 20;
/** Files that an archive may have, and how many bytes each may have at the most. */
export const ARCHIVED = {
  [LIST]: 64 * 1024,
  "run.json": 32 * MiB,
  "trials.jsonl": 192 * MiB,
  "parts.jsonl": 8 * MiB,
  "end.json": 64 * 1024,
} as const;
export type Archived = keyof typeof ARCHIVED;

/** Of the archive itself, and of all that comes out of it. A run of an hour has 1 MiB and 5. */
export const ARCHIVE_BYTES_MAX = 64 * MiB;
export const EXPANDED_BYTES_MAX = 240 * MiB;
/** Trials are packed to a fifth of what they have; a bomb to a thousandth. */
const EXPANSION_MAX = 100;
/** A list and a header that are nearly empty may be packed to less. */
const EXPANSION_FREE_BYTES = MiB;

/**
 * Packs files into one folder. The same files are the same bytes, whenever and wherever they are packed.
 *
 * @param folder its name
 */
export async function packed(
  folder: string,
  files: ReadonlyMap<Archived, Uint8Array>,
): Promise<Uint8Array> {
  const entries = [...files].map(([name, body]) => ({
    header: {
      ...{ name: `${folder}/${name}`, size: body.length, type: "file" as const },
      ...{ mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "" },
    },
    body,
  }));
  return gzipSync(await packTar(entries), { level: 9 });
}

/** What is in an archive: its one folder, and its files by their names. */
export interface Unpacked {
  folder: string;
  files: Map<Archived, Uint8Array>;
}

/**
 * Looks an archive through, in memory.
 *
 * @param place what it is called in messages
 * @throws GauntletError when it is no archive, is damaged or too large, or has anything that is no file
 *   of a run: a path that leads elsewhere, a link, a device, a name twice
 */
export async function unpacked(archive: Uint8Array, place: string): Promise<Unpacked> {
  const refused = (what: string) =>
    new GauntletError(`Cannot add ${place}: ${what}; ask for it again, from deno task share`);
  if (archive.length > ARCHIVE_BYTES_MAX) {
    throw refused(`it has ${archive.length} bytes, and at most ${ARCHIVE_BYTES_MAX} are read`);
  }
  const entries = await entriesIn(expanded(archive, refused), refused);
  const files = new Map<Archived, Uint8Array>();
  const folders = new Set<string>();
  for (const { header, data } of entries) {
    const name = oneLine(header.name, { lengthMax: 100 });
    if (header.type !== "file") {
      throw refused(`"${name}" is no file (${oneLine(String(header.type))})`);
    }
    // Long names and others' fields are written as extensions: an archive of ours needs none.
    if (header.pax !== undefined || header.linkname) {
      throw refused(`"${name}" has fields that no file of a run has`);
    }
    const [folder, file, ...rest] = header.name.split("/");
    if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(folder!) || rest.length > 0 || !isArchived(file)) {
      throw refused(`"${name}" is no file of a run`);
    }
    if (files.has(file)) throw refused(`"${name}" is there twice`);
    if (data === undefined || data.length !== header.size) throw refused(`"${name}" is cut off`);
    if (data.length > ARCHIVED[file]) {
      throw refused(`"${name}" has ${data.length} bytes, and at most ${ARCHIVED[file]} are read`);
    }
    folders.add(folder!);
    files.set(file, data);
  }
  if (folders.size !== 1) throw refused(`it has ${folders.size} folders, and not one`);
  for (const name of [LIST, "run.json", "trials.jsonl"] as const) {
    if (!files.has(name)) throw refused(`it lacks ${name}`);
  }
  return { folder: [...folders][0]!, files };
}

const isArchived = (name: string | undefined): name is Archived =>
  name !== undefined && Object.hasOwn(ARCHIVED, name);

type Refused = (what: string) => GauntletError;

function expanded(archive: Uint8Array, refused: Refused): Uint8Array {
  const most = Math.min(
    EXPANDED_BYTES_MAX,
    EXPANSION_FREE_BYTES + archive.length * EXPANSION_MAX,
  );
  try {
    return gunzipSync(archive, { maxOutputLength: most });
  } catch (error) {
    const { code } = error as { code?: string };
    throw refused(
      code === "ERR_BUFFER_TOO_LARGE"
        ? `more than ${most} bytes come out of its ${archive.length}`
        : "it is no whole gzip file: it was cut off, changed or damaged",
    );
  }
}

async function entriesIn(tar: Uint8Array, refused: Refused) {
  try {
    return await unpackTar(tar, { strict: true });
  } catch {
    throw refused("it is no whole tar file: it was cut off, changed or damaged");
  }
}
