/** The workloads of the project, without those of the lab that stand behind somebody's own. */
import { dirname } from "node:path";
import type { FoundWorkload } from "../../lab/nouns/workload.ts";
import { catalog } from "../../lab/server/catalog.ts";
import { projectPath } from "../../lab/system/state.ts";

/** In the order of their names. */
export const ownWorkloads = (): FoundWorkload[] =>
  [...catalog.workloads.values()].filter(({ folder }) => dirname(folder) === projectPath("servers"))
    .sort((a, b) => a.name < b.name ? -1 : 1);
