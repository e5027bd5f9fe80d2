/** The variants of each workload of the project, as a table in the workload's README.md. */
import { join, relative } from "node:path";
import type { FoundVariant } from "../../lab/nouns/variant.ts";
import type { FoundWorkload } from "../../lab/nouns/workload.ts";
import { catalog } from "../../lab/server/catalog.ts";
import { codes, markdownTable, type Place, type Places } from "../shared/generated.ts";
import { ownWorkloads } from "../shared/ownworkloads.ts";

export const places: Places = () => ownWorkloads().map(placeOf);

function placeOf(workload: FoundWorkload): Place {
  const variants = catalog.listed.map((name) => catalog.variants.get(name)!)
    .filter((variant) => variant.workload === workload.name);
  return {
    file: join(workload.folder, "README.md"),
    beginning: `# ${workload.name}\n\n${workload.title}.\n`,
    heading: "## Variants",
    text: variants.length === 0
      ? "There is none yet."
      : markdownTable(variants.map((variant) => rowOf(variant, workload))),
  };
}

function rowOf(variant: FoundVariant, workload: FoundWorkload): Record<string, string> {
  const { name, title, folder, model, threaded, options = {}, runtime, needs = [] } = variant;
  const place = relative(workload.folder, folder);
  return {
    variant: place === "" ? `\`${name}\`` : `[\`${name}\`](${place})`,
    "what it is": title,
    model,
    threads: threaded ? "yes" : "",
    options: Object.entries(options)
      .map(([option, values]) => `\`${option}\`: ${codes(values)}`).join("; "),
    endpoints: endpointsOf(variant, workload),
    needs: [`\`${runtime}\``, ...needs.map((program) => `\`${program}\` on PATH`)].join(", "),
  };
}

/** All, all but a few, or their names. */
function endpointsOf({ endpoints }: FoundVariant, workload: FoundWorkload): string {
  const all = Object.keys(workload.endpoints);
  const others = all.filter((name) => !endpoints.includes(name));
  if (others.length === 0) return "all";
  return others.length < endpoints.length ? `all but ${codes(others)}` : codes(endpoints);
}
