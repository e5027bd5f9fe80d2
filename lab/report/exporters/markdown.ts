/**
 * The report as Markdown for a repository's own pages: one file a notebook, its figures as pictures
 * in `pictures/`, and a `README.md` that lists them. The same runs give the same bytes: no page says
 * when it was written.
 */
import { convert } from "../convert/convert.ts";
import type { Export } from "../exporter.ts";

/** The name by which the exporter is asked for. */
export const format = "markdown";

/**
 * Writes a page for each executed notebook and a `README.md` that lists them.
 *
 * @returns the path of the index
 * @throws ReportError when nbconvert fails
 */
export function write(report: Export): Promise<string> {
  return convert(report, {
    name: format,
    template: "template-markdown",
    extension: ".md",
    index: "README.md",
  });
}
