/** `deno task report [NOTEBOOK…]`: the recorded runs as a report. Starts no server and no database. */
import type { Notebook } from "../lab/notebook/source.ts";
import { findNotebooks, notebookNamed } from "../lab/notebook/source.ts";
import { type ReportProgress, writeReport } from "../lab/report/report.ts";
import { dataPath } from "../lab/state.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./interrupted.ts";
import { progressLine } from "./progress.ts";

const report: Task = async (args) => {
  const notebooks = await chosen(args);
  const index = await write(notebooks, {
    outDir: dataPath("reports", "recorded"),
    env: { GAUNTLET_RUNS: "recorded" },
    introduction: "The recorded runs that come with the project.",
    signal: abortOnSignals(),
  });
  console.log(`Report: ${index}`);
};
export default report;

/** All notebooks, or those named. */
export async function chosen(names: string[]): Promise<Notebook[]> {
  const notebooks = await findNotebooks();
  return names.length === 0 ? notebooks : names.map((name) => notebookNamed(notebooks, name));
}

/** Executes and renders notebooks with a progress line. */
export async function write(
  notebooks: Notebook[],
  options: {
    outDir: string;
    env?: Record<string, string>;
    introduction: string;
    signal: AbortSignal;
  },
): Promise<string> {
  const line = progressLine();
  const index = await writeReport({
    ...options,
    notebooks: notebooks.map(({ path }) => path),
    onProgress: (progress) => line.show(spokenProgress(progress)),
  });
  line.show("");
  return index;
}

function spokenProgress(progress: ReportProgress): string {
  if (progress.doing === "converting") return "Report: writing the pages";
  const { notebook, notebookNumber, notebookCount, cell, cellCount } = progress;
  return `Report: notebook ${notebookNumber} of ${notebookCount}, ${notebook}: cell ${cell} of ${cellCount}`;
}
