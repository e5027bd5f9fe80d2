/** `deno task variants [--json]`: every variant, and whether it can run here. */
import { basename } from "node:path";
import { showTable } from "../lab/notebook/display.ts";
import { GauntletError } from "../lab/system/state.ts";
import { findVariants, whatItNeeds } from "../lab/server/variants.ts";
import type { Task } from "./gauntlet.ts";

const variants: Task = async (args) => {
  const unknown = args.find((arg) => arg !== "--json");
  if (unknown) {
    throw new GauntletError(
      `Cannot list the variants: "${unknown}" is no option; use --json or nothing`,
    );
  }
  const rows = await Promise.all(
    [...(await findVariants()).values()].map(async (variant) => ({
      variant: variant.name,
      folder: `servers/${basename(variant.folder)}`,
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
};
export default variants;
