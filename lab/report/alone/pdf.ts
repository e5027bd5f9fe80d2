/** A page on paper: printed by Chromium, as its own style for print says. */
import { pathToFileURL } from "node:url";
import { escaped } from "../../text/html.ts";
import { ReportError } from "../error.ts";
import { openChromium } from "./chromium.ts";

/** What is between the margins of `print.css`: 210 mm less 14 on either side, at 96 px an inch. */
const PAPER_PX = Math.floor((210 - 2 * 14) / 25.4 * 96);
/** The same of a page that lies on its side. */
const BROAD_PX = Math.floor((297 - 2 * 14) / 25.4 * 96);
/** Letters of a table are 8 pt on paper, and can be read down to two thirds of that. */
const LEGIBLE = 0.66;

/**
 * Run in the page as it is on paper. A table with more columns than there is room for may break its
 * words, then gets smaller letters, then a page that lies on its side.
 */
const FIT_TABLES = `for (const table of document.querySelectorAll("table")) {
  const fit = (room) => Math.min(1, room / table.offsetWidth);
  const room = table.parentElement.clientWidth;
  if (fit(room) < ${LEGIBLE}) table.classList.add("tight");
  const output = table.closest(".output");
  const isBroad = fit(room) < ${LEGIBLE} && output !== null;
  if (isBroad) output.style.cssText = "page: broad; width: ${BROAD_PX}px";
  const zoom = fit(isBroad ? ${BROAD_PX} : room);
  if (zoom < 1) table.style.zoom = String(zoom);
}`;

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
    const context = await browser.newContext({
      ...{ offline: true, colorScheme: "light" },
      viewport: { width: PAPER_PX, height: 1000 },
    });
    const tab = await context.newPage();
    tab.setDefaultTimeout(PRINT_LIMIT_MS);
    await tab.goto(pathToFileURL(page).href);
    await tab.emulateMedia({ media: "print" });
    await tab.evaluate(FIT_TABLES);
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
    throw new ReportError(
      `Cannot print ${output}: ${said}; write HTML, and print that from a browser`,
    );
  }
}
