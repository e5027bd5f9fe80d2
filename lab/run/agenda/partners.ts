/** The cells of pairs in an order in which the two of a pair follow each other. */
import { cellKey } from "../../analysis/tables/cells.ts";
import { shuffled } from "../../nouns/random.ts";
import type { Cell } from "../../nouns/cell.ts";

interface CellPair {
  over: Cell;
  under: Cell;
}

/**
 * Each cell once, the pairs in a random order and either cell of a pair first: a machine that drifts
 * has no time to do so between partners, and favours neither. A cell with several partners stands
 * between two of them. Twins are one cell, twice.
 */
export function partnersTogether(pairs: readonly CellPair[], random: () => number): Cell[] {
  let groups: Cell[][] = [];
  for (const { over, under } of shuffled(pairs, random)) {
    const [first, second] = shuffled([over, under], random) as [Cell, Cell];
    const ofFirst = groupOf(groups, first);
    const ofSecond = groupOf(groups, second);
    if (cellKey(first) === cellKey(second)) {
      if (!ofFirst) groups.push([first, second]);
      else if (!isTwice(ofFirst, first)) putBeside(ofFirst, first, second);
    } else if (!ofFirst && !ofSecond) groups.push([first, second]);
    else if (!ofSecond) putBeside(ofFirst!, first, second);
    else if (!ofFirst) putBeside(ofSecond, second, first);
    else if (ofFirst !== ofSecond) {
      groups = groups.filter((group) => group !== ofSecond);
      ofFirst.push(...ofSecond);
    }
  }
  return groups.flat();
}

const groupOf = (groups: Cell[][], cell: Cell): Cell[] | undefined =>
  groups.find((group) => placeOf(group, cell) >= 0);

const placeOf = (group: Cell[], cell: Cell): number =>
  group.findIndex((each) => cellKey(each) === cellKey(cell));

const isTwice = (group: Cell[], cell: Cell): boolean =>
  group.filter((each) => cellKey(each) === cellKey(cell)).length > 1;

/** Before it where it is the first, so that partners it has already stay beside it; else behind it. */
function putBeside(group: Cell[], cell: Cell, partner: Cell): void {
  const place = placeOf(group, cell);
  group.splice(place === 0 ? 0 : place + 1, 0, partner);
}
