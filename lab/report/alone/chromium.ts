/** The reader's own Chromium: it prints pages and paints figures, and tests look at them. */
import { type Browser, chromium } from "playwright-core";
import { onPath } from "../../system/path.ts";
import { ReportError } from "../error.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Where it is.
 *
 * @param purpose how a sentence begins that says that it is not there: `Cannot write a PDF`
 * @param instead how it ends, where the reader can do without: `, or write HTML`
 * @throws ReportError with the remedy when there is none
 */
export async function findChromium(purpose: string, instead = ""): Promise<string> {
  for (const name of NAMES) {
    const path = await onPath(name);
    if (path !== null) return path;
  }
  throw new ReportError(
    `${purpose}: there is no Chromium on PATH; install it, on Debian by "apt-get install chromium"` +
      instead,
  );
}

/**
 * Opens it with no window; closed when it leaves scope.
 *
 * @throws ReportError when it does not start
 */
export async function openChromium(executablePath: string): Promise<Browser> {
  try {
    return await chromium.launch({
      executablePath,
      args: [
        ...["--disable-gpu", "--disable-quic", "--disable-component-update"],
        // Chromium refuses to be root's within its own walls.
        ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
      ],
    });
  } catch (error) {
    const [said] = (error as Error).message.split("\n");
    throw new ReportError(`Cannot open ${executablePath}: ${said}; try it by hand, then again`);
  }
}
