/**
 * `deno task report [NOTEBOOK…]`: the recorded runs as a report. Starts no server and no database.
 * `deno task report --markdown` writes what is committed: the pages that a repository shows, in
 * `data/reports/recorded/`, and the ledger of all claims, `data/ledger.json`.
 */
import { parseArgs } from "node:util";
import { LEDGER_VARIABLE, writeRecordedLedger } from "../lab/store/ledger.ts";
import type { Notebook } from "../lab/notebook/source.ts";
import { findNotebooks, notebookNamed } from "../lab/notebook/source.ts";
import { ANALYSIS, RIGHTS_VARIABLE } from "../lab/notebook/rights.ts";
import { type ReportProgress, writeReport } from "../lab/report/report.ts";
import { dataPath, GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { progressLine } from "./shared/progress.ts";

const report: Task = async (args) => {
  const { names, markdown } = read(args);
  const notebooks = await chosen(names);
  const outDir = dataPath("reports", "recorded");
  const options: WriteOptions = {
    outDir,
    env: { GAUNTLET_RUNS: "recorded", [RIGHTS_VARIABLE]: ANALYSIS },
    introduction: "The recorded runs that come with the project.",
    signal: abortOnSignals(),
  };
  if (!markdown) return console.log(`Report: ${await write(notebooks, options)}`);
  await using fresh = await replacing(outDir);
  await write(notebooks, {
    ...options,
    outDir: fresh.dir,
    formats: ["html", "markdown", "notebooks"],
    onLedger: writeRecordedLedger,
  });
  await fresh.replace();
  console.log(`Report: ${outDir}/index.html, and ${outDir}/README.md for the repository`);
};
export default report;

function read(args: string[]): { names: string[]; markdown: boolean } {
  let problem: string;
  try {
    const { values: { markdown = false }, positionals: names } = parseArgs({
      args,
      allowPositionals: true,
      options: { markdown: { type: "boolean" } },
    });
    if (!markdown || names.length === 0) return { names, markdown };
    problem = `--markdown writes the pages of all notebooks, and "${names.join(" ")}" was named`;
  } catch (error) {
    problem = (error as Error).message;
  }
  throw new GauntletError(
    `Cannot write the report: ${problem}; use deno task report [NOTEBOOK…], or deno task report --markdown`,
  );
}

/** All notebooks, or those named. */
export async function chosen(names: string[]): Promise<Notebook[]> {
  const notebooks = await findNotebooks();
  return names.length === 0 ? notebooks : names.map((name) => notebookNamed(notebooks, name));
}

/** What to write, and where. */
export interface WriteOptions {
  outDir: string;
  env?: Record<string, string>;
  formats?: string[];
  introduction: string;
  signal: AbortSignal;
  /** Gets the folder of what the notebooks judged, which is gone afterwards. */
  onLedger?: (folder: string) => Promise<unknown>;
}

/**
 * Executes and renders notebooks with a progress line. What they judge is noted in a fresh folder, so
 * that the ledger's notebook sees this execution and no earlier one.
 */
export async function write(notebooks: Notebook[], options: WriteOptions): Promise<string> {
  const line = progressLine();
  const ledger = await Deno.makeTempDir({ prefix: "gauntlet-ledger-" });
  try {
    const index = await writeReport({
      ...options,
      env: { ...options.env, [LEDGER_VARIABLE]: ledger },
      notebooks: notebooks.map(({ path }) => path),
      onProgress: (progress) => line.show(spokenProgress(progress)),
    });
    await options.onLedger?.(ledger);
    return index;
  } finally {
    line.show("");
    await Deno.remove(ledger, { recursive: true });
  }
}

function spokenProgress(progress: ReportProgress): string {
  if (progress.doing === "converting") return "Report: writing the pages";
  const { notebook, doneCount, notebookCount, cell, cellCount } = progress;
  return `Report: ${doneCount} of ${notebookCount} notebooks done; ${notebook}: cell ${cell} of ${cellCount}`;
}

/** A folder beside another that takes its place once it is whole, so that no page of before stays. */
async function replacing(outDir: string) {
  const dir = `${outDir}.new`;
  await removed(dir);
  return {
    dir,
    async replace() {
      await removed(outDir);
      await Deno.rename(dir, outDir);
    },
    [Symbol.asyncDispose]: () => removed(dir),
  };
}

async function removed(dir: string): Promise<void> {
  try {
    await Deno.remove(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
