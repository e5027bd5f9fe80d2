/** What the exporters share: nbconvert's exporters, run once for all pages of a report. */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pageIds, rulePage } from "../../analysis/lint/pages.ts";
import type { LedgerRow } from "../../analysis/claims/ledger.ts";
import { type AddressOf, answerOf, claimsLine } from "../answer/answer.ts";
import { conclusionsOf, readConclusions } from "../answer/conclusions.ts";
import { ReportError } from "../error.ts";
import type { Export } from "../exporter.ts";
import { runHelper } from "../tools.ts";

/** A format as `convert.py` knows it. */
export interface ConvertedFormat {
  name: "html" | "markdown";
  /** Its folder of templates, beside this one. */
  template: string;
  /** With its dot: `.md`. */
  extension: string;
  /** The name of the page that lists the others. */
  index: string;
  /** Pages of the report that no notebook wrote. */
  own?: OwnPage[];
  /** The page that searches the others. */
  search?: OwnPage;
}

/** A page that is made here. */
export interface OwnPage {
  file: string;
  /** By which the page's frame knows it. */
  place: "ledger" | "explorer" | "search";
  title: string;
  /** HTML. */
  body: string;
  /** Its own script; empty: none. */
  script: string;
  /** Data that the script reads, by the id of the element that holds it. */
  data: Record<string, unknown>;
}

/** The page of a report that explains what lint looks for, without its extension. */
export const RULES_PAGE = "what-lint-looks-for";

/**
 * Writes a page for each executed notebook, one that lists them, and the report's own.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export async function convert(report: Export, format: ConvertedFormat): Promise<string> {
  const { outDir, judged } = report;
  const index = join(outDir, format.index);
  const address = addressOf(report, format.extension);
  const conclusions = await readConclusions();
  const own = conclusions && conclusionsOf(judged.rows, conclusions, address);
  await runConverter(report, format, {
    index,
    answer: answerOf(judged.rows, address, own),
    notebooks: report.executed.map(({ path, source }) => ({
      executed: path,
      source,
      output: join(outDir, pageOf(source, format.extension)),
      claims: claimsLine(judged.rows.filter(({ notebook }) => notebook === nameOf(source))),
    })),
  });
  return index;
}

/**
 * Writes one executed notebook as a page that stands alone: what it links to is in it, or is left out.
 *
 * @param output the file to write; pictures of a Markdown page stand in a folder beside it
 * @throws ReportError when nbconvert fails
 */
export async function convertAlone(
  report: Export,
  format: ConvertedFormat,
  output: string,
): Promise<void> {
  const notebooks = report.executed.map(({ path, source }) => ({
    ...{ executed: path, source, output, claims: "" },
  }));
  await runConverter(report, format, { index: null, answer: null, notebooks });
}

const nameOf = (source: string) => basename(source, ".ipynb");
const pageOf = (source: string, extension: string) => nameOf(source) + extension;

/** Where a claim is shown in this report. */
export function addressOf({ executed }: Export, extension: string): AddressOf {
  const names = new Set(executed.map(({ source }) => nameOf(source)));
  return ({ notebook, id }: LedgerRow) =>
    names.has(notebook) ? `${encodeURIComponent(notebook)}${extension}#claim-${id}` : null;
}

async function runConverter(
  report: Export,
  format: ConvertedFormat,
  pages: Record<string, unknown>,
): Promise<void> {
  const { project, introduction, machine, dated } = report;
  const { code, log } = await runHelper({
    script: "convert/convert.py",
    tools: report.tools,
    signal: report.signal,
    input: JSON.stringify({
      format: format.name,
      template: fileURLToPath(new URL(`../${format.template}`, import.meta.url)),
      showsCode: report.showsCode,
      rules: { file: RULES_PAGE + format.extension, pages: pageIds().map(rulePage) },
      own: format.own ?? [],
      search: format.search ?? null,
      report: { project, introduction, machine, dated },
      ...pages,
    }),
  });
  if (code !== 0) {
    throw new ReportError(
      `Cannot convert the notebooks to ${format.name}: nbconvert ended with code ${code}; ` +
        `its log ends with: ${log}`,
    );
  }
}
