/** The report as web pages: one file a notebook, with no network needed, and an index. */
import { fileURLToPath } from "node:url";
import { ledgerPage } from "../answer/ledgerpage.ts";
import { bundled } from "../bundle.ts";
import { addressOf, convert, type ConvertedFormat, type OwnPage } from "../convert/convert.ts";
import { explorerPage } from "../explorer/page.ts";
import { explorerData } from "../explorer/trials.ts";
import type { Export } from "../exporter.ts";

/** The name by which the exporter is asked for. */
export const format = "html";

/** How pages are made; without the report's own pages also one that stands alone. */
export const HTML: ConvertedFormat = {
  name: format,
  template: "template",
  extension: ".html",
  index: "index.html",
};

const SEARCH_BODY = `<div class="prose"><h1>Search</h1></div>
<form id="search" class="filter" role="search" hidden><label>Words <input type="search" autocomplete="off"></label></form>
<noscript><p>The search needs scripts; all else works without.</p></noscript>
<p id="said" class="quiet" role="status"></p>
<ol id="results" class="results"></ol>`;

/**
 * Writes a page for each executed notebook, an `index.html` that begins with the answer, the ledger,
 * a page that explores all trials, and one that searches all of them.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export async function write(report: Export): Promise<string> {
  const { rows, runs } = report.judged;
  const ledger: OwnPage[] = rows.length === 0 ? [] : [{
    file: "ledger.html",
    place: "ledger",
    title: "Ledger",
    body: ledgerPage(rows, addressOf(report, HTML.extension)),
    script: await script("ledger.js"),
    data: {},
  }];
  const explorer: OwnPage[] = runs.length === 0 ? [] : [{
    file: "explorer.html",
    place: "explorer",
    title: "Explorer",
    body: explorerPage(runs),
    script: await bundled("explorer"),
    data: { trials: explorerData(runs) },
  }];
  const search: OwnPage = {
    file: "search.html",
    place: "search",
    title: "Search",
    body: SEARCH_BODY,
    script: await bundled("search"),
    data: {},
  };
  return await convert(report, { ...HTML, own: [...ledger, ...explorer], search });
}

async function script(name: string): Promise<string> {
  const file = fileURLToPath(new URL(`../template/${name}`, import.meta.url));
  return (await Deno.readTextFile(file)).trim();
}
