/** What a gate expects of two servers, as it is typed: `flask ≥ 0.95 × flask@main`. */
import type { Expectation } from "../nouns/said.ts";
import { GauntletError } from "../system/state.ts";

/** A server as it is typed: a variant, and how it is started where that is said. */
export interface Side {
  variant: string;
  workers?: number;
  threads?: number;
}

/** An expectation that was read. */
export interface Expected {
  /** As it was typed. */
  text: string;
  over: Side;
  under: Side;
  /** Of the ratio of the two, the first over the second. */
  expects: Expectation;
  /** Of `within`: how much makes no difference. */
  deltaShare?: number;
}

const FORMS = '"A ≥ 0.95 × B", "A <= 1.1 * B" or "A within 5% of B"';
const NUMBER = String.raw`\d+(?:\.\d+)?`;
const WITHIN = new RegExp(String.raw`^(.*?)\s+within\s+(${NUMBER})\s*%\s+of\s+(.*)$`, "i");
const BOUND = /^(.*?)\s*(≥|>=|≤|<=)\s*(.*)$/;
const TIMES = new RegExp(String.raw`^(${NUMBER})\s*[×x*]\s*(.+)$`, "i");
const SHARE = new RegExp(String.raw`^(${NUMBER})\s*%\s*of\s+(.+)$`, "i");
/** `flask`, `flask@main~1`, `flask 2×5`, `flask 2 workers`. */
const SIDE = /^([a-z0-9][a-z0-9-]*(?:@[\w./~^-]+)?)(?:\s+(\d+)(?:\s*[×x*]\s*(\d+)|\s+workers?)?)?$/;

/**
 * Reads an expectation of the throughput of two servers: `A ≥ 0.95 × B` (also `>=`, `x`, `*`, `95% of`),
 * `A ≤ 1.1 × B`, `A ≥ B`, or `A within 5% of B`. A side is a variant, perhaps as it was at a revision
 * (`@main`), perhaps with its workers and threads (`2×5`, `2 workers`).
 *
 * @throws GauntletError that says what was not understood, and how it is written
 * @example
 * ```ts
 * import { expectationOf } from "lab/plan/expectation.ts";
 * console.log(expectationOf("mine >= 0.95 x mine@main").expects); // { atLeast: 0.95 }
 * ```
 */
export function expectationOf(text: string): Expected {
  const given = text.trim().replace(/\s+/g, " ");
  const cannot = (why: string) =>
    new GauntletError(`Cannot read the expectation "${given}": ${why}; write it as ${FORMS}`);
  const side = (typed: string): Side => {
    const [, variant, workers, threads] = typed.trim().match(SIDE) ?? [];
    if (variant === undefined) {
      throw cannot(
        typed.trim() === ""
          ? "a server is missing on one side"
          : `"${typed.trim()}" is no server, with its workers and threads or not`,
      );
    }
    return {
      variant,
      ...(workers === undefined ? {} : { workers: Number(workers) }),
      ...(threads === undefined ? {} : { threads: Number(threads) }),
    };
  };
  const within = given.match(WITHIN);
  if (within) {
    const deltaShare = Number(within[2]) / 100;
    if (deltaShare > 0 && deltaShare <= 1) {
      const [over, under] = [side(within[1]!), side(within[3]!)];
      return { text: given, over, under, expects: "same", deltaShare };
    }
    throw cannot(`within ${within[2]} % is no margin; give one above 0 and up to 100`);
  }
  const bound = given.match(BOUND);
  if (!bound) {
    throw cannot(
      /[<>=]/.test(given)
        ? "no measurement tells > from ≥, or finds two servers equal"
        : "it compares nothing",
    );
  }
  const [, left, sign, right] = bound as unknown as [string, string, string, string];
  const factor = right.match(TIMES) ?? right.match(SHARE);
  const number = factor ? Number(factor[1]) / (TIMES.test(right) ? 1 : 100) : 1;
  if (!(number > 0)) throw cannot(`${factor![1]} times anything is nothing`);
  const [over, under] = [side(left), side(factor ? factor[2]! : right)];
  const expects = sign === "≥" || sign === ">=" ? { atLeast: number } : { atMost: number };
  return { text: given, over, under, expects };
}
