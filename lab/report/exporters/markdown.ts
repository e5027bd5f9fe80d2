/**
 * The report as Markdown for a repository's own pages: one file a notebook, its figures as pictures
 * in `pictures/`, and a `README.md` that lists them. The same runs give the same bytes: no page says
 * when it was written.
 */
import { convert, type ConvertedFormat } from "../convert/convert.ts";
import type { Export } from "../exporter.ts";

/** The name by which the exporter is asked for. */
export const format = "markdown";

/** How pages are made. */
export const MARKDOWN: ConvertedFormat = {
  name: format,
  template: "template-markdown",
  extension: ".md",
  index: "README.md",
};

/**
 * Writes a page for each executed notebook and a `README.md` that lists them.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export function write(report: Export): Promise<string> {
  return convert(report, MARKDOWN);
}
