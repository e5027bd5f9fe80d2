/** `deno task ok [--checks]`: format, lint, type check of code and of notebook cells, tests. */
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { findNotebooks, type Notebook } from "../lab/notebook/source.ts";
import { GauntletError, isOwnProject, projectPath, ROOT } from "../lab/system/state.ts";
import { checkCells } from "./shared/cells.ts";
import { ANALYSIS, RIGHTS_VARIABLE } from "../lab/notebook/rights.ts";
import { write } from "./report.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import type { Task } from "./gauntlet.ts";
import { typedNumbers } from "./shared/prose.ts";
import test from "./test.ts";

/** What is looked at: of somebody's own project its servers and notebooks, and nothing of the lab. */
const CODE = isOwnProject() ? [] : ["lab", "scripts"];

/** Their tests are programs too; how their tables are laid out is their own. */
const STUDIES = isOwnProject() ? [] : ["data/published"];

/** All that we write but the notebooks, which are looked at apart. */
const WRITTEN = [...CODE, "servers"].concat(
  isOwnProject() ? [] : ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "deno.json"],
);

const ok: Task = async (args, missing) => {
  const other = args.find((each) => each !== "--checks");
  if (other !== undefined) {
    throw new GauntletError(
      `Cannot check: "${other}" is nothing that it is told; use deno task ok [--checks]`,
    );
  }
  const written = ["fmt", "--check", "--quiet", "--ignore=**/*.ipynb", ...WRITTEN];
  await deno("Format", written, "run deno fmt");
  await deno("Lint", ["lint", "--quiet", ...CODE, "servers"], "mend what it names");
  await deno(
    "Types",
    ["check", "--quiet", ...CODE, ...STUDIES, ...await typedServers()],
    "mend what it names",
  );
  if (!isOwnProject()) await scriptsOfPages();
  const notebooks = await findNotebooks();
  const formatted = [...notebooks, ...await notebooksOfTests()];
  await report("Format of notebooks", await unformatted(formatted), "run deno fmt");
  await report("Notebook cells", await checkCells(notebooks), "mend what it names");
  await report(
    "Numbers of notebooks",
    typedNumbers(notebooks),
    "compute them in a code cell, with say or claim",
  );
  if (!isOwnProject()) {
    await report(
      "Outputs of notebooks",
      await changedOutputs(notebooks),
      "deno task report --markdown writes what an execution gives",
    );
  }
  if (args.length === 0) await test(args, missing);
};
export default ok;

async function deno(title: string, args: string[], remedy: string): Promise<void> {
  const output = await new Deno.Command(Deno.execPath(), { args, cwd: projectPath() }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  await report(title, output.success ? "" : text(output.stdout) + text(output.stderr), remedy);
}

function report(title: string, complaints: string, remedy: string): Promise<void> {
  if (complaints === "") {
    console.log(`${title}: ok`);
    return Promise.resolve();
  }
  throw new GauntletError(`${complaints.trim()}\n${title}: not ok; ${remedy}`);
}

/** They run in a browser and have packages of their own, so that each look needs their configuration. */
async function scriptsOfPages(): Promise<void> {
  const folder = "lab/report/browser";
  const config = ["--config", `${folder}/deno.json`];
  const files = await Array.fromAsync(glob(`${folder}/**/*.ts`, { cwd: projectPath() }));
  await deno("Format of scripts", ["fmt", "--check", "--quiet", ...config, folder], "run deno fmt");
  await deno("Lint of scripts", ["lint", "--quiet", ...config, folder], "mend what it names");
  await deno("Types of scripts", ["check", "--quiet", ...config, ...files], "mend what it names");
}

/** The lab's tests have a project of their own. */
const notebooksOfTests = (): Promise<Notebook[]> =>
  isOwnProject()
    ? Promise.resolve([])
    : findNotebooks(join(ROOT, "lab", "testing", "project", "notebooks"));

/** TypeScript beside the servers; JavaScript has Node's packages, which Deno does not look for. */
async function typedServers(): Promise<string[]> {
  const files = await Array.fromAsync(glob("servers/**/*.ts", { cwd: projectPath() }));
  return files.filter((file) => !file.includes("node_modules"));
}

/**
 * Formats copies and compares: `deno fmt --check` of Deno 2.8 complains of every notebook that it has
 * not yet seen, formatted or not.
 */
async function unformatted(notebooks: Notebook[]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-format-" });
  try {
    const copies = notebooks.map(({ path, name }) => ({
      path,
      name,
      copy: join(folder, `${name}.ipynb`),
    }));
    for (const { path, copy } of copies) await Deno.copyFile(path, copy);
    const config = ["--config", join(ROOT, "deno.json")];
    await new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--quiet", ...config, ...copies.map(({ copy }) => copy)],
    }).output();
    const changed: string[] = [];
    for (const { path, name, copy } of copies) {
      if (await Deno.readTextFile(path) !== await Deno.readTextFile(copy)) changed.push(name);
    }
    return changed.map((name) => `${name}: not formatted`).join("\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Executes the notebooks on the recorded runs, and holds their committed outputs against that. */
async function changedOutputs(notebooks: Notebook[]): Promise<string> {
  const outDir = await Deno.makeTempDir({ prefix: "gauntlet-outputs-" });
  try {
    await write(notebooks, {
      outDir,
      env: { GAUNTLET_RUNS: "recorded", [RIGHTS_VARIABLE]: ANALYSIS },
      formats: ["notebooks-unchanged"],
      introduction: "",
      signal: abortOnSignals(),
    });
    return "";
  } catch (error) {
    if (error instanceof GauntletError) return error.message;
    throw error;
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
}
