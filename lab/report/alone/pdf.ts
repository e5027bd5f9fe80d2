/** A page on paper: printed by Chromium, as its own style for print says. */
import { pathToFileURL } from "node:url";
import { escaped } from "../../text/html.ts";
import { ReportError } from "../error.ts";
import { openChromium } from "./chromium.ts";

/** Of one page with hundreds of figures. */
const PRINT_LIMIT_MS = 120_000;

const FOOT = (title: string) =>
  `<div style="width:100%;padding:0 14mm;display:flex;justify-content:space-between;` +
  `font:8px system-ui,sans-serif;color:#58636e"><span>${escaped(title)}</span>` +
  `<span><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`;

/**
 * Prints a page of ours to a file. It is asked for nothing but what is in it.
 *
 * @param executablePath of `findChromium`
 * @param page the HTML file; `output` the PDF
 * @throws ReportError when Chromium cannot print it
 */
export async function printPage(
  executablePath: string,
  { page, output, title }: { page: string; output: string; title: string },
): Promise<void> {
  await using browser = await openChromium(executablePath);
  try {
    const context = await browser.newContext({ offline: true, colorScheme: "light" });
    const tab = await context.newPage();
    tab.setDefaultTimeout(PRINT_LIMIT_MS);
    await tab.goto(pathToFileURL(page).href);
    await tab.pdf({
      path: output,
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: FOOT(title),
    });
  } catch (error) {
    const [said] = (error as Error).message.split("\n");
    throw new ReportError(`Cannot print ${output}: ${said}; write HTML, and print that from a browser`);
  }
}
