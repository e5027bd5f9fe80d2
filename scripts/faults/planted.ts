/** Where tests note what came of their faults, and what they left behind. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { carriersOf } from "../../lab/system/processes/proc.ts";
import { type FaultNote, NOTES_VARIABLE } from "../../lab/testing/faults.ts";
import { MARK } from "../../lab/testing/leftovers.ts";

/** The notes of one execution of tests. */
export interface Notes extends AsyncDisposable {
  /** What the tests are told, by their environment. */
  env: Record<string, string>;
  read: () => FaultNote[];
  /** Processes of theirs that are still there. */
  left: () => Promise<string[]>;
}

/** Makes a file for the notes, a mark for processes, and a folder for what tests put aside. */
export async function takeNotes(): Promise<Notes> {
  // Names are short: a browser's socket stands below, and its whole path may have 107 letters.
  const base = tmpdir();
  const [file, aside] = [join(base, `notes-${Deno.pid}`), join(base, `t${Deno.pid}`)];
  await Deno.writeTextFile(file, "");
  await Deno.mkdir(aside);
  const mark = crypto.randomUUID();
  return {
    env: { [NOTES_VARIABLE]: file, [MARK]: mark, TMPDIR: aside },
    read: () =>
      Deno.readTextFileSync(file).split("\n").filter((line) => line !== "")
        .map((line) => JSON.parse(line) as FaultNote),
    left: async () => (await carriersOf(MARK, mark)).map((pid) => `process ${pid}`),
    [Symbol.asyncDispose]: async () => {
      for (const path of [file, aside]) await Deno.remove(path, { recursive: true });
    },
  };
}
