/** One notebook, executed and written as a single file. */
import { basename, join } from "node:path";
import { convertAlone } from "../convert/convert.ts";
import { ReportError } from "../error.ts";
import { executeNotebook } from "../execute.ts";
import type { Export } from "../exporter.ts";
import { HTML } from "../exporters/html.ts";
import { MARKDOWN } from "../exporters/markdown.ts";
import { nameOfProject } from "../project.ts";
import { LEDGER_VARIABLE } from "../../store/ledger.ts";
import { showsRecordedAlone } from "../../store/select.ts";
import { type JupyterTools, jupyterTools } from "../tools.ts";
import { findChromium } from "./chromium.ts";
import { printPage } from "./pdf.ts";

/** What a notebook can become. */
export const FILE_FORMATS = ["html", "pdf", "md", "ipynb"] as const;
export type FileFormat = typeof FILE_FORMATS[number];

/** What to export, and to where. */
export interface NotebookExport {
  /** Its path; it is only read. */
  notebook: string;
  to: FileFormat;
  /** The file to write; of Markdown the pictures stand beside it, in a folder named after it. */
  output: string;
  /** Whether the code is shown, or printed. */
  showsCode?: boolean;
  /** Given to the kernel, beside this process's own environment. */
  env?: Record<string, string>;
  tools?: JupyterTools;
  /** Called with each cell that begins, from 1. */
  onCell?: (cell: number, cellCount: number) => void;
  signal?: AbortSignal;
}

/**
 * Executes a notebook and writes it as one file that needs no other and no network; links to other
 * notebooks become words, and the lint rules that it names are explained at its end.
 *
 * @throws ReportError when a cell fails, or a PDF is asked for and there is no Chromium
 * @example
 * ```ts
 * import { exportNotebook } from "lab/report/alone/export.ts";
 * const [notebook] = Deno.args;
 * if (notebook) await exportNotebook({ notebook, to: "html", output: "mine.html" });
 * ```
 */
export async function exportNotebook(asked: NotebookExport): Promise<void> {
  // What is missing is said before minutes are spent.
  const chromium = asked.to === "pdf"
    ? await findChromium("Cannot write a PDF", ", or write HTML and print that from a browser")
    : "";
  const tools = asked.tools ?? jupyterTools();
  const workDir = await Deno.makeTempDir({ prefix: "gauntlet-export-" });
  try {
    const executed = join(workDir, basename(asked.notebook));
    await executeNotebook({
      notebook: asked.notebook,
      output: executed,
      tools,
      env: { [LEDGER_VARIABLE]: join(workDir, "claims"), ...asked.env },
      onEvent: (event) => event.event === "cell" && asked.onCell?.(event.cell, event.cellCount),
      signal: asked.signal,
    });
    const dated = !showsRecordedAlone(asked.env);
    const report: Export = {
      executed: [{ path: executed, source: asked.notebook }],
      ...{ outDir: workDir, tools, project: nameOfProject(), dated, signal: asked.signal },
      judged: { rows: [], refused: [], runs: [] },
      showsCode: asked.showsCode ?? false,
    };
    if (asked.to === "ipynb") await copyExecuted(executed, asked.output, dated);
    if (asked.to === "html") await convertAlone(report, HTML, asked.output);
    if (asked.to === "md") await convertAlone(report, MARKDOWN, asked.output);
    if (asked.to === "pdf") {
      const page = join(workDir, "page.html");
      await convertAlone(report, HTML, page);
      const title = basename(asked.notebook, ".ipynb");
      await printPage(chromium, { page, output: asked.output, title });
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      throw new ReportError(
        `Cannot write ${asked.output}: ${error.message}; choose another file with --out`,
      );
    }
    throw error;
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

/** Without the moment of its execution where that tells nothing: the same runs give the same bytes. */
async function copyExecuted(executed: string, output: string, dated: boolean): Promise<void> {
  if (dated) return await Deno.copyFile(executed, output);
  const { metadata: { gauntlet: _when, ...metadata }, ...book } = JSON.parse(
    await Deno.readTextFile(executed),
  );
  for (const cell of book.cells) delete cell.metadata.execution;
  await Deno.writeTextFile(output, JSON.stringify({ ...book, metadata }, null, 1) + "\n");
}
