/**
 * `deno task report [NOTEBOOK…] [--run RUN | --here] [--code]`: runs as a report; those that are recorded,
 * unless others are asked for. Starts no server and no database.
 * `deno task report --markdown` writes what is committed: the pages that a repository shows, in
 * `data/reports/recorded/`, and the ledger of all claims, `data/ledger.json`.
 */
import { LEDGER_VARIABLE, writeRecordedLedger } from "../lab/store/ledger.ts";
import type { Notebook } from "../lab/notebook/source.ts";
import { findNotebooks, notebookNamed } from "../lab/notebook/source.ts";
import { type ReportProgress, writeReport } from "../lab/report/report.ts";
import { dataPath, GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { progressLine } from "./shared/progress.ts";
import { chosenRuns } from "./shared/which-runs.ts";
import { readArguments } from "./shared/arguments.ts";

const report: Task = async (args) => {
  const { names, markdown, run, here, code } = read(args);
  const { notebooks, ...options } = await chosenRuns({ names, run, here });
  const outDir = dataPath("reports", run ?? (here ? "here" : "recorded"));
  const signal = abortOnSignals();
  if (!markdown) {
    const index = await write(notebooks, { ...options, outDir, signal, showsCode: code });
    return console.log(`Report: ${index}`);
  }
  await using fresh = await replacing(outDir);
  await write(notebooks, {
    ...{ ...options, signal },
    outDir: fresh.dir,
    formats: ["html", "markdown", "notebooks"],
    onLedger: writeRecordedLedger,
  });
  await fresh.replace();
  console.log(`Report: ${outDir}/index.html, and ${outDir}/README.md for the repository`);
};
export default report;

interface Asked {
  names: string[];
  markdown: boolean;
  run?: string;
  here: boolean;
  code: boolean;
}

function read(args: string[]): Asked {
  let problem: string;
  try {
    const { values, positionals: names } = readArguments({
      args,
      allowPositionals: true,
      options: {
        markdown: { type: "boolean", default: false },
        run: { type: "string" },
        here: { type: "boolean", default: false },
        code: { type: "boolean", default: false },
      },
    });
    const other = names.length > 0
      ? `"${names.join(" ")}" was named`
      : values.run !== undefined
      ? `--run ${values.run} was asked for`
      : values.here
      ? "--here was asked for"
      : values.code
      ? "--code was asked for"
      : null;
    if (!values.markdown || other === null) return { ...values, names };
    problem = `--markdown writes the pages of all notebooks on the recorded runs, and ${other}`;
  } catch (error) {
    problem = (error as Error).message;
  }
  throw new GauntletError(`Cannot write the report: ${problem}; ${useOf("report")}`);
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
  /** Code shown at once; folded by default. */
  showsCode?: boolean;
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
