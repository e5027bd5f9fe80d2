/** Rows as a page carries them: a column at a time, texts once each, numbers with what digits they have. */

/** What a cell of a table may be. */
export type Value = string | number | boolean | null;

/** A column: all values the same, texts by their place in a list, or as they are. */
export type PackedColumn =
  | { all: Value }
  | { texts: string[]; at: (number | null)[] }
  | { values: Value[] };

/** Digits that a number keeps: more than any histogram or clock of ours has. */
const DIGITS = 6;

/**
 * Packs the values of one column.
 *
 * @example
 * ```ts
 * import { packed } from "lab/report/explorer/packed.ts";
 * console.log(packed(["a", "b", "a"])); // { texts: ["a", "b"], at: [0, 1, 0] }
 * ```
 */
export function packed(values: readonly Value[]): PackedColumn {
  const [first = null] = values;
  if (values.every((value) => value === first)) return { all: rounded(first) };
  if (!values.every((value) => value === null || typeof value === "string")) {
    return { values: values.map(rounded) };
  }
  const places = new Map<string, number>();
  const at = values.map((value) => {
    if (value === null) return null;
    const text = value as string;
    if (!places.has(text)) places.set(text, places.size);
    return places.get(text)!;
  });
  return { texts: [...places.keys()], at };
}

/** A number with the digits that mean something. */
export const rounded = (value: Value): Value =>
  typeof value === "number" && !Number.isInteger(value)
    ? Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null
    : value;
