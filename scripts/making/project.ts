/**
 * A project of somebody's own: a folder with `servers`, `notebooks` and `data`, and a `deno.json` by
 * which `import … from "lab"` finds the lab's checkout. It uses nothing but Deno: it is made before
 * set-up, and before its `deno.json` is used.
 */
import { existsSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { GauntletError, ROOT } from "../../lab/system/state.ts";

type Imports = Record<string, string>;

/** What of a `deno.json` is looked at; the rest is somebody's own. */
interface Config {
  imports?: Imports;
  lock?: unknown;
  [other: string]: unknown;
}

/** What git should not keep: runs, reports, and what tools leave behind. */
const IGNORED = ["data/", ".ipynb_checkpoints/", "node_modules/", "__pycache__/"];

const LIBRARY = ["servers", "notebooks", "data"];

/** The lab's imports as they read in a project's `deno.json`: files by their way from there. */
export function importsFor(project: string): Imports {
  const { imports } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))) as Config;
  return Object.fromEntries(
    Object.entries(imports!).map(([name, target]) => {
      if (!target.startsWith("./")) return [name, target];
      const path = relative(project, join(ROOT, target)) + (target.endsWith("/") ? "/" : "");
      return [name, path.startsWith("../") ? path : `./${path}`];
    }),
  );
}

/** The lab's imports that a project's `deno.json` lacks. */
export function missingImports(project: string): Imports {
  const { imports = {} } = readConfig(project);
  return Object.fromEntries(
    Object.entries(importsFor(project)).filter(([name]) => imports[name] === undefined),
  );
}

/**
 * Makes what a project lacks of its folders, `deno.json`, lock file and `.gitignore`, and leaves what
 * is there.
 *
 * @returns what was made, for a line to the reader
 */
export function completeProject(project: string): string[] {
  const made = LIBRARY.filter((name) => !existsSync(join(project, name))).map((name) => `${name}/`);
  for (const name of LIBRARY) Deno.mkdirSync(join(project, name), { recursive: true });
  return [...made, ...completeConfig(project), ...completeIgnored(project)];
}

function completeConfig(project: string): string[] {
  const before = readConfig(project);
  const missing = missingImports(project);
  const isNew = !existsSync(join(project, "deno.json"));
  const made = Object.keys(missing).length > 0 ? ["deno.json"] : [];
  if (made.length > 0) {
    const lab = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))) as Config;
    const config = {
      ...(isNew ? ofOwn(project, lab) : before),
      imports: { ...before.imports, ...missing },
    };
    Deno.writeTextFileSync(join(project, "deno.json"), JSON.stringify(config, null, 2) + "\n");
  }
  // The lab's packages need others, and a registry's newest of those may be none that it works with.
  const lock = join(project, "deno.lock");
  if (!isNew || existsSync(lock)) return made;
  Deno.copyFileSync(join(ROOT, "deno.lock"), lock);
  return [...made, "deno.lock"];
}

/** What a new `deno.json` has beside the imports. */
function ofOwn(project: string, { allowScripts, compilerOptions, fmt }: Config): Config {
  const door = relative(project, join(ROOT, "scripts", "gauntlet.ts"));
  return {
    tasks: {
      gauntlet: {
        description: "The lab's tasks, from this folder: deno task gauntlet run NAME",
        command: `deno run -A --no-prompt --quiet ${door}`,
      },
    },
    allowScripts,
    compilerOptions,
    fmt: { lineWidth: (fmt as { lineWidth: number }).lineWidth, exclude: ["data"] },
    exclude: ["**/node_modules"],
  };
}

function readConfig(project: string): Config {
  const file = join(project, "deno.json");
  if (existsSync(join(project, "deno.jsonc"))) {
    throw new GauntletError(
      `Cannot use the project ${basename(project)}: its imports are in deno.jsonc, which the lab ` +
        `does not read; rename it to deno.json`,
    );
  }
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(Deno.readTextFileSync(file));
  } catch (error) {
    throw new GauntletError(
      `Cannot read ${file}: it is no JSON (${(error as Error).message}); correct it`,
    );
  }
}

function completeIgnored(project: string): string[] {
  const file = join(project, ".gitignore");
  const text = existsSync(file) ? Deno.readTextFileSync(file) : "";
  const known = text.split("\n").map((line) => line.trim().replace(/^\//, ""));
  const missing = IGNORED.filter((line) => !known.includes(line));
  if (missing.length === 0) return [];
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  Deno.writeTextFileSync(file, `${text}${gap}${missing.join("\n")}\n`);
  return [".gitignore"];
}
