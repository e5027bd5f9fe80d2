/** `deno task variants [--json]`: every variant, and whether it can run here. */
import { relative } from "node:path";
import { showTable } from "../lab/notebook/display.ts";
import { GauntletError, projectPath } from "../lab/system/state.ts";
import { catalog, variantNamed, whatItNeeds } from "../lab/server/catalog.ts";
import type { Task } from "./gauntlet.ts";

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
  const options = (of: Record<string, readonly string[]>) =>
    Object.entries(of).map(([name, values]) => `${name}=${values.join("|")}`).join(" ");
  await showTable(
    rows.map(({ needs, settings: _settings, ...row }) => ({
      ...row,
      endpoints: row.endpoints.join(" "),
      options: options(row.options),
      "here": needs === null ? "yes" : `no, it needs ${needs}`,
    })),
    { maxRows: Infinity },
  );
  for (const problem of catalog.problems) console.error(problem);
};
export default variants;
