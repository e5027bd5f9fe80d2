/**
 * `deno task new-workload NAME [--like WORKLOAD]`: what your servers are asked, the database that they
 * ask, and a server that works at once.
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { catalog, whatItNeeds, workloadNamed } from "../lab/server/catalog.ts";
import type { FoundWorkload } from "../lab/nouns/workload.ts";
import { GauntletError, projectPath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { typed, useOf } from "./help.ts";
import { checkedName, checkFree, copySources, named, templateFolder } from "./making/files.ts";
import { copyVariants, type VariantFolder, variantFolders, variantsIn } from "./making/variants.ts";
import { readArguments } from "./shared/arguments.ts";

/** What a reader changes in a workload. */
const WRITTEN = ["workload.ts", "schema.sql", "fill.sql", "fill.ts"];

const newWorkload: Task = async (args) => {
  const { name, like } = read(args);
  const folder = projectPath("servers", name);
  checkFree(folder, `"${name}"`);
  if (catalog.workloads.has(name)) {
    throw new GauntletError(
      `Cannot make "${name}": the lab has a workload of that name; choose another`,
    );
  }
  const variants = like === undefined
    ? await fromTemplate(folder, name)
    : await fromOther(folder, name, workloadNamed(like));
  const place = relative(projectPath(), folder);
  const files = WRITTEN.filter((file) => existsSync(join(folder, file)));
  console.log(
    `${place} is the workload ${name}: change its ${files.join(", ")} to what your servers are ` +
      `asked.\nIts first server is ${variants[0]}; try ` +
      `${typed(`check-variant ${variants[0]}`)}, then ${typed(`new-notebook ${name}`)}`,
  );
};
export default newWorkload;

function read(args: string[]): { name: string; like?: string } {
  const usage = useOf("new-workload");
  try {
    const { values, positionals: [name, ...more] } = readArguments({
      args,
      allowPositionals: true,
      options: { like: { type: "string" } },
    });
    if (more.length > 0) throw new Error(`"${more[0]}" is one name too many`);
    return { name: checkedName(name, "a workload", usage), like: values.like };
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(`Cannot make a workload: ${(error as Error).message}; ${usage}`);
  }
}

async function fromTemplate(folder: string, name: string): Promise<string[]> {
  await copySources(templateFolder("workload"), folder, (text) => named(text, name));
  return await variantsIn(join(folder, "deno"));
}

/** Another workload under another name, with the first of its servers that can run here. */
async function fromOther(folder: string, name: string, other: FoundWorkload): Promise<string[]> {
  const folders = variantFolders().filter(({ workload }) => workload === other.name);
  const first = await firstThatRuns(folders);
  if (first === undefined) {
    throw new GauntletError(
      `Cannot make "${name}" like "${other.name}": none of its servers can run here; ` +
        `see ${typed("variants")}`,
    );
  }
  const ofServers = (path: string) =>
    folders.some((each) => path.startsWith(`${relative(other.folder, each.folder)}/`));
  await copySources(
    other.folder,
    folder,
    undefined,
    (path) => path !== "README.md" && !path.endsWith(".test.ts") && !ofServers(path),
  );
  await Deno.writeTextFile(join(folder, "README.md"), `# ${name}\n\n${other.title}.\n`);
  const to = join(folder, first.name);
  return await copyVariants(first, to, `${name}-${first.name}`);
}

/** Deno is here in any case. */
async function firstThatRuns(folders: VariantFolder[]): Promise<VariantFolder | undefined> {
  const started = (each: VariantFolder) => catalog.variants.get(each.variants[0]!)!;
  const ranked = folders.toSorted((a, b) =>
    Number(started(b).runtime === "deno") - Number(started(a).runtime === "deno")
  );
  for (const each of ranked) {
    const variant = started(each);
    if (variant.command && await whatItNeeds(variant) === null) return each;
  }
}
