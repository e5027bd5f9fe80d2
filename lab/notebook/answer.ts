/** The answer that a notebook opens with: sentences that verdicts choose, with what they rest on. */
import { OWN_SOURCE } from "../nouns/claim.ts";
import type { Claim, ClaimVerdict } from "../nouns/claim.ts";
import type { Run } from "../nouns/run.ts";
import { plainMarkdown } from "../text/markdown.ts";
import { intervalWords } from "../text/interval.ts";
import { judgedClaim, markOf, registeredClaim } from "./claim.ts";
import type { ClaimDefinition } from "./claim.ts";
import { DISPLAY, type Displayable } from "./display.ts";

/** One sentence: a claim, and what is said where it holds and where it fails. */
export interface AnswerLine {
  /** Of a registered claim. */
  claim: string;
  /** What is then true, as a sentence without a stop. */
  holds: string;
  /** What is then true: of "more", that it is less or as much. */
  fails: string;
  /** Where the blocks cannot tell. Default: made of the claim's sentence; it is never a "no". */
  undecided?: string;
  /** What is judged, where the claim is of a quantity. */
  ours?: ClaimDefinition["ours"];
}

/** An answer as it is shown; its verdicts are in the order of its lines. */
export interface Answer extends Displayable {
  verdicts: ClaimVerdict[];
  toString(): string;
}

/**
 * The answer of a notebook: a line a claim, worded by its verdict, with the figure, its interval, its
 * blocks and a link to the claim, below which stand what lint says and the trials. Whatever comes out has
 * its words: "undecided" and "not measured" say so.
 *
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { answer } from "lab/notebook/answer.ts";
 * const [one, two] = [1, 2].map((workers) => fixtureCell("gamma-sync", workers, 5));
 * const run = fixtureRun({ cells: [one!, two!], blocks: 6, noiseShare: 0.01 });
 * const claims = [{
 *   id: "a-second-worker",
 *   source: "gauntlet",
 *   sentence: "A second worker helps",
 *   of: [two!, one!] as [typeof two & {}, typeof one & {}],
 *   expects: "more" as const,
 * }];
 * const said = answer({ ...run, claims }, [
 *   { claim: "a-second-worker", holds: "Two workers give more", fails: "Two give no more" },
 * ]);
 * console.log(String(said).startsWith("Two workers give more")); // true
 * ```
 */
export function answer(run: Run, lines: readonly AnswerLine[]): Answer {
  const judged = lines.map((line) => {
    const { definition, registered } = registeredClaim(run, line.claim, line.ours);
    return { line, claim: judgedClaim(run, definition, registered) };
  });
  const text = judged.map(({ line, claim }) => `${wordsOf(line, claim)}${groundsOf(claim)}.`);
  const markdown = judged.map(({ line, claim }) =>
    `${plainMarkdown(wordsOf(line, claim))}${linked(claim)}.`
  );
  const several = lines.length > 1;
  return {
    verdicts: judged.map(({ claim }) => claim.verdict),
    toString: () => text.join(" "),
    [DISPLAY]: () => ({
      "text/plain": text.join("\n"),
      "text/markdown": markdown.map((line) => several ? `- ${line}` : line).join("\n"),
    }),
  };
}

function wordsOf(line: AnswerLine, { verdict, sentence, source }: Claim): string {
  if (verdict === "holds") return line.holds;
  if (verdict === "fails") return line.fails;
  if (verdict === "undecided" && line.undecided !== undefined) return line.undecided;
  const said = `“${sentence}”${source === OWN_SOURCE ? "" : `, as ${source} has it`}`;
  return verdict === "undecided"
    ? `Not decided, neither for nor against: ${said}`
    : `Not measured in this run: ${said}`;
}

/** ` (1.31×, 1.22 to 1.41; 8 blocks)`; nothing where nothing was measured. */
function groundsOf(claim: Claim): string {
  const grounds = figuresOf(claim);
  return grounds === "" ? "" : ` (${grounds})`;
}

function linked(claim: Claim): string {
  const grounds = figuresOf(claim) || "why";
  return ` ([${plainMarkdown(grounds)}](#claim-${claim.id}))`;
}

function figuresOf(claim: Claim): string {
  const { value, low, high, unit, blocks, published } = claim;
  if (value === null) return "";
  const sign = unit === null || unit === "×" ? "×" : unit === "" ? "" : ` ${unit}`;
  return [
    intervalWords(value, low ?? -Infinity, high ?? Infinity, sign) + markOf(claim),
    ...(blocks === null ? [] : [`${blocks} blocks`]),
    ...(published === null ? [] : [`${published.source} printed ${published.ratio.toFixed(2)}×`]),
  ].join("; ");
}
