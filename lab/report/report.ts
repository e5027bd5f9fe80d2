/** A report: every notebook executed, then written in one format. */
import { basename, join } from "node:path";
import { executeNotebook } from "./execute.ts";
import { type ExecutedNotebook, exporterOf } from "./exporter.ts";
import { judgedBy } from "./answer/judged.ts";
import { LEDGER_VARIABLE } from "../store/ledger.ts";
import { showsRecordedAlone } from "../store/select.ts";
import { SHOWN_VARIABLE } from "../store/shown.ts";
import { nameOfProject } from "./project.ts";
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
  /** Default: `html` alone. */
  formats?: string[];
  /** Code shown at once in the pages; folded by default. */
  showsCode?: boolean;
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
    /** Notebooks that are executed already; two are executed at a time. */
    doneCount: number;
    notebookCount: number;
    cell: number;
    cellCount: number;
    /** What the cell's own progress line says, when it has one. */
    text?: string;
  }
  | { doing: "converting"; notebookCount: number };

/** Each takes a core and some 300 MiB; the smallest machines have two cores. */
const AT_ONCE = 2;

/** The notebook of the ledger reads what the others have judged: it waits for them. */
const READS_THE_OTHERS = /^\d+-what-holds$/;

/**
 * Executes the notebooks, each in a kernel of its own, and writes the report.
 *
 * @returns the path where the report begins, in the first format
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
  const { notebooks, outDir, signal, onProgress } = options;
  const tools = options.tools ?? jupyterTools();
  const exporters = await Promise.all((options.formats ?? ["html"]).map(exporterOf));
  await Deno.mkdir(outDir, { recursive: true });
  const workDir = await Deno.makeTempDir({ prefix: "gauntlet-report-" });
  try {
    const executed = notebooks.map((source) => ({ source, path: join(workDir, basename(source)) }));
    const folders = {
      claims: options.env?.[LEDGER_VARIABLE] ?? join(workDir, "claims"),
      shown: join(workDir, "shown"),
    };
    const env = {
      ...options.env,
      [LEDGER_VARIABLE]: folders.claims,
      [SHOWN_VARIABLE]: folders.shown,
    };
    await executeAll(executed, { ...options, env, tools });
    const recorded = showsRecordedAlone(options.env);
    const judged = await judgedBy(notebooks, folders, recorded);
    onProgress?.({ doing: "converting", notebookCount: notebooks.length });
    const begins = await Promise.all(exporters.map((exporter) =>
      exporter.write({
        executed,
        outDir,
        tools,
        project: nameOfProject(),
        introduction: options.introduction,
        machine: options.machine,
        judged,
        dated: !recorded,
        showsCode: options.showsCode ?? false,
        signal,
      })
    ));
    return begins[0]!;
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

/** Executes notebooks a few at a time. When one fails, the others are stopped. */
async function executeAll(
  notebooks: ExecutedNotebook[],
  { tools, env, signal, onProgress }: ReportOptions,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  let doneCount = 0;
  const execute = async ({ source, path }: ExecutedNotebook) => {
    await executeNotebook({
      notebook: source,
      output: path,
      tools,
      env,
      signal: either,
      onEvent(event) {
        if (event.event !== "cell" && event.event !== "progress") return;
        onProgress?.({
          doing: "executing",
          notebook: nameOf(source),
          doneCount,
          notebookCount: notebooks.length,
          cell: event.cell,
          cellCount: event.cellCount,
          ...(event.event === "progress" ? { text: event.text } : {}),
        });
      },
    });
    doneCount++;
  };
  const [last, first] = partition(notebooks, ({ source }) => READS_THE_OTHERS.test(nameOf(source)));
  for (const waiting of [first, last]) {
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await execute(next);
    };
    const lanes = Array.from({ length: AT_ONCE }, () =>
      lane().catch((error) => {
        failed.abort(error);
        throw error;
      }));
    const ends = await Promise.allSettled(lanes);
    // Of several errors the first is the cause: the others were stopped with it as their reason.
    either.throwIfAborted();
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
}

const nameOf = (path: string): string => basename(path, ".ipynb");

function partition<T>(items: T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
