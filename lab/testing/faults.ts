/**
 * Faults that tests plant on purpose, by their kinds, and what came of each. Such a test runs like any
 * other; where `deno task faults` or `deno task test` asks for it, it notes what it counted.
 */
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { leftovers } from "./leftovers.ts";

/** Names the file to which each such test adds a line. */
export const NOTES_VARIABLE = "GAUNTLET_FAULT_NOTES";

/** Stands behind the sentence of each such test, so that they can be asked for alone. */
export const PLANTED = "(planted: ";

/** All that is planted. One that no test notes any more is told of as missing. */
export const FAULTS = {
  "servers that lie": [
    ...[
      "wrong answers",
      "wrong after 200 answers",
      "wrong in one of a hundred",
      "an error with 200",
    ],
    ...["the same answer always", "answers from memory", "a cache of a second"],
    ...["a query for a hundredth of requests", "a query for each row", "a pool of one"],
    ...["no order", "an order rolled back", "a slow hundredth", "a leak", "an access log"],
    ...["compressed answers", "answers that are moved", "failures alone"],
    ...["one worker serves all", "fewer threads", "a slow worker", "a worker that dies"],
    ...["answers cut short", "a server that stands still", "a pool of forty", "a read that writes"],
    ...["a log in a file", "a KiB leaked for each answer", "wrong on a long connection"],
  ],
  "machines that lie": [
    ...["books that overflow", "fewer cores by affinity", "a quota of cores", "few open files"],
    ...["a short accept queue", "ports used up", "a clock set back"],
  ],
  "losses and hangs": [
    ...["PostgreSQL killed", "PostgreSQL killed twice", "PostgreSQL started anew in a window"],
    ...["a dead PostgreSQL that nobody collects", "a server that could not start"],
    ...["backends held still", "runner killed", "runner and reaper killed", "a daemon left behind"],
    ...["a full disk", "a folder that is read only"],
    ...["DATABASE_URL that swallows", "DATABASE_URL that is none"],
  ],
  "damaged data": ["flipped bits", "odd folders", "broken runs"],
  "hostile text": [
    ...["markup in every field", "scripts in a cell", "a password in a log", "escape sequences"],
  ],
} as const satisfies Record<string, readonly string[]>;

/** The name of one. */
export type Fault = (typeof FAULTS)[keyof typeof FAULTS][number];

/** What a test counts while it runs; all of it is none until it says otherwise. */
export interface Counted {
  /** How many were planted, where one test plants many of a kind. */
  triedCount: number;
  /** Trials that were planned and are not in the run, or are there twice. */
  trialsLost: number;
  /** Figures that came out wrong, and nothing told of them. */
  wrongFigures: number;
  /** Why this machine cannot plant it. */
  cannot?: string;
}

/** A line of the notes. */
export interface FaultNote extends Counted {
  faults: readonly Fault[];
  /** Whether all was as the test's sentence says. */
  survived: boolean;
  /** Processes that were there afterwards, and files that were put aside. */
  leftBehind: number;
}

/**
 * A test that plants faults.
 *
 * @param faults which
 * @param sentence what becomes of them
 * @param plant plants, looks, and adds to what is counted
 * @throws where something was lost, wrong, or left behind
 */
export function faultTest(
  faults: Fault | readonly Fault[],
  sentence: string,
  plant: (counted: Counted) => Promise<void> | void,
): void {
  const all = [faults].flat() as Fault[];
  Deno.test(`${sentence} ${PLANTED}${all.join(", ")})`, async () => {
    const before = aside();
    const counted: Counted = { triedCount: all.length, trialsLost: 0, wrongFigures: 0 };
    let survived = false;
    let leftBehind = 0;
    try {
      await plant(counted);
      survived = true;
    } finally {
      leftBehind = await countLeft(before);
      const { trialsLost, wrongFigures } = counted;
      survived &&= trialsLost + wrongFigures + leftBehind === 0;
      const triedCount = Math.max(1, counted.triedCount);
      note({ faults: all, ...counted, triedCount, survived, leftBehind });
    }
    const { trialsLost, wrongFigures } = counted;
    assert.deepEqual(
      { trialsLost, wrongFigures, leftBehind },
      { trialsLost: 0, wrongFigures: 0, leftBehind: 0 },
    );
  });
}

/** What is put aside; where the folder is shared with others, it is not looked at. */
const aside = (): string[] =>
  Deno.env.has(NOTES_VARIABLE) ? Array.from(Deno.readDirSync(tmpdir()), ({ name }) => name) : [];

/** Processes of this test, and what it put aside, that do not go within 10 s. */
async function countLeft(before: readonly string[]): Promise<number> {
  const look = async () => [
    ...await leftovers(),
    ...aside().filter((name) => !before.includes(name)),
  ];
  let left = await look();
  for (let round = 0; round < 200 && left.length > 0; round++) {
    await sleep(50);
    left = await look();
  }
  if (left.length > 0) console.error(left.join("\n"));
  return left.length;
}

function note(line: FaultNote): void {
  const file = Deno.env.get(NOTES_VARIABLE);
  if (file) Deno.writeTextFileSync(file, JSON.stringify(line) + "\n", { append: true });
}
