/** What a cell is told from others by: one text, whatever the order of fields. */
import { GauntletError } from "./error.ts";
import { z } from "zod";
import { variantName } from "./fields.ts";
import { Scenario } from "./scenario.ts";
import { Settings } from "./settings.ts";

/** One variant × settings × scenario. */
export const Cell = z.strictObject({
  variant: variantName,
  settings: Settings,
  scenario: Scenario,
});
export type Cell = z.infer<typeof Cell>;

/**
 * The same text for the same value: fields in the order of their names, and none for what is not set
 * (`undefined`, or an object or a list with nothing in it). Lists keep their order.
 *
 * @example
 * ```ts
 * import { keyOf } from "lab/nouns/cell.ts";
 * console.log(keyOf({ b: { d: 1, c: [2] }, a: undefined })); // {"b":{"c":[2],"d":1}}
 * ```
 */
export function keyOf(value: unknown): string {
  return JSON.stringify(inOrder(value)) ?? "";
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, field]) => [name, inOrder(field)] as const)
    .filter(([, field]) => field !== undefined);
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/**
 * Whether two values are the same in every field that is set: `{ sql: "raw" }` and its copy, or
 * `{}` and `undefined`.
 *
 * @example
 * ```ts
 * import { same } from "lab/nouns/cell.ts";
 * console.log(same({ a: 1, b: 2 }, { b: 2, a: 1 }), same({}, undefined)); // true true
 * ```
 */
export const same = (a: unknown, b: unknown): boolean => keyOf(a) === keyOf(b);

/** A run asks for the keys of its cells again and again, and has few cells. */
const keys = new WeakMap<object, string>();

function keptKeyOf(value: object): string {
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = keyOf(value);
  keys.set(value, key);
  return key;
}

/**
 * The identity of a cell: variant, settings and scenario. A cell is never changed once it is asked.
 *
 * @throws GauntletError when it is no cell
 * @example
 * ```ts
 * import { cellKey } from "lab/nouns/cell.ts";
 * import { fixtureCell } from "lab/analysis/fixtures/runs.ts";
 * const cell = fixtureCell("alpha-sync", 3, 5);
 * const { variant, settings, scenario } = cell;
 * console.log(cellKey({ scenario, settings, variant }) === cellKey(cell)); // true
 * ```
 */
export function cellKey(cell: Cell): string {
  // The usual slip of a notebook: a name more to the left than the list to the right has cells.
  if (cell === undefined || cell === null) {
    throw new GauntletError(
      `Cannot use ${cell} as a cell: a grid gave fewer cells than were named, or a name is wrong; ` +
        `look at the cells of your experiment`,
    );
  }
  return keptKeyOf(cell);
}

/** The identity of what is asked: cells that share it may be compared. */
export const scenarioKey = (scenario: Scenario): string => keptKeyOf(scenario);
