/** Claims as a table: what was said, by how much then and now, what became of it, and where. */
import type { LedgerRow } from "../analysis/ledger.ts";
import { figureText, intervalText } from "./claim.ts";
import { DISPLAY, type Displayable } from "./display.ts";
import { tableHtml, tableMarkdown, tableOf, tableText } from "./table.ts";

/** What a notebook's file is called; nothing else becomes an address. */
const IS_NAME = /^[\w.-]+$/;

/** Sentences are long, and may take several lines. */
const STYLE = `
.gauntlet-ledger .gauntlet-table td:first-child{white-space:normal;min-width:17em}
.gauntlet-ledger .gauntlet-table td:nth-child(4){font-weight:600}`.trim();

/**
 * The rows of the ledger as a table, with links to the notebooks that judge them. A verdict that
 * differs from the recorded one says so.
 *
 * @example
 * ```ts
 * import { ledger } from "lab/notebook/ledger.ts";
 * import { ledgerTable } from "lab/notebook/ledgertable.ts";
 * console.log(Object.keys(await ledgerTable(await ledger())[Symbol.for("Jupyter.display")]!()));
 * ```
 */
export function ledgerTable(
  rows: readonly LedgerRow[],
  { caption }: { caption?: string } = {},
): Displayable {
  const table = tableOf(rows.map(written), { caption, maxRows: rows.length });
  // With the ends of its cell a name is found there alone.
  const linked = (text: string, link: (name: string) => string, [left, right]: [string, string]) =>
    [...new Set(rows.map(({ notebook }) => notebook).filter((name) => IS_NAME.test(name)))].reduce(
      (whole, name) => whole.replaceAll(left + name + right, left + link(name) + right),
      text,
    );
  return {
    [DISPLAY]: () => ({
      "text/plain": tableText(table),
      "text/markdown": linked(
        tableMarkdown(table),
        (name) => `[${name}](${name}.ipynb)`,
        ["| ", " |"],
      ),
      "text/html": `<div class="gauntlet-ledger"><style>${STYLE}</style>${
        linked(tableHtml(table), (name) => `<a href="${name}.ipynb">${name}</a>`, [">", "</td>"])
      }</div>`,
    }),
  };
}

function written(row: LedgerRow) {
  const { sentence, publishedRatio, value, unit, verdict, recordedVerdict, notebook } = row;
  const { adjustedPValue, sameTestAs } = row;
  const interval = intervalText(row);
  const changed = recordedVerdict !== null && recordedVerdict !== verdict;
  return {
    claim: sentence,
    theirs: publishedRatio === null ? null : figureText(publishedRatio, null),
    ours: figureText(value, unit) + (interval ? ` (${interval})` : ""),
    verdict: verdict + (changed ? ` (recorded: ${recordedVerdict})` : "") +
      (sameTestAs === null ? "" : ` (the same test as ${sameTestAs})`),
    registered: row.registered,
    "p of no difference, adjusted": adjustedPValue === null ? null : pText(adjustedPValue),
    notebook,
  };
}

const pText = (pValue: number) => pValue < 0.001 ? "< 0.001" : pValue.toFixed(3);
