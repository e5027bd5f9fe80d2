/** A report: every notebook executed, then written in one format. */
import { basename, join } from "node:path";
import { executeNotebook } from "./execute.ts";
import { exporterOf } from "./exporter.ts";
import { type JupyterTools, jupyterTools } from "./tools.ts";

/** What a report is made of. */
export interface ReportOptions {
  /** Paths of the notebooks, in order; they are only read. */
  notebooks: string[];
  /** Where the pages go; made when it is not there. */
  outDir: string;
  tools?: JupyterTools;
  /** Given to the kernels, beside this process's own environment. */
  env?: Record<string, string>;
  /** Default: `html`. */
  format?: string;
  introduction?: string;
  /** One line about the machine, for the foot of each page. */
  machine?: string;
  onProgress?: (progress: ReportProgress) => void;
  signal?: AbortSignal;
}

/** Where the making of a report is. */
export type ReportProgress =
  | {
    doing: "executing";
    /** `03-workers-and-threads`. */
    notebook: string;
    /** From 1. */
    notebookNumber: number;
    notebookCount: number;
    cell: number;
    cellCount: number;
    /** What the cell's own progress line says, when it has one. */
    text?: string;
  }
  | { doing: "converting"; notebookCount: number };

/**
 * Executes the notebooks, each in a kernel of its own, and writes the report.
 *
 * @returns the path where the report begins
 * @throws ReportError naming notebook, cell and message when a cell fails
 * @example
 * ```ts
 * import { writeReport } from "lab/report/report.ts";
 * if (Deno.args.length > 0) {
 *   console.log(await writeReport({ notebooks: Deno.args, outDir: "data/reports/mine" }));
 * }
 * ```
 */
export async function writeReport(options: ReportOptions): Promise<string> {
  const { notebooks, outDir, env, signal, onProgress } = options;
  const tools = options.tools ?? jupyterTools();
  const exporter = await exporterOf(options.format ?? "html");
  await Deno.mkdir(outDir, { recursive: true });
  const workDir = await Deno.makeTempDir({ prefix: "gauntlet-report-" });
  try {
    const executed: string[] = [];
    for (const [at, notebook] of notebooks.entries()) {
      const output = join(workDir, basename(notebook));
      await executeNotebook({
        notebook,
        output,
        tools,
        env,
        signal,
        onEvent(event) {
          if (event.event !== "cell" && event.event !== "progress") return;
          onProgress?.({
            doing: "executing",
            notebook: basename(notebook, ".ipynb"),
            notebookNumber: at + 1,
            notebookCount: notebooks.length,
            cell: event.cell,
            cellCount: event.cellCount,
            ...(event.event === "progress" ? { text: event.text } : {}),
          });
        },
      });
      executed.push(output);
    }
    onProgress?.({ doing: "converting", notebookCount: notebooks.length });
    return await exporter.write({
      executed,
      outDir,
      tools,
      project: "Gauntlet",
      introduction: options.introduction,
      machine: options.machine,
      signal,
    });
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}
