/** Claims as a table: what was said, by how much then and now, what became of it, and where. */
import type { LedgerRow } from "../../analysis/claims/ledger.ts";
import { MARK_NOTE } from "../../analysis/claims/ledger-text.ts";
import { live } from "../../figures/frame/live.ts";
import { markOf } from "./claim.ts";
import { figureText, ratioText } from "./figure.ts";
import { escaped } from "../../text/html.ts";
import { plainMarkdown } from "../../text/markdown.ts";
import { DISPLAY, type Displayable } from "../display/display.ts";
import { optionsOf, refuseUnless, rows as listOfRows } from "../display/taking.ts";
import { tableHtml, tableMarkdown, tableOf, tableText } from "../display/table.ts";

/** What a notebook's file is called; nothing else becomes an address. */
const IS_NAME = /^[\w.-]+$/;

const TAKES = [listOfRows, optionsOf<{ caption?: string }>({ caption: true })];

/** Sentences are long, and may take several lines. */
const STYLE = `
.gauntlet-ledger .gauntlet-table td:first-child{white-space:normal;min-width:17em}
.gauntlet-ledger .gauntlet-table td:nth-child(4){font-weight:600}
.gauntlet-ledger .note{margin:4px 0 0;font-size:13px;opacity:.8}`.trim();

/**
 * The rows of the ledger as a table, with links to the notebooks that judge them. A verdict that
 * differs from the recorded one says so.
 *
 * @example
 * ```ts
 * import { ledger } from "lab/notebook/claims/ledger.ts";
 * import { ledgerTable } from "lab/notebook/claims/ledgertable.ts";
 * console.log(Object.keys(await ledgerTable(await ledger())[Symbol.for("Jupyter.display")]!()));
 * ```
 */
export function ledgerTable(
  rows: readonly LedgerRow[],
  options: { caption?: string } = {},
): Displayable {
  refuseUnless("ledgerTable(rows, { … })", TAKES, [rows, options]);
  const { caption } = options;
  const machines = [...new Set(rows.map(({ machine }) => machine))];
  const notes = [
    ...(rows.some(({ mark }) => mark !== null) ? [MARK_NOTE] : []),
    ...(machines.length === 1 ? [`All of them were measured on ${machines[0]}.`] : []),
  ];
  const records = rows.map((row) => written(row, machines.length > 1));
  const table = tableOf(records, {
    caption,
    columns: Object.keys(records[0] ?? {}).filter((name) => name !== "address"),
    links: { claim: "address" },
    maxRows: rows.length,
  });
  // With the ends of its cell a name is found there alone.
  const linked = (text: string, link: (name: string) => string, [left, right]: [string, string]) =>
    [...new Set(rows.map(({ notebook }) => notebook).filter((name) => IS_NAME.test(name)))].reduce(
      (whole, name) => whole.replaceAll(left + name + right, left + link(name) + right),
      text,
    );
  return {
    [DISPLAY]: () => ({
      "text/plain": [tableText(table), ...notes].join("\n"),
      "text/markdown": [
        linked(tableMarkdown(table), (name) => `[${name}](${name}.ipynb)`, ["| ", " |"]),
        ...notes.map((note) => `<sub>${plainMarkdown(note)}</sub>`),
      ].join("\n\n"),
      "text/html": live(
        `<div class="gauntlet-ledger"><style>${STYLE}</style>${
          linked(tableHtml(table), (name) => `<a href="${name}.ipynb">${name}</a>`, [">", "</td>"])
        }${notes.map((note) => `<p class="note">${escaped(note)}</p>`).join("")}</div>`,
      ),
    }),
  };
}

function written(row: LedgerRow, namesMachine: boolean) {
  const { sentence, publishedRatio, verdict, recordedVerdict, notebook } = row;
  const { adjustedPValue, sameTestAs } = row;
  const changed = recordedVerdict !== null && recordedVerdict !== verdict;
  return {
    claim: sentence,
    theirs: publishedRatio === null ? null : ratioText(publishedRatio),
    ours: figureText(row),
    verdict: verdict + markOf(row) + (changed ? ` (recorded: ${recordedVerdict})` : "") +
      (sameTestAs === null ? "" : ` (the same test as ${sameTestAs})`),
    registered: row.registered,
    "p of no difference, adjusted": adjustedPValue === null ? null : pText(adjustedPValue),
    ...(namesMachine ? { machine: row.machine } : {}),
    notebook,
    address: IS_NAME.test(notebook) ? `${notebook}.ipynb#claim-${row.id}` : null,
  };
}

const pText = (pValue: number) => pValue < 0.001 ? "< 0.001" : pValue.toFixed(3);
