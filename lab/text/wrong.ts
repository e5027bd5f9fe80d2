/** What is wrong with a value that somebody wrote, in the words of one sentence. */
import { z } from "zod";
import { closestTo } from "./closest.ts";

/** A problem, and what to do about it. */
export interface Wrong {
  /** As in `Cannot use it: …`. */
  what: string;
  /** As in `…; correct it`. */
  remedy: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * The first thing that is wrong with a value: where it is, and what was likely meant.
 *
 * @param root how the value itself is called; its fields are called by their path
 * @example
 * ```ts
 * import { z } from "zod";
 * import { wrongIn } from "lab/text/wrong.ts";
 * const Size = z.strictObject({ width: z.number(), height: z.number() });
 * console.log(wrongIn(Size, { width: 1, heigth: 2 })?.remedy); // did you mean "height"?
 * ```
 */
export function wrongIn(schema: z.ZodType, value: unknown, root = ""): Wrong | null {
  const result = schema.safeParse(value);
  if (result.success) return null;
  return wordsOf(result.error.issues, schema, value, root === "" ? [] : [root]);
}

function wordsOf(
  issues: readonly Issue[],
  schema: z.ZodType | undefined,
  value: unknown,
  above: Path,
): Wrong {
  // A field that does not exist says why another is missing.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const place = [...above, ...issue.path];
  const inner = issue.path.reduce<z.ZodType | undefined>(childOf, schema);
  const seen = issue.path.reduce<unknown>(
    (whole, key) => (whole as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const chosen = nearestOf(issue.errors);
    return wordsOf(issue.errors[chosen]!, optionsOf(inner)[chosen], seen, place);
  }
  if (issue.code === "unrecognized_keys") {
    const [key] = issue.keys;
    const what = `there is no field "${[...place, key].join(".")}"`;
    return { what, remedy: closestTo(key!, fieldsOf(inner)) };
  }
  const where = place.join(".") || "the whole";
  if (issue.code === "invalid_value" && typeof seen === "string") {
    return {
      what: `${where} is "${seen}"`,
      remedy: closestTo(seen, issue.values.map(String)),
    };
  }
  return plainly(issue, where, seen);
}

/** What the validator found, in words that speak of the value and not of the validator. */
function plainly(issue: Issue, where: string, seen: unknown): Wrong {
  if (issue.code === "invalid_type" || issue.code === "invalid_union") {
    const kind = issue.code === "invalid_type" ? KINDS[issue.expected] : undefined;
    const remedy = kind === undefined ? "correct it" : `give ${kind}`;
    return seen === undefined
      ? { what: `${where} is missing`, remedy }
      : { what: `${where} is ${valueText(seen)}`, remedy };
  }
  if (issue.code === "too_small" || issue.code === "too_big") {
    const few = issue.code === "too_small";
    const bound = few ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
    const above = issue.inclusive === false ? (few ? "more than " : "less than ") : "";
    const remedy = `give ${above === "" ? bound : above + bound.replace(/^at \w+ /, "")}`;
    const of = issue.origin === "array" || issue.origin === "set" ? " of them" : "";
    const letters = issue.origin === "string" ? " letters" : "";
    return { what: `${where} is ${valueText(seen)}`, remedy: remedy + of + letters };
  }
  if (issue.code === "invalid_key") {
    const [inner] = issue.issues;
    const why = inner?.message ?? issue.message;
    return {
      what: `the name "${String(issue.path.at(-1))}" is none: ${why}`,
      remedy: "correct it",
    };
  }
  return { what: `${where} is ${valueText(seen)}: ${issue.message}`, remedy: "correct it" };
}

/** What a validator calls a kind of value, as a sentence does. */
const KINDS: Record<string, string> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

const MOST_LETTERS = 60;

/** `"fast"`, `[]`, `{"a":1}`: short enough for a sentence. */
export function valueText(value: unknown): string {
  const text = typeof value === "function"
    ? "a function"
    : value === undefined
    ? "nothing"
    : Object.is(value, NaN)
    ? "NaN"
    : JSON.stringify(value) ?? String(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

/** Of the branches of a union the one that was likely meant: of its kind, with the least wrong. */
function nearestOf(branches: readonly (readonly Issue[])[]): number {
  const isOther = (issues: readonly Issue[]) =>
    issues.some(({ code, path }) => path.length === 0 && code !== "unrecognized_keys");
  const cost = (issues: readonly Issue[]) => (isOther(issues) ? 1000 : 0) + issues.length;
  const costs = branches.map(cost);
  return costs.indexOf(Math.min(...costs));
}

function bare(schema: z.ZodType | undefined): z.ZodType | undefined {
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable;
  return wrapped ? bare(schema.unwrap() as z.ZodType) : schema;
}

function optionsOf(schema: z.ZodType | undefined): z.ZodType[] {
  const whole = bare(schema);
  const several = whole instanceof z.ZodUnion || whole instanceof z.ZodDiscriminatedUnion;
  return several ? whole.options as z.ZodType[] : [];
}

function childOf(schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined {
  const whole = bare(schema);
  if (whole instanceof z.ZodObject) return whole.shape[key as string] as z.ZodType | undefined;
  if (whole instanceof z.ZodArray) return whole.element as z.ZodType;
  if (whole instanceof z.ZodTuple) return whole.def.items[key as number] as z.ZodType | undefined;
  if (whole instanceof z.ZodRecord) return whole.valueType as z.ZodType;
  return optionsOf(whole).map((option) => childOf(option, key)).find((child) => child);
}

function fieldsOf(schema: z.ZodType | undefined): string[] {
  const whole = bare(schema);
  if (whole instanceof z.ZodObject) return Object.keys(whole.shape);
  return [...new Set(optionsOf(whole).flatMap(fieldsOf))];
}
