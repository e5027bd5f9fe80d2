/** What one request does to the database, by its workload. */
import { parametersOf } from "./requests.ts";
import {
  type DatabaseUse,
  type Expected,
  isMix,
  type SingleEndpoint,
  type Sized,
  type Workload,
} from "./workload.ts";

/** A number that is known as the bounds that it is. */
export const boundsOf = (expected: Expected): { least: number; most: number } =>
  typeof expected === "number" ? { least: expected, most: expected } : expected;

/**
 * What a request of an endpoint does to the database; of a mix, the mean of its parts by their
 * weights. `null`: it touches none.
 *
 * @param sized the parameters are those that differ from the endpoint's own
 * @example
 * ```ts
 * import { useOf } from "lab/nouns/use.ts";
 * const read = { request: { path: "/" }, check: () => null, database: { statements: 1 } };
 * const page = { request: { path: "/page" }, check: () => null, database: null };
 * const endpoints = { read, page, both: { mix: { read: 3, page: 1 } } };
 * const workload = { title: "Items", database: null, endpoints };
 * const use = useOf(workload, "both", { size: 0, parameters: {} });
 * console.log(use?.statements); // { least: 0.75, most: 0.75 }
 * ```
 */
export function useOf(workload: Workload, endpoint: string, sized: Sized): DatabaseUse | null {
  const one = workload.endpoints[endpoint]!;
  if (!isMix(one)) return useOfOne(one, sized);
  const whole = Object.values(one.mix).reduce((sum, weight) => sum + weight, 0);
  const parts = Object.entries(one.mix).map(([part, weight]) => ({
    share: weight / whole,
    use: useOf(workload, part, sized),
  }));
  if (parts.every(({ use }) => use === null)) return null;
  const mean = (of: (use: DatabaseUse) => Expected) => {
    const each = parts.map(({ share, use }) => ({ share, ...boundsOf(use ? of(use) : 0) }));
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

/** The share of an endpoint's requests that change rows: of a mix, by the weights of its parts. */
export function writesShareOf(workload: Workload, endpoint: string): number {
  const one = workload.endpoints[endpoint]!;
  if (!isMix(one)) return one.writes ? 1 : 0;
  const parts = Object.entries(one.mix);
  const whole = parts.reduce((sum, [, weight]) => sum + weight, 0);
  return parts.reduce(
    (sum, [part, weight]) => sum + writesShareOf(workload, part) * weight / whole,
    0,
  );
}

function useOfOne(single: SingleEndpoint, { size, parameters }: Sized): DatabaseUse | null {
  const { database } = single;
  if (typeof database !== "function") return database;
  return database({ size, parameters: parametersOf(single, parameters) });
}
