/** What the plan of a made-up run knows, for tests and examples alone. */
import { keyOf } from "../nouns/cell.ts";
import type { Cell } from "../nouns/cell.ts";
import type { RunHeader } from "../nouns/run.ts";

/** Shapes of SQL as the made-up shop tells them apart. */
const SHAPES = {
  "with-maker": "from item (inner )?join maker .* limit",
  "item-alone": "from item order by",
};

/**
 * The facts that a plan would have of these cells. A variant's title is its name in words, `Gamma,
 * sync`; one that is named `ceiling…` is SQL with no server, one that is named `…-url` only a URL.
 */
export function fixtureFacts(
  cells: readonly Cell[],
): Pick<RunHeader["plan"], "variants" | "workloads" | "endpoints"> {
  const titleOf = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1).replace("-", ", ")}`;
  const once = new Map(
    cells.map(({ scenario: { workload, endpoint, parameters, size } }) => {
      const asked = { workload, endpoint, ...(parameters ? { parameters } : {}), size };
      const database = endpoint === "page"
        ? null
        : { statements: { least: 1, most: 4 }, rows: { least: 1, most: 2 } };
      return [keyOf(asked), { ...asked, database, services: endpoint === "call" ? ["clock"] : [] }];
    }),
  );
  return {
    variants: Object.fromEntries(cells.map(({ variant, settings }) => [variant, {
      title: titleOf(variant),
      runtime: variant.startsWith("ceiling")
        ? "sql"
        : variant.endsWith("-url")
        ? "url"
        : "synthetic",
      model: settings.workers === null ? "unknown" : settings.threads === null ? "async" : "sync",
    }])),
    workloads: Object.fromEntries(cells.map(({ scenario: { workload } }) => [workload, {
      title: titleOf(workload),
      unit: workload === "shop" ? "items" : null,
      shapes: workload === "shop" ? SHAPES : {},
    }])),
    endpoints: [...once.values()],
  };
}
