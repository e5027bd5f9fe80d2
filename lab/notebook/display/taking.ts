/**
 * What the lab's functions take, checked where a cell calls them: a cell has no type check, and an option
 * with a slip in its name would be left out in silence.
 */
import { GauntletError } from "../../nouns/error.ts";
import { closestTo } from "../../text/closest.ts";
import { valueText } from "../../text/wrong.ts";

/** What is wrong with an argument, and what to give; `null`: nothing. */
export type Takes = (value: unknown) => { what: string; remedy: string } | null;

/** Names of options; those with few values have them beside. */
type Known<O> = { [name in keyof Required<O>]: true | readonly O[name][] };

/** The options of a function, by the place of their argument. */
export type OptionsOf<F extends (...given: never[]) => unknown, N extends number> = NonNullable<
  Parameters<F>[N]
>;

/**
 * A function that refuses what it cannot take, in a sentence with its own call.
 *
 * @param call as a reader writes it: `compare(run, one, other, { … })`
 * @param takes one for each argument that is checked, in their order
 * @example
 * ```ts
 * import { optionsOf, taking, text } from "lab/notebook/display/taking.ts";
 * const greet = (name: string, options: { loud?: boolean } = {}) => options.loud ? `${name}!` : name;
 * const checked = taking("greet(name, { … })", greet, [text, optionsOf<{ loud?: boolean }>({ loud: true })]);
 * console.log(checked("you", { loud: true })); // you!
 * ```
 */
export function taking<F extends (...given: never[]) => unknown>(
  call: string,
  make: F,
  takes: readonly Takes[],
): F {
  const made = (...given: Parameters<F>) => {
    refuseUnless(call, takes, given);
    return make(...given);
  };
  Object.defineProperty(made, "name", { value: make.name });
  return made as unknown as F;
}

/** @throws GauntletError where an argument is not what is taken */
export function refuseUnless(
  call: string,
  takes: readonly Takes[],
  given: readonly unknown[],
): void {
  for (const [at, take] of takes.entries()) {
    const wrong = take(given[at]);
    if (wrong === null) continue;
    const place = takes.length === 1 ? "its argument" : `its ${PLACES[at]} argument`;
    throw new GauntletError(
      `Cannot call ${call}: ${wrong.what.replace("IT", place)}; ${wrong.remedy}`,
    );
  }
}

const PLACES = ["first", "second", "third", "fourth", "fifth"];

/** Names that are known, as an object whose fields are its options; nothing at all is fine too. */
export const optionsOf = <O extends object>(known: Known<O>): Takes => (value) => {
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { what: `IT is ${written(value)}`, remedy: "give options, as { name: value }" };
  }
  const values = known as Record<string, true | readonly unknown[]>;
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(values, name)) {
      return { what: `there is no option "${name}"`, remedy: closestTo(name, Object.keys(values)) };
    }
    const among = values[name]!;
    if (among === true || given === undefined || among.includes(given)) continue;
    return {
      what: `${name} is ${written(given)}`,
      remedy: closestTo(String(given), among.map(String)),
    };
  }
  return null;
};

const kind = (is: (value: unknown) => boolean, remedy: string): Takes => (value) =>
  is(value) ? null : {
    what: `IT is ${written(value)}`,
    remedy: value instanceof Promise ? "write await before it" : remedy,
  };

const has = (...names: string[]) => (value: unknown): boolean =>
  typeof value === "object" && value !== null && names.every((name) => name in value);
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isCell = has("variant", "settings", "scenario");

/** What has no run's trials is told by whoever reads them. */
export const anything: Takes = () => null;
export const text: Takes = kind((value) => typeof value === "string", "give a text");
export const aCell: Takes = kind(isCell, "give a cell, as grid({ … }) and cellsOf(run) have them");
export const cells: Takes = kind(
  (value) => isList(value) && value.every(isCell),
  "give a list of cells, as grid({ … }) and cellsOf(run) have them",
);
export const pairs: Takes = kind(
  (value) => isList(value) && value.every((pair) => isList(pair) && pair.every(isCell)),
  "give a list of pairs of cells, as [[one, other]]",
);
export const aTrial: Takes = kind(has("outcome"), "give a trial, as trialsOf(run, cell) has them");
export const anObject = (remedy: string): Takes =>
  kind((value) => has()(value) && !isList(value), remedy);
export const rows: Takes = kind(
  (value) => isList(value) && value.every((row) => typeof row === "object" && row !== null),
  "give a list of rows",
);
/** A value in few words: `"fast"`, `a promise`, `a run`. */
function written(value: unknown): string {
  if (value === undefined) return "missing";
  if (value instanceof Promise) return "a promise";
  if (has("trials", "plan")(value)) return "a run";
  if (isCell(value)) return "a cell";
  if (isList(value) && value.length > 0 && value.every(isCell)) return "a list of cells";
  return valueText(value);
}
