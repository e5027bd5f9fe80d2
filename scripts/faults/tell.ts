/** What came of the faults that tests planted: a table by kinds, and what is not as promised. */
import { showTable } from "../../lab/notebook/display/display.ts";
import { type Fault, type FaultNote, FAULTS } from "../../lab/testing/faults.ts";

/** A kind of faults. */
export interface FaultRow {
  kind: string;
  /** Faults that were planted: of some many, such as each flipped bit. */
  tried: number;
  /** Those that were found or survived, as their tests say. */
  survived: number;
  trialsLost: number;
  wrongFigures: number;
  leftBehind: number;
}

/** The table, what this machine cannot plant, and what is wrong; a sentence each. */
export interface FaultTable {
  rows: FaultRow[];
  untried: string[];
  wrong: string[];
}

/**
 * Sums up what tests noted.
 *
 * @param notes their lines
 * @example
 * ```ts
 * import { faultTable } from "./tell.ts";
 * const { rows, wrong } = faultTable([]);
 * console.log(rows[0]?.tried, wrong[0]); // 0, that no test planted the first of them
 * ```
 */
export function faultTable(notes: readonly FaultNote[]): FaultTable {
  const untried: string[] = [];
  const wrong: string[] = [];
  const rows = Object.entries(FAULTS).map(([kind, faults]) => {
    const all = notes.filter((note) => note.faults.some((fault) => isOf(faults, fault)));
    const here = all.filter(({ cannot }) => cannot === undefined);
    for (const fault of faults) {
      const own = all.filter((note) => note.faults.includes(fault));
      const refused = own.filter(({ cannot }) => cannot !== undefined);
      if (own.length === 0) wrong.push(`"${fault}" was planted by no test`);
      else if (refused.length === own.length) untried.push(`"${fault}": ${refused[0]!.cannot}`);
      for (const note of own) if (!note.survived) wrong.push(`"${fault}": ${saidOf(note)}`);
    }
    const sum = (of: (note: FaultNote) => number) =>
      here.reduce((total, note) => total + of(note), 0);
    return {
      kind,
      tried: sum(({ triedCount }) => triedCount),
      survived: sum(({ triedCount, survived }) => survived ? triedCount : 0),
      trialsLost: sum(({ trialsLost }) => trialsLost),
      wrongFigures: sum(({ wrongFigures }) => wrongFigures),
      leftBehind: sum(({ leftBehind }) => leftBehind),
    };
  });
  return { rows, untried, wrong: [...new Set(wrong)] };
}

const isOf = (faults: readonly Fault[], fault: Fault) => faults.includes(fault);

const saidOf = ({ trialsLost, wrongFigures, leftBehind }: FaultNote) =>
  trialsLost + wrongFigures + leftBehind === 0
    ? "its test failed"
    : `${trialsLost} trials lost, ${wrongFigures} wrong figures, ${leftBehind} left behind`;

/**
 * Shows it.
 *
 * @param leftBehind processes that were still there when all tests had ended
 * @returns what is not as promised
 */
export async function tellFaults(
  notes: readonly FaultNote[],
  leftBehind: readonly string[],
): Promise<string[]> {
  const { rows, untried, wrong } = faultTable(notes);
  const total = (of: (row: FaultRow) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  await showTable([...rows, {
    kind: "all",
    tried: total(({ tried }) => tried),
    survived: total(({ survived }) => survived),
    trialsLost: total((row) => row.trialsLost),
    wrongFigures: total((row) => row.wrongFigures),
    leftBehind: total((row) => row.leftBehind) + leftBehind.length,
  }], { caption: "Faults that were planted, and what came of them", maxRows: 99 });
  for (const sentence of untried) console.log(`Not to be tried here: ${sentence}`);
  return [...wrong, ...leftBehind.map((name) => `left behind: ${name}`)];
}
