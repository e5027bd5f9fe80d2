/** `deno task variants [--json]`: every variant by its workload, and what it needs here. */
import { relative } from "node:path";
import { showTable } from "../lab/notebook/display/display.ts";
import { GauntletError, projectPath } from "../lab/system/state.ts";
import { catalog, variantNamed, whatItNeeds, workloadNamed } from "../lab/server/catalog.ts";
import type { Task } from "./gauntlet.ts";

interface Row {
  variant: string;
  folder: string;
  runtime: string;
  model: string;
  options: Record<string, readonly string[]>;
  endpoints: readonly string[];
  needs: string | null;
}

const variants: Task = async (args) => {
  const unknown = args.find((arg) => arg !== "--json");
  if (unknown) {
    throw new GauntletError(
      `Cannot list the variants: "${unknown}" is no option; use --json or nothing`,
    );
  }
  const rows = await Promise.all(
    catalog.listed.map((name) => variantNamed(name)).map(async (variant) => ({
      variant: variant.name,
      workload: variant.workload,
      folder: relative(projectPath(), variant.folder),
      runtime: variant.runtime,
      model: variant.model,
      settings: ["workers", ...(variant.threaded ? ["threads"] : []), "poolMin", "poolMax"],
      options: variant.options ?? {},
      endpoints: variant.endpoints,
      needs: await whatItNeeds(variant),
    })),
  );
  if (args.includes("--json")) return console.log(JSON.stringify(rows, null, 2));
  for (const [workload, ofIt] of Map.groupBy(rows, (row) => row.workload)) {
    const caption = `${workload}: ${workloadNamed(workload).title}`;
    await showTable(ofIt.map(shown), { maxRows: Infinity, caption });
  }
  for (const problem of catalog.problems) console.error(problem);
};
export default variants;

/** A row as it is read in a terminal. */
function shown({ variant, folder, runtime, model, options, endpoints, needs }: Row) {
  const named = Object.entries(options).map(([name, values]) => `${name}=${values.join("|")}`);
  return {
    variant,
    folder,
    runtime,
    model,
    endpoints: endpoints.join(" "),
    options: named.join(" "),
    here: needs === null ? "yes" : `no, it needs ${needs}`,
  };
}
