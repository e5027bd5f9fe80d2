/** What a run found, for a terminal, for a program and for a pull request. */
import { MARK } from "../../lab/analysis/claims/behind.ts";
import { MARK_NOTE } from "../../lab/analysis/claims/ledger-text.ts";
import { withoutLog } from "../../lab/text/cleaned.ts";
import { csvCell } from "../../lab/text/csv.ts";
import { counted, formatCount, percent, significant } from "../../lab/text/format.ts";
import { plainMarkdown } from "../../lab/text/markdown.ts";
import type { Found, FoundCell, FoundPair } from "./found.ts";

/** With a label of some 25 and a rate of some 35 it is a line of 80. */
const BAR_CHARS = 20;

/**
 * Cells with a bar each, a line each of what was compared, and what would decide what is undecided.
 *
 * @param goOn what is typed to go on until all is decided
 * @param report what is typed, or opened, for the figures
 */
export function foundText(
  found: Found,
  { goOn, report }: { goOn: string; report: string | null },
): string {
  const { cells, pairs, quantityCount } = found;
  const most = Math.max(
    0,
    ...cells.map(({ highRps, throughputRps }) => highRps ?? throughputRps ?? 0),
  );
  const width = Math.max(...cells.map(({ cell }) => cell.length));
  const undecided = pairs.filter(isOpen);
  const marked = cells.some(({ isMarked }) => isMarked) || pairs.some(({ isMarked }) => isMarked);
  return [
    "Answers a second, the median of trials; the bar ends where the 95 % interval does:",
    ...cells.map((cell) => `  ${cell.cell.padEnd(width)}  ${bar(cell, most)}  ${rateText(cell)}`),
    ...(pairs.length === 0 ? [] : ["", ...pairs.map(pairText)]),
    ...(undecided.length === 0 ? [] : ["", ...undecided.map(whatWould), `  ${goOn}`]),
    ...(quantityCount === 0
      ? []
      : ["", `${counted(quantityCount, "claim")} of a quantity: judged in its notebook`]),
    ...(marked ? ["", MARK_NOTE] : []),
    ...(report === null ? [] : ["", report]),
  ].join("\n");
}

/** `██████▒▒`: up to the low end of the interval, and on to its high end. */
function bar({ throughputRps, lowRps, highRps }: FoundCell, most: number): string {
  const chars = (rps: number) => most === 0 ? 0 : Math.round(BAR_CHARS * rps / most);
  const sure = chars(lowRps ?? throughputRps ?? 0);
  const whole = chars(highRps ?? throughputRps ?? 0);
  return ("█".repeat(sure) + "▒".repeat(Math.max(0, whole - sure))).padEnd(BAR_CHARS);
}

function rateText(cell: FoundCell): string {
  const { throughputRps, lowRps, highRps, trialCount, leftOutCount, failedCount, missing } = cell;
  if (throughputRps === null) return `no figure: ${withoutLog(missing ?? "it was not measured")}`;
  const interval = lowRps === null || highRps === null
    ? ""
    : ` (${formatCount(lowRps)}–${formatCount(highRps)})`;
  const lost = [
    ...(leftOutCount === 0 ? [] : [`${leftOutCount} invalid`]),
    ...(failedCount === 0 ? [] : [`${failedCount} failed`]),
  ];
  return `${formatCount(throughputRps)}${interval}, ${counted(trialCount, "trial")}${
    lost.length === 0 ? "" : `, ${lost.join(", ")}`
  }${cell.isMarked ? ` ${MARK}` : ""}`;
}

/** Of what was not measured at all more blocks say no more: its line has the reason. */
const isOpen = ({ verdict, comparison, blocks, moreBlocks }: FoundPair): boolean => {
  const came = verdict ?? comparison;
  return came === "undecided" || (came === "not measured" && (blocks > 0 || moreBlocks !== null));
};

/** What became of a claim, behind its name. */
const BECAME = {
  ...{ holds: "holds", fails: "fails" },
  ...{ undecided: "is undecided", "not measured": "was not measured" },
} as const;

/** `A gave 3.5 × B (95 %: 2.9–5.0): different; threads-help holds`. */
function pairText(pair: FoundPair): string {
  const { over, under, id, verdict, comparison, sentence } = pair;
  const said = id === null ? "" : `; ${id} ${BECAME[verdict!]}`;
  const what = sentence === null ? "" : ` (“${sentence}”)`;
  if (pair.ratio === null) return `${over} and ${under}: ${withoutLog(pair.reason)}${said}${what}`;
  const figure = `${over} ${gave(pair)} ${under} ${intervalText(pair)}`;
  // Of a bound it does not matter whether the two differ.
  return id !== null && typeof pair.expects === "object"
    ? `${figure}: ${id} ${BECAME[verdict!]}${what}`
    : `${figure}: ${comparison}${said}${what}`;
}

/** What of the two is compared is throughput, unless it is said. */
function gave({ ratio, measure }: FoundPair): string {
  const times = `${significant(ratio!)} ×`;
  return measure === "throughputRps" ? `gave ${times}` : `had ${times} the ${measure} of`;
}

function intervalText({ low, high, confidence, isMarked }: FoundPair): string {
  const ends = `${low === null ? "0" : significant(low)}–${
    high === null ? "∞" : significant(high)
  }`;
  return `(${percent(confidence)}: ${ends})${isMarked ? ` ${MARK}` : ""}`;
}

function whatWould(pair: FoundPair): string {
  const { id, over, under, moreBlocks, moreMinutes } = pair;
  const what = `Undecided: ${id ?? `${over} and ${under}`}`;
  if (moreBlocks === null || moreMinutes === null) {
    return `${what}; likely not even 80 blocks would decide it`;
  }
  return `${what}; about ${counted(moreBlocks, "more block")} of its cells, ${
    counted(Math.max(1, Math.round(moreMinutes)), "minute")
  }, would decide it:`;
}

/** The cells as CSV (RFC 4180), a row each. */
export function foundCsv({ runId, experiment, cells }: Found): string {
  const rows = cells.map((cell) => ({ runId, experiment, ...cell }));
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => Object.values(row))]
    .map((row) => row.map(csvCell).join(",")).join("\n");
}

/** What a gate came to. */
export type GateVerdict = "holds" | "fails" | "undecided" | "could not be measured";

/**
 * A summary for a pull request.
 *
 * @param gate `null`: nothing was expected
 * @param notes lines below it: lint, the machine
 */
export function foundMarkdown(
  found: Found,
  gate: GateVerdict | null,
  notes: readonly string[],
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = (head: string[], rows: string[][]) =>
    [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
  const claims = found.pairs.map((pair) => [
    `**${pair.verdict ?? pair.comparison}**`,
    plainMarkdown(pair.sentence ?? `${pair.over} and ${pair.under}`),
    pair.ratio === null
      ? plainMarkdown(withoutLog(pair.reason))
      : `${significant(pair.ratio)} × ${intervalText(pair)}`,
    String(pair.blocks),
  ]);
  const cells = found.cells.map((cell) => [
    plainMarkdown(cell.cell),
    cell.throughputRps === null
      ? plainMarkdown(withoutLog(cell.missing ?? "not measured"))
      : plainMarkdown(rateText(cell)),
  ]);
  return [
    `### ${plainMarkdown(found.experiment)}${gate === null ? "" : `: ${gate}`}`,
    ...(claims.length === 0 ? [] : [table(["verdict", "expected", "ratio", "blocks"], claims)]),
    table(["server", "answers a second"], cells),
    ...notes.map((note) => `<sub>${plainMarkdown(note)}</sub>`),
  ].join("\n\n") + "\n";
}
