/** What is typed behind a task's name: read, and refused in one sentence where it makes no sense. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { closestTo } from "../../lab/text/closest.ts";

/** What an option was given, as it was typed. */
type Typed = string | undefined;

/**
 * The options and the names among a task's arguments, as `parseArgs` has them.
 *
 * A number below nothing is the value of the option before it (`--blocks -3`), for whoever reads the
 * number to refuse; any other dash begins an option.
 *
 * @throws an error of one sentence: an option that there is not, one without its value, a name too many
 */
export function readArguments<const T extends ParseArgsConfig & { args: string[] }>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  const options = config.options ?? {};
  try {
    return parseArgs({ ...config, args: withNumbers(config.args, options) }) as ReturnType<
      typeof parseArgs<T>
    >;
  } catch (error) {
    throw new Error(sentenceOf(error as Error, Object.keys(options)));
  }
}

const takesValue = (arg: Typed, options: NonNullable<ParseArgsConfig["options"]>): boolean =>
  arg?.startsWith("--") === true && options[arg.slice(2)]?.type === "string";

/** `--blocks -3` as `--blocks=-3`. */
function withNumbers(
  args: string[],
  options: NonNullable<ParseArgsConfig["options"]>,
): string[] {
  return args.reduce<string[]>((read, arg) => {
    const before = read.at(-1);
    return /^-[\d.]/.test(arg) && takesValue(before, options)
      ? [...read.slice(0, -1), `${before}=${arg}`]
      : [...read, arg];
  }, []);
}

/** What Node says in one to three lines, as the middle of a sentence. */
function sentenceOf({ message }: Error, known: string[]): string {
  const option = message.match(/'(--?[^\s'<=]+)/)?.[1] ?? "";
  if (message.startsWith("Unknown option")) {
    const names = known.map((name) => `--${name}`);
    return `there is no option ${option}; ${
      names.length === 0 ? "leave it out" : closestTo(option, names)
    }`;
  }
  if (/ambiguous|missing/.test(message)) return `${option} has no value; give one behind it`;
  if (message.includes("does not take an argument")) {
    return `${option} takes no value; leave it out`;
  }
  const name = message.match(/^Unexpected argument '([^']*)'/)?.[1];
  return name === undefined ? message.split("\n")[0]! : `"${name}" is one name too many`;
}

/** The bounds of a number, and what it is a number of where that is not clear. */
interface NumberBounds {
  least?: number;
  most?: number;
}

/**
 * A whole number that was typed; undefined where none was.
 *
 * @throws an error of one sentence with what was typed
 */
export function wholeNumber(
  option: string,
  typed: Typed,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: NumberBounds = {},
): number | undefined {
  if (typed === undefined) return undefined;
  const value = Number(typed);
  if (/^\d+$/.test(typed) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER
    ? `from ${least}`
    : `from ${least} to ${most.toLocaleString("en")}`;
  throw new Error(`--${option} is "${typed}"; give a whole number ${range}`);
}

/** The longest that anything may be asked to last: a day. */
const MINUTES_MAX = 1440;

/**
 * Minutes that were typed, parts of one too; undefined where none were.
 *
 * @throws an error of one sentence with what was typed
 */
export function minutesTyped(option: string, typed: Typed): number | undefined {
  if (typed === undefined) return undefined;
  const value = Number(typed);
  if (/^\d*\.?\d+$/.test(typed) && value > 0 && value <= MINUTES_MAX) return value;
  throw new Error(
    `--${option} is "${typed}"; give a number of minutes above 0, up to ${MINUTES_MAX}`,
  );
}
