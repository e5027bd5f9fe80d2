/** The ledger as a page of its own: a row a claim, which the reader filters. */
import type { RefusedRun } from "../../analysis/claims/admitted.ts";
import type { LedgerRow } from "../../analysis/claims/ledger.ts";
import { MARK_NOTE } from "../../analysis/claims/ledger-text.ts";
import { markOf } from "../../notebook/claims/claim.ts";
import { figuresOf, ratioText } from "../../notebook/claims/figure.ts";
import { ClaimVerdict } from "../../nouns/claim.ts";
import { escaped } from "../../text/html.ts";
import type { AddressOf } from "./answer.ts";

/** What a reader filters by: the name of the field, and the word before its list. */
const FILTERS = { verdict: "Verdict", source: "Said by", notebook: "Notebook" } as const;
type Filter = keyof typeof FILTERS;

/**
 * The body of the page, as HTML. Without scripts all rows are shown, and the filters are not.
 *
 * @param addressOf where a claim is shown
 * @param refused runs whose claims are left out, with the reason
 * @example
 * ```ts
 * import { ledgerPage } from "lab/report/answer/ledgerpage.ts";
 * console.log(ledgerPage([], () => null).includes("<table")); // true
 * ```
 */
export function ledgerPage(
  rows: readonly LedgerRow[],
  addressOf: AddressOf,
  refused: readonly RefusedRun[] = [],
): string {
  const notes = [
    ...(rows.some(({ mark }) => mark !== null) ? [MARK_NOTE] : []),
    ...refused.map(({ sentence }) => sentence),
  ];
  return `<div class="prose"><h1>Ledger</h1>
<p>Every claim of this report, as it was last judged. Each leads to where it was judged, with the reason.</p></div>
<form id="filter" class="filter" hidden>
${filters(rows)}
<label>Words <input type="search" name="words"></label>
<button type="reset">Show all</button>
</form>
<p id="shown" class="quiet" role="status"></p>
<div class="ledger" role="region" aria-label="All claims" tabindex="0"><table id="ledger"><thead><tr>
${COLUMNS.map(({ head }) => `<th scope="col">${head}</th>`).join("")}
</tr></thead><tbody>
${rows.map((row) => line(row, addressOf(row))).join("\n")}
</tbody></table></div>
${notes.map((note) => `<p class="quiet">${escaped(note)}</p>`).join("")}`;
}

function filters(rows: readonly LedgerRow[]): string {
  return Object.entries(FILTERS).map(([field, word]) => {
    const values = new Set(rows.map((row) => row[field as Filter]));
    const options = field === "verdict"
      ? ClaimVerdict.options.filter((verdict) => values.has(verdict))
      : [...values];
    return `<label>${word} <select name="${field}"><option value="">all</option>${
      options.map((value) => `<option>${escaped(value)}</option>`).join("")
    }</select></label>`;
  }).join("\n");
}

interface Column {
  head: string;
  html: (row: LedgerRow, address: string | null) => string;
}

const COLUMNS: Column[] = [
  {
    head: "claim",
    html: ({ sentence }, address) =>
      address === null
        ? escaped(sentence)
        : `<a href="${escaped(address)}">${escaped(sentence)}</a>`,
  },
  {
    head: "verdict",
    html: (row) =>
      `<span class="verdict ${row.verdict.replace(" ", "-")}">${row.verdict}${markOf(row)}</span>` +
      (row.sameTestAs === null ? "" : ` the same test as ${escaped(row.sameTestAs)}`),
  },
  {
    head: "measured",
    html: (row) => {
      if (row.value === null) return "–";
      const { figure, interval } = figuresOf(row);
      return `<b>${escaped(figure)}</b>` +
        (interval ? ` <span class="quiet">${escaped(interval)}</span>` : "");
    },
  },
  {
    head: "published",
    html: ({ publishedRatio }) =>
      publishedRatio === null ? "–" : escaped(ratioText(publishedRatio)),
  },
  { head: "said by", html: ({ source }) => escaped(source) },
  { head: "registered", html: ({ registered }) => registered },
  { head: "notebook", html: ({ notebook }) => escaped(notebook) },
];

function line(row: LedgerRow, address: string | null): string {
  const data = Object.keys(FILTERS).map((field) =>
    `data-${field}="${escaped(row[field as Filter])}"`
  ).join(" ");
  const same = row.sameTestAs === null ? "" : " data-same";
  return `<tr ${data}${same}>${
    COLUMNS.map(({ head, html }, at) =>
      at === 0
        ? `<th scope="row">${html(row, address)}</th>`
        : `<td data-head="${head}">${html(row, address)}</td>`
    ).join("")
  }</tr>`;
}
