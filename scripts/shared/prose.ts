/**
 * No number is typed: a Markdown cell of a notebook states no measured number, because on another
 * machine, or after the next run, it would be wrong. What is computed in a code cell is never wrong.
 *
 * Settings may be named: `64 connections` is none of the units below, and `50 ms` may stand where the
 * notebook's code sets a field that ends in `Ms` to 50. The title, a question, may quote a claim.
 */
import type { Notebook, NotebookCell } from "../../lab/notebook/source.ts";

const NUMBER = String.raw`(?<![\w.,/-])\d[\d,]*(?:\.\d+)?`;
const WORDS = "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|thousand";

/** A number with what makes it a measurement; `field` is how a setting of that unit ends. */
const MEASURED: { pattern: RegExp; field?: string }[] = [
  // The margin and the confidence of the method are its settings.
  {
    pattern: new RegExp(
      String
        .raw`(?<!±\s?|\bwithin\s+)${NUMBER}\s?(?:%|percent\b|per cent\b)(?!\s+(?:interval|confidence|band|margin))`,
      "gi",
    ),
  },
  { pattern: new RegExp(String.raw`${NUMBER}(?:\s?×(?!\s?\d)|x\b|-?fold\b|\s+times\b)`, "gi") },
  { pattern: new RegExp(String.raw`${NUMBER}\s?(?:ms|milliseconds?)\b`, "gi"), field: "Ms" },
  { pattern: new RegExp(String.raw`${NUMBER}\s?(?:µs|μs|us|microseconds?)\b`, "gi"), field: "Us" },
  { pattern: new RegExp(String.raw`${NUMBER}\s?(?:s|seconds?)\b`, "gi"), field: "S" },
  {
    pattern: new RegExp(
      String
        .raw`${NUMBER}\s?(?:RPS\b|req/s|requests\b|answers\b|(?:a|per|each)\s+second\b|/\s?s\b)`,
      "gi",
    ),
    field: "Rps",
  },
  { pattern: new RegExp(String.raw`${NUMBER}\s?(?:[KMG]i?B|kB)\b`, "gi"), field: "MiB" },
  {
    pattern: new RegExp(
      String
        .raw`\b(?:${WORDS})(?:[\s-](?:${WORDS}))?\s+times\s+(?:as|the|more|less|faster|slower|higher|lower|larger|smaller|what)\b`,
      "gi",
    ),
  },
  { pattern: /\b(?:twice|thrice|half)\s+(?:as\s+\w+|the\s+throughput)\b/gi },
  { pattern: new RegExp(String.raw`\b(?:${WORDS})[\s-]?fold\b`, "gi") },
];

/** What each Markdown cell of the notebooks measures in words, a line each; empty when none does. */
export function typedNumbers(notebooks: readonly Notebook[]): string {
  return notebooks.flatMap((notebook) => {
    const code = notebook.cells.filter(({ kind }) => kind === "code").map(({ source }) => source)
      .join("\n");
    return notebook.cells.filter(({ kind }) => kind === "markdown").flatMap((cell) =>
      numbersIn(cell, code).map((words) =>
        `notebooks/${notebook.name}.ipynb, cell ${cell.number}: "${words}" is typed`
      )
    );
  }).join("\n");
}

function numbersIn({ source }: NotebookCell, code: string): string[] {
  const prose = proseOf(source);
  return MEASURED.flatMap(({ pattern, field }) =>
    [...prose.matchAll(pattern)].map(([words]) => words.replace(/\s+/g, " "))
      .filter((words) => field === undefined || !isSetting(words, field, code))
  );
}

/** Without code, addresses and the title. */
function proseOf(markdown: string): string {
  return markdown
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, " ")
    .replace(/`[^`]*`/g, " ` ")
    .replace(/\]\([^)]*\)/g, "] ")
    .replace(/<?https?:\/\/\S+/g, " ")
    .replace(/^# .*$/m, " ");
}

/** Whether the code sets a field of that unit to this number: `delayMs: 50`. */
function isSetting(words: string, field: string, code: string): boolean {
  const number = words.match(/\d[\d,]*(?:\.\d+)?/)![0].replaceAll(",", "").replace(/\.$/, "");
  return [...code.matchAll(new RegExp(String.raw`\b\w*${field}\b["']?\s*[:=]\s*([^;}\n]*)`, "g"))]
    .some(([, values]) =>
      values!.replaceAll("_", "").split(/[^\d.]+/).some((value) =>
        value !== "" && Number(value) === Number(number)
      )
    );
}
