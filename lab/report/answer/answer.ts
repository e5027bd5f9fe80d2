/** How a report begins: what holds and what does not, in some five sentences that the verdicts decide. */
import { MARK } from "../../analysis/claims/behind.ts";
import { ledgerCounts, ledgerMachines, type LedgerRow } from "../../analysis/claims/ledger.ts";
import { countsText, registeredText } from "../../analysis/claims/ledger-text.ts";
import type { Figure } from "../../figures/frame/figure.ts";
import { ledgerFigure } from "../../figures/ledger.ts";
import { markOf } from "../../notebook/claims/claim.ts";
import { figuresOf, ratioText } from "../../notebook/claims/figure.ts";
import { ClaimVerdict, OWN_SOURCE } from "../../nouns/claim.ts";
import { counted } from "../../text/format.ts";
import { plainMarkdown } from "../../text/markdown.ts";

/** The head of a report's first page. */
export interface Answer {
  /** Some five, in Markdown; the claims that they name are links. */
  sentences: string[];
  /** How many claims have each verdict; those that are one test count once. */
  counts: { verdict: ClaimVerdict; count: number }[];
  /** `null` where no claim is a ratio that was measured. */
  figure: Pick<Figure, "html" | "svg" | "markdown"> | null;
}

/** The page of a claim's notebook with the claim's place in it; `null` where it is not in the report. */
export type AddressOf = (row: LedgerRow) => string | null;

/** Rows that a figure at the head of a page has room for. */
const DRAWN_MAX = 16;

/**
 * The answer of a ledger: how many claims hold, the one that holds most clearly, the one that fails most
 * clearly, what is open with what would decide it, and what all of this rests on.
 *
 * @param addressOf where a claim is shown
 * @param own the sentences that a project has of its own, in the place of these; `null`: none
 * @returns `null` where there are no claims
 * @example
 * ```ts
 * import { fixtureClaim } from "lab/analysis/fixtures/runs.ts";
 * import { ledgerRows } from "lab/analysis/claims/ledger.ts";
 * import { answerOf } from "lab/report/answer/answer.ts";
 * const rows = ledgerRows([fixtureClaim()], [], { machineId: "here" });
 * console.log(answerOf(rows, () => null)!.sentences.length); // 5
 * ```
 */
export function answerOf(
  rows: readonly LedgerRow[],
  addressOf: AddressOf,
  own: string[] | null = null,
): Answer | null {
  if (rows.length === 0) return null;
  const { sameTest: _same, ...counts } = ledgerCounts(rows);
  return {
    sentences: own ?? [
      all(rows),
      clearest(rows, "holds", addressOf),
      clearest(rows, "fails", addressOf),
      open(rows, addressOf),
      grounds(rows),
    ],
    counts: ClaimVerdict.options.map((verdict) => ({ verdict, count: counts[verdict] })),
    figure: figureOf(rows),
  };
}

/** What became of the claims of one notebook, in a line; empty where it makes none. */
export function claimsLine(rows: readonly LedgerRow[]): string {
  return rows.length === 0 ? "" : `${counted(rows.length, "claim")}: ${countsText(rows)}.`;
}

/** Whose a claim is: `changs's`, `our own`. */
const whose = (source: string) => source === OWN_SOURCE ? "our own" : `${source}'s`;

function all(rows: readonly LedgerRow[]): string {
  const sources = [...Map.groupBy(rows, ({ source }) => source)];
  const each = sources.map(([source, of]) =>
    `of ${plainMarkdown(whose(source))} ${of.length}, ${countsText(of)}`
  );
  return `Of ${counted(rows.length, "claim")} **${countsText(rows)}**` +
    (each.length > 1 ? `: ${each.join("; ")}.` : ".");
}

/** How far the nearer end of a claim's interval is from no difference, as a factor's logarithm. */
const clarity = ({ low, high, ratio }: LedgerRow): number =>
  ratio === null || low === null || high === null || low <= 0 || (low < 1 && high > 1)
    ? -1
    : Math.min(Math.abs(Math.log(low)), Math.abs(Math.log(high)));

function clearest(
  rows: readonly LedgerRow[],
  verdict: "holds" | "fails",
  addressOf: AddressOf,
): string {
  const of = rows.filter((row) => row.verdict === verdict);
  // What others have said is what a reader has heard of.
  const theirs = of.filter(({ source }) => source !== OWN_SOURCE);
  const [first] = (theirs.length > 0 ? theirs : of).toSorted((a, b) => clarity(b) - clarity(a));
  if (first === undefined) return verdict === "holds" ? "None of them holds." : "None fails.";
  const word = verdict === "holds" ? "holds" : "fails";
  const among = theirs.length > 0 && theirs.length < of.length ? "Of what others said, " : "";
  return `${among || "What "}${among ? "what " : ""}${word} most clearly is ${
    named(first, addressOf)
  }`;
}

/** A claim in words: what is said, by whom, and by how much it was so. */
function named(row: LedgerRow, addressOf: AddressOf): string {
  const { sentence, publishedRatio, source } = row;
  const { figure, interval } = figuresOf(row);
  const figures = [
    `measured ${figure}${markOf(row)}${interval ? ` (${interval})` : ""}`,
    ...(publishedRatio === null ? [] : [`published by ${source} as ${ratioText(publishedRatio)}`]),
  ];
  return `“${linked(sentence, addressOf(row))}”: ${plainMarkdown(figures.join(", "))}.`;
}

const linked = (sentence: string, address: string | null): string =>
  address === null ? plainMarkdown(sentence) : `[${plainMarkdown(sentence)}](${address})`;

function open(rows: readonly LedgerRow[], addressOf: AddressOf): string {
  const undecided = rows.filter(({ verdict }) => verdict === "undecided");
  const missing = rows.filter(({ verdict }) => verdict === "not measured");
  if (undecided.length + missing.length === 0) return "None of them is open.";
  const [nearest] = undecided.toSorted((a, b) => (a.pValue ?? 1) - (b.pValue ?? 1));
  // Two claims with one test are open once, as in the counts at the head.
  const counts = ledgerCounts(rows);
  const [unsure, unmeasured] = [counts.undecided, counts["not measured"]];
  const parts = [
    ...(unsure > 0 ? [`${unsure} undecided`] : []),
    ...(unmeasured > 0 ? [`${unmeasured} not measured`] : []),
  ];
  const next = nearest ?? missing[0]!;
  return `Open are ${unsure + unmeasured}, ${parts.join(" and ")}; ` +
    `${nearest ? "the nearest to a verdict" : "among them"} is “${
      linked(next.sentence, addressOf(next))
    }”, which more blocks may bring: ` +
    `\`deno task run ${next.experiment.replaceAll("`", "")} --full --until-decided\`.`;
}

function grounds(rows: readonly LedgerRow[]): string {
  const [first, ...others] = ledgerMachines(rows);
  const machine = `${first!.here ? "this machine, " : ""}${first!.machine}`;
  const marked = rows.filter(({ mark }) => mark !== null).length;
  const more = others.length === 0 ? "" : ` and ${counted(others.length, "other machine")}`;
  return `All this was measured on ${plainMarkdown(machine)}${more}: ${registeredText(rows)}` +
    (marked === 0 ? "." : `, and ${marked} bear the sign ${MARK}.`);
}

/** What was published beside what was measured; where nothing was, the clearest claims. */
function figureOf(rows: readonly LedgerRow[]): Answer["figure"] {
  const drawable = rows.filter(({ ratio, sameTestAs }) =>
    ratio !== null && ratio > 0 && sameTestAs === null
  );
  const published = drawable.filter(({ publishedRatio }) => publishedRatio !== null);
  const from = published.length > 0 ? published : drawable;
  if (from.length === 0) return null;
  const chosen = new Set(from.toSorted((a, b) => clarity(b) - clarity(a)).slice(0, DRAWN_MAX));
  const drawn = from.filter((row) => chosen.has(row));
  const what = published.length > 0 ? "published ratios" : "claims";
  const title = drawn.length < from.length
    ? `The ${drawn.length} clearest of ${from.length} ${what}: ${countsText(drawn)}`
    : `Of ${from.length} ${what} ${countsText(drawn)}`;
  const { html, svg, markdown } = ledgerFigure(drawn, { title });
  return { html, svg, markdown };
}
