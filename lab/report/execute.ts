/** Executes notebooks headlessly, by Jupyter's own client. */
import { basename } from "node:path";
import { z } from "zod";
import { ReportError } from "./error.ts";
import { type JupyterTools, jupyterTools, runHelper } from "./tools.ts";

const place = {
  /** The code cell, from 1: the number that JupyterLab shows beside it. */
  cell: z.int(),
  cellCount: z.int(),
  /** The first line of its source. */
  line: z.string(),
};

/** What the executor tells as it goes. */
export const ExecutionEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("cell"), ...place }),
  z.object({ event: z.literal("progress"), ...place, text: z.string() }),
  z.object({
    event: z.literal("error"),
    ...z.object(place).partial().shape,
    name: z.string(),
    message: z.string(),
  }),
  z.object({ event: z.literal("done"), durationS: z.number() }),
]);
export type ExecutionEvent = z.infer<typeof ExecutionEvent>;

/** What to execute, and where the result goes. */
export interface Execution {
  /** The notebook; it is only read. Its folder is the working directory. */
  notebook: string;
  /** Where the executed notebook is written, also when a cell failed. */
  output: string;
  tools?: JupyterTools;
  /** Given to the kernel, beside this process's own environment. */
  env?: Record<string, string>;
  onEvent?: (event: ExecutionEvent) => void;
  signal?: AbortSignal;
}

/**
 * Executes one notebook from its first cell to its last in a fresh kernel.
 *
 * @returns how long it took, in s
 * @throws ReportError naming notebook, cell and message when a cell fails
 * @example
 * ```ts
 * import { executeNotebook } from "lab/report/execute.ts";
 * if (Deno.args[0]) await executeNotebook({ notebook: Deno.args[0], output: "executed.ipynb" });
 * ```
 */
export async function executeNotebook(execution: Execution): Promise<{ durationS: number }> {
  let last: ExecutionEvent | null = null;
  const { code, log } = await runHelper({
    script: "execute.py",
    args: [execution.notebook, execution.output],
    tools: execution.tools ?? jupyterTools(),
    env: execution.env,
    signal: execution.signal,
    onLine(line) {
      last = ExecutionEvent.parse(JSON.parse(line));
      execution.onEvent?.(last);
    },
  });
  const end = last as ExecutionEvent | null;
  if (code === 0 && end?.event === "done") return { durationS: end.durationS };
  const name = basename(execution.notebook);
  if (end?.event === "error") {
    const where = end.cell ? `cell ${end.cell} of ${end.cellCount} (${end.line})` : "its kernel";
    throw new ReportError(
      `Cannot execute ${name}: ${where} failed with ${end.name}: ${end.message}; ` +
        `mend it and run the notebook again`,
    );
  }
  throw new ReportError(
    `Cannot execute ${name}: Jupyter's executor ended with code ${code}; its log ends with: ${log}`,
  );
}
