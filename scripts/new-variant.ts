/** `deno task new-variant NAME --like FOLDER`: a folder of your own that keeps the contract at once. */
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { exists, GauntletError, ROOT } from "../lab/system/state.ts";
import { findVariants } from "../lab/server/variants.ts";
import type { Task } from "./gauntlet.ts";

const newVariant: Task = async (args) => {
  const { name, like } = read(args);
  const [from, to] = [join(ROOT, "servers", like), join(ROOT, "servers", name)];
  const all = [...(await findVariants()).values()];
  const copied = all.filter(({ folder }) => folder === from).map((variant) => variant.name);
  if (copied.length === 0) {
    const folders = new Set(all.map(({ folder }) => basename(folder)));
    throw new GauntletError(
      `Cannot make "${name}" like "${like}": servers/ has ${
        [...folders].join(", ")
      }; choose one of them`,
    );
  }
  if (await exists(to)) {
    throw new GauntletError(`Cannot make "${name}": servers/${name} is there; choose another name`);
  }
  await copyFolder(from, to);
  const names = await rename(join(to, "variants.ts"), copied, like, name);
  console.log(`servers/${name} has ${names.join(", ")}; try deno task check-variant ${names[0]}`);
};
export default newVariant;

function read(args: string[]): { name: string; like: string } {
  const usage = "use deno task new-variant NAME --like FOLDER";
  try {
    const { values, positionals: [name] } = parseArgs({
      args,
      allowPositionals: true,
      options: { like: { type: "string" } },
    });
    if (!name || !values.like) throw new Error("a name and what it is like are needed");
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new Error(`"${name}" is not words-in-kebab-case`);
    }
    return { name, like: values.like };
  } catch (error) {
    throw new GauntletError(`Cannot make a variant: ${(error as Error).message}; ${usage}`);
  }
}

/** Programs and their data; what tools leave behind stays where it is. */
async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (name.startsWith(".") || name === "__pycache__") continue;
    // Installed packages are shared with the folder that they were installed for.
    if (name === "node_modules") await Deno.symlink(join(from, name), join(to, name));
    else if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else if (isFile) await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** `flask-sqlalchemy` of `flask` becomes `mine-sqlalchemy` of `mine`. */
async function rename(
  file: string,
  names: string[],
  like: string,
  name: string,
): Promise<string[]> {
  let text = await Deno.readTextFile(file);
  const renamed = names.map((old) =>
    `${name}-${old.startsWith(`${like}-`) ? old.slice(like.length + 1) : old}`
  );
  names.forEach((old, index) => text = text.replaceAll(`"${old}"`, `"${renamed[index]}"`));
  await Deno.writeTextFile(file, text);
  return renamed;
}
