/** The answer that a notebook opens with: sentences that verdicts choose, with what they rest on. */
import { OWN_SOURCE } from "../../nouns/claim.ts";
import type { ClaimVerdict } from "../../nouns/claim.ts";
import type { LedgerRow } from "../../analysis/claims/ledger.ts";
import type { Run } from "../../nouns/run.ts";
import { counted } from "../../text/format.ts";
import { plainMarkdown } from "../../text/markdown.ts";
import { judgedClaim, markOf, registeredClaim } from "./claim.ts";
import type { ClaimDefinition } from "./claim.ts";
import { figuresOf, ratioText } from "./figure.ts";
import { DISPLAY, type Displayable } from "../display/display.ts";

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
 * import { answer } from "lab/notebook/claims/answer.ts";
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
  return told(lines.map((line) => {
    const { definition, registered } = registeredClaim(run, line.claim, line.ours);
    const { published, ...judged } = judgedClaim(run, definition, registered);
    const theirs = published && { source: published.source, ratio: published.ratio };
    return { line, judged: { ...judged, theirs }, address: `#claim-${line.claim}` };
  }));
}

/**
 * The same from a ledger, over all notebooks: a line a claim, with a link to the notebook that judges it.
 * A claim that the ledger does not have yet is not measured.
 *
 * @example
 * ```ts
 * import { truths } from "lab/notebook/claims/answer.ts";
 * const lines = [{ claim: "limit-alone", holds: "It was the LIMIT", fails: "It was not the LIMIT" }];
 * console.log(String(truths([], lines))); // Not measured yet: limit-alone.
 * ```
 */
export function truths(
  rows: readonly LedgerRow[],
  lines: readonly Omit<AnswerLine, "ours">[],
): Answer {
  return told(lines.map((line) => {
    const row = rows.find(({ id }) => id === line.claim);
    if (row === undefined) return { line, judged: null, address: null };
    const { publishedRatio: ratio, source } = row;
    const theirs = ratio === null ? null : { source, ratio };
    return { line, judged: { ...row, theirs }, address: `${row.notebook}.ipynb#claim-${row.id}` };
  }));
}

/** What of a judged claim is told, be it a run's or a ledger's. */
interface Judged {
  sentence: string;
  source: string;
  verdict: ClaimVerdict;
  value: number | null;
  low: number | null;
  high: number | null;
  unit: string | null;
  blocks: number | null;
  mark: string | null;
  theirs: { source: string; ratio: number } | null;
}

function told(
  said: { line: AnswerLine; judged: Judged | null; address: string | null }[],
): Answer {
  const sentences = said.map(({ line, judged, address }) => {
    if (judged === null) {
      const words = `Not measured yet: ${line.claim}`;
      return { text: `${words}.`, markdown: `${plainMarkdown(words)}.` };
    }
    const [words, grounds] = [wordsOf(line, judged), groundsOf(judged)];
    const link = address === null ? "" : ` ([${plainMarkdown(grounds || "why")}](${address}))`;
    return {
      text: `${words}${grounds === "" ? "" : ` (${grounds})`}.`,
      markdown: `${plainMarkdown(words)}${link}.`,
    };
  });
  const bullet = sentences.length > 1 ? "- " : "";
  return {
    verdicts: said.map(({ judged }) => judged?.verdict ?? "not measured"),
    toString: () => sentences.map(({ text }) => text).join(" "),
    [DISPLAY]: () => ({
      "text/plain": sentences.map(({ text }) => text).join("\n"),
      "text/markdown": sentences.map(({ markdown }) => `${bullet}${markdown}`).join("\n"),
    }),
  };
}

function wordsOf(line: AnswerLine, { verdict, sentence, source }: Judged): string {
  if (verdict === "holds") return line.holds;
  if (verdict === "fails") return line.fails;
  if (verdict === "undecided" && line.undecided !== undefined) return line.undecided;
  const said = `“${sentence}”${source === OWN_SOURCE ? "" : `, as ${source} has it`}`;
  return verdict === "undecided"
    ? `Not decided, neither for nor against: ${said}`
    : `Not measured in this run: ${said}`;
}

/** `1.31×, 1.22 to 1.41; 8 blocks`; nothing where nothing was measured. */
function groundsOf(judged: Judged): string {
  const { value, blocks, theirs } = judged;
  if (value === null) return "";
  const { figure, interval } = figuresOf(judged);
  return [
    [figure, interval].filter(Boolean).join(", ") + markOf(judged),
    ...(blocks === null ? [] : [counted(blocks, "block")]),
    ...(theirs === null ? [] : [`${theirs.source} printed ${ratioText(theirs.ratio)}`]),
  ].join("; ");
}
