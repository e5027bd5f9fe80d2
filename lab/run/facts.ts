/** What a plan tells of its variants and workloads, so that whoever reads the run need not have them. */
import { scenarioKey } from "../nouns/cell.ts";
import type { Cell, EndpointFacts, Plan, Scenario } from "../nouns/types.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import {
  type DatabaseUse,
  type Expected,
  type FoundWorkload,
  isMix,
  type SingleEndpoint,
} from "../nouns/workload.ts";
import { parametersOf } from "../load/requests.ts";
import { workloadNamed } from "../server/catalog.ts";
import { servicesOf } from "../server/services.ts";

/** The facts of the cells of a plan. */
export function factsOf(
  cells: readonly Cell[],
  variants: ReadonlyMap<string, FoundVariant>,
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
        const { title, database, shapes } = workloadNamed(name);
        return [name, { title, unit: database?.unit ?? null, shapes: { ...shapes } }];
      }),
    ),
    endpoints: [...scenarios.values()].map(endpointFacts),
  };
}

/** What decides what a request does: not how many come. */
const asked = ({ workload, endpoint, parameters, size }: Scenario) =>
  scenarioKey({ workload, endpoint, parameters, size } as Scenario);

function endpointFacts({ workload: name, endpoint, parameters, size }: Scenario): EndpointFacts {
  const workload = workloadNamed(name);
  const use = useOf(workload, endpoint, { parameters: parameters ?? {}, size });
  return {
    workload: name,
    endpoint,
    ...(parameters ? { parameters } : {}),
    size,
    database: use && {
      statements: bounds(use.statements),
      rows: use.rows === undefined ? null : bounds(use.rows),
    },
    services: servicesOf(workload, endpoint),
  };
}

const bounds = (expected: Expected) =>
  typeof expected === "number"
    ? { least: expected, most: expected }
    : { least: expected.least, most: expected.most };

/** What one request does to the database; of a mix, the mean of its parts by their weights. */
function useOf(
  workload: FoundWorkload,
  endpoint: string,
  sized: { parameters: NonNullable<Scenario["parameters"]>; size: number },
): DatabaseUse | null {
  const one = workload.endpoints[endpoint]!;
  if (!isMix(one)) return singleUse(one, sized);
  const whole = Object.values(one.mix).reduce((sum, weight) => sum + weight, 0);
  const parts = Object.entries(one.mix).map(([part, weight]) => ({
    share: weight / whole,
    use: useOf(workload, part, sized),
  }));
  if (parts.every(({ use }) => use === null)) return null;
  const mean = (of: (use: DatabaseUse) => Expected) => {
    const each = parts.map(({ share, use }) => ({ share, ...bounds(use === null ? 0 : of(use)) }));
    const sum = (bound: "least" | "most") =>
      each.reduce((total, part) => total + part.share * part[bound], 0);
    return { least: sum("least"), most: sum("most") };
  };
  const rowsKnown = parts.every(({ use }) => use === null || use.rows !== undefined);
  return {
    statements: mean(({ statements }) => statements),
    ...(rowsKnown ? { rows: mean(({ rows }) => rows ?? 0) } : {}),
  };
}

function singleUse(
  single: SingleEndpoint,
  { parameters, size }: { parameters: NonNullable<Scenario["parameters"]>; size: number },
): DatabaseUse | null {
  const { database } = single;
  if (typeof database !== "function") return database;
  return database({ size, parameters: parametersOf(single, parameters) });
}
