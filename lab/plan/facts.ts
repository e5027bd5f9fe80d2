/** What a plan tells of its variants and workloads, so that whoever reads the run need not have them. */
import { scenarioKey } from "../nouns/cell.ts";
import type { Cell } from "../nouns/cell.ts";
import type { EndpointFacts, Plan } from "../nouns/plan.ts";
import type { Scenario } from "../nouns/scenario.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import { boundsOf, useOf, writesShareOf } from "../nouns/use.ts";
import { type Catalog, workloadNamed } from "../server/catalog.ts";
import { servicesOf } from "../server/services.ts";

/** The facts of the cells of a plan. */
export function factsOf(
  cells: readonly Cell[],
  variants: ReadonlyMap<string, FoundVariant>,
  among: Catalog,
): Pick<Plan, "variants" | "workloads" | "endpoints"> {
  const names = [...new Set(cells.map(({ variant }) => variant))];
  const workloads = [...new Set(cells.map(({ scenario }) => scenario.workload))];
  const scenarios = new Map(cells.map(({ scenario }) => [asked(scenario), scenario]));
  return {
    variants: Object.fromEntries(
      names.map((name) => {
        const { title, runtime, model, commit } = variants.get(name)!;
        return [name, { title, runtime, model, ...(commit ? { commit } : {}) }];
      }),
    ),
    workloads: Object.fromEntries(
      workloads.map((name) => {
        const { title, database, shapes } = workloadNamed(name, among);
        return [name, { title, unit: database?.unit ?? null, shapes: { ...shapes } }];
      }),
    ),
    endpoints: [...scenarios.values()].map((scenario) => endpointFacts(scenario, among)),
  };
}

/** What decides what a request does: not how many come. */
const asked = ({ workload, endpoint, parameters, size }: Scenario) =>
  scenarioKey({ workload, endpoint, parameters, size } as Scenario);

function endpointFacts(
  { workload: name, endpoint, parameters, size }: Scenario,
  among: Catalog,
): EndpointFacts {
  const workload = workloadNamed(name, among);
  const writesShare = writesShareOf(workload, endpoint);
  const use = useOf(workload, endpoint, { parameters: parameters ?? {}, size });
  return {
    workload: name,
    endpoint,
    ...(parameters ? { parameters } : {}),
    size,
    database: use && {
      statements: { ...boundsOf(use.statements) },
      rows: use.rows === undefined ? null : { ...boundsOf(use.rows) },
    },
    ...(writesShare === 0 ? {} : { writesShare }),
    services: servicesOf(workload, endpoint),
  };
}
