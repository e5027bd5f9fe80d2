/** The report as web pages: one file a notebook, with no network needed, and an index. */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ReportError } from "../error.ts";
import type { Export } from "../exporter.ts";
import { runHelper } from "../tools.ts";

/** The name by which the exporter is asked for. */
export const format = "html";

/**
 * Writes a page for each executed notebook and an `index.html` that lists them.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export async function write(report: Export): Promise<string> {
  const index = join(report.outDir, "index.html");
  const told = {
    project: report.project,
    introduction: report.introduction,
    machine: report.machine,
  };
  const { code, log } = await runHelper({
    script: "convert.py",
    tools: report.tools,
    signal: report.signal,
    input: JSON.stringify({
      template: fileURLToPath(new URL("../template", import.meta.url)),
      notebooks: report.executed.map((source) => ({
        source,
        output: join(report.outDir, `${basename(source, ".ipynb")}.html`),
        report: told,
      })),
      index: { output: index, report: told },
    }),
  });
  if (code !== 0) {
    throw new ReportError(
      `Cannot convert the notebooks to HTML: nbconvert ended with code ${code}; its log ends with: ${log}`,
    );
  }
  return index;
}
