/** A small project of the lab's own, for tests that need real servers and know what these should do. */
import { join } from "node:path";
import { type Catalog, readCatalog } from "../server/catalog.ts";
import { PROJECT_VARIABLE, ROOT } from "../system/state.ts";

/** Its folder. */
export const PROJECT: string = join(ROOT, "lab", "testing", "project");

/** Its servers: for whoever is in a process that began with another project. */
export const shop: Catalog = await readCatalog(join(PROJECT, "servers"));

/** Makes it the project of this process and of those that it starts, for as long as it is in scope. */
export function inProject(folder = PROJECT): Disposable {
  const before = Deno.env.get(PROJECT_VARIABLE);
  Deno.env.set(PROJECT_VARIABLE, folder);
  return {
    [Symbol.dispose]: () => {
      if (before === undefined) Deno.env.delete(PROJECT_VARIABLE);
      else Deno.env.set(PROJECT_VARIABLE, before);
    },
  };
}
