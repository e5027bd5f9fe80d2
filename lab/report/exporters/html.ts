/** The report as web pages: one file a notebook, with no network needed, and an index. */
import { convert } from "../convert.ts";
import type { Export } from "../exporter.ts";

/** The name by which the exporter is asked for. */
export const format = "html";

/**
 * Writes a page for each executed notebook and an `index.html` that lists them.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export function write(report: Export): Promise<string> {
  return convert(report, {
    name: format,
    template: "template",
    extension: ".html",
    index: "index.html",
  });
}
