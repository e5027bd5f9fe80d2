/**
 * `deno task new-notebook NAME [--variants A,B] [--workload W]`: a notebook with an experiment on some
 * servers of one workload, and the cells that show what it found.
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { findNotebooks } from "../lab/notebook/source.ts";
import type { FoundVariant } from "../lab/nouns/variant.ts";
import { grid } from "../lab/plan/grid.ts";
import { catalog, variantNamed, whatItNeeds, workloadNamed } from "../lab/server/catalog.ts";
import { call } from "../lab/system/processes/call.ts";
import { GauntletError, projectPath, ROOT } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { typed, useOf } from "./help.ts";
import { checkedName } from "./making/files.ts";
import { cellsAbout, notebookText } from "./making/notebook.ts";
import { readArguments } from "./shared/arguments.ts";

/** More of them make a long run and a crowded figure: the reader names those that matter. */
const MOST = 4;

const newNotebook: Task = async (args) => {
  const { name, names, workload } = read(args);
  const variants = names.length > 0
    ? names.map((each) => variantNamed(each.split("@")[0]!))
    : await usualVariants(name, workload);
  const chosen = names.length > 0 ? names : variants.map((each) => each.name);
  const running = variants.every(({ runtime }) => runtime === "url");
  const asked = {
    variants: chosen,
    // Of one server there is nothing to compare but its settings.
    ...(running ? {} : { workers: [1, 2] }),
    ...endpointOf(variants),
  };
  const count = grid(asked).length;
  const file = projectPath("notebooks", `${await nextNumber(name)}-${name}.ipynb`);
  await Deno.mkdir(projectPath("notebooks"), { recursive: true });
  const { title } = workloadNamed(variants[0]!.workload);
  const cells = cellsAbout({ name, title, asked, comparable: count > 1 });
  await Deno.writeTextFile(file, notebookText(cells), { createNew: true });
  await call(Deno.execPath(), ["fmt", "--quiet", "--config", join(ROOT, "deno.json"), file]);
  console.log(
    `${relative(projectPath(), file)} asks ${chosen.join(", ")}; measure it and see its figures: ` +
      typed(`reproduce ${name}`),
  );
};
export default newNotebook;

function read(args: string[]): { name: string; names: string[]; workload?: string } {
  const usage = useOf("new-notebook");
  try {
    const { values: { variants = "", workload }, positionals: [name, ...more] } = readArguments({
      args,
      allowPositionals: true,
      options: { variants: { type: "string" }, workload: { type: "string" } },
    });
    if (more.length > 0) throw new Error(`"${more[0]}" is one name too many`);
    const names = variants.split(",").map((each) => each.trim()).filter(Boolean);
    return { name: checkedName(name, "a notebook", usage), names, workload };
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(`Cannot make a notebook: ${(error as Error).message}; ${usage}`);
  }
}

/**
 * Those of the project that can run here and answer what their workload is usually asked: of the
 * workload that is named, or has the notebook's name, or is the only one.
 */
async function usualVariants(name: string, workload?: string): Promise<FoundVariant[]> {
  const listed = catalog.listed.map((each) => variantNamed(each));
  const known = [...new Set(listed.map((variant) => variant.workload))];
  const meant = workload ?? (known.includes(name) || known.length !== 1 ? name : known[0]!);
  if (workload === undefined && !known.includes(meant)) {
    throw new GauntletError(
      known.length === 0
        ? `Cannot make the notebook "${name}": there are no servers yet; make some with ` +
          `deno task new-workload, or name some of the lab's with --variants`
        : `Cannot make the notebook "${name}": there are the workloads ${known.join(", ")}; ` +
          `name one with --workload, or servers with --variants`,
    );
  }
  const { defaults = {}, endpoints } = workloadNamed(meant);
  const endpoint = defaults.endpoint ?? Object.keys(endpoints)[0]!;
  const able: FoundVariant[] = [];
  for (const variant of listed.filter((each) => each.workload === meant)) {
    if (!variant.endpoints.includes(endpoint) || variant.runtime === "sql") continue;
    if (able.length < MOST && await whatItNeeds(variant) === null) able.push(variant);
  }
  if (able.length > 0) return able;
  throw new GauntletError(
    `Cannot make the notebook "${name}": no server of ${meant} that answers "${endpoint}" can run ` +
      `here; see ${typed("variants")}`,
  );
}

/** The next of the notebooks' numbers. */
async function nextNumber(name: string): Promise<string> {
  const notebooks = existsSync(projectPath("notebooks")) ? await findNotebooks() : [];
  const twin = notebooks.find((each) => each.name.replace(/^\d+-/, "") === name);
  if (twin) {
    throw new GauntletError(
      `Cannot make the notebook "${name}": ${join("notebooks", twin.name)}.ipynb is there; ` +
        `choose another name`,
    );
  }
  const numbers = notebooks.map((each) => Number(each.name.match(/^\d+/)?.[0] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(2, "0");
}

/** The usual endpoint of their workload, where all of them answer it; else the first that all do. */
function endpointOf([first, ...others]: FoundVariant[]): { endpoint?: string } {
  const { defaults = {}, endpoints } = workloadNamed(first!.workload);
  const usual = defaults.endpoint ?? Object.keys(endpoints)[0]!;
  const common = first!.endpoints.filter((each) =>
    others.every((other) => other.endpoints.includes(each))
  );
  return common.length === 0 || common.includes(usual) ? {} : { endpoint: common[0] };
}
