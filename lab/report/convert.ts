/** What the exporters share: nbconvert's exporters, run once for all pages of a report. */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pageIds, rulePage } from "../analysis/lint/pages.ts";
import { ReportError } from "./error.ts";
import type { Export } from "./exporter.ts";
import { runHelper } from "./tools.ts";

/** A format as `convert.py` knows it. */
export interface ConvertedFormat {
  name: "html" | "markdown";
  /** Its folder of templates, beside this file. */
  template: string;
  /** With its dot: `.md`. */
  extension: string;
  /** The name of the page that lists the others. */
  index: string;
}

/** The page of a report that explains what lint looks for, without its extension. */
export const RULES_PAGE = "what-lint-looks-for";

/**
 * Writes a page for each executed notebook and one that lists them.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export async function convert(report: Export, format: ConvertedFormat): Promise<string> {
  const index = join(report.outDir, format.index);
  const { project, introduction, machine } = report;
  const { code, log } = await runHelper({
    script: "convert.py",
    tools: report.tools,
    signal: report.signal,
    input: JSON.stringify({
      format: format.name,
      template: fileURLToPath(new URL(format.template, import.meta.url)),
      notebooks: report.executed.map(({ path, source }) => ({
        executed: path,
        source,
        output: join(report.outDir, basename(path, ".ipynb") + format.extension),
      })),
      index,
      rules: {
        output: join(report.outDir, RULES_PAGE + format.extension),
        pages: pageIds().map(rulePage),
      },
      report: { project, introduction, machine },
    }),
  });
  if (code !== 0) {
    throw new ReportError(
      `Cannot convert the notebooks to ${format.name}: nbconvert ended with code ${code}; ` +
        `its log ends with: ${log}`,
    );
  }
  return index;
}
