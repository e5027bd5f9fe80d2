/** Two cells side by side, block by block. */

/** Two cells measured in the same blocks. */
export interface Pair {
  /** A name for each cell, the same wherever the cell stands; a twin has a name of its own. */
  cellA: string;
  cellB: string;
  /** The scenario of both. `null`: of different ones; such a pair is judged by its own spread. */
  scenario: string | null;
  /** ln A − ln B, one a block; `null` where the block lacks either. */
  differences: readonly (number | null)[];
}

/** The differences of the blocks that measured both. */
export function measured({ differences }: Pair): number[] {
  return differences.filter((difference) => difference !== null);
}

/** @throws when a difference is no finite number, or the cell is paired with itself */
export function checkPair(pair: Pair): void {
  const name = `${pair.cellA} ÷ ${pair.cellB}`;
  if (pair.cellA === pair.cellB) {
    throw new Error(`Comparing ${name}: a cell with itself; give its twin a name of its own.`);
  }
  const odd = measured(pair).find((difference) => !Number.isFinite(difference));
  if (odd !== undefined) {
    throw new Error(
      `Comparing ${name}: a log difference is ${odd}; give null where a trial measured nothing.`,
    );
  }
}
