/** What a run's plan knows of its variants, workloads and endpoints: nobody who reads it needs these. */
import { keyOf } from "../../nouns/cell.ts";
import { counted, formatCount } from "../../text/format.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { EndpointFacts, Plan } from "../../nouns/plan.ts";
import type { Scenario } from "../../nouns/scenario.ts";

/** A run, as far as its facts go. */
export interface WithFacts {
  plan: Pick<Plan, "variants" | "workloads" | "endpoints">;
}

/**
 * What to call a variant in a figure: its title, with its name behind it where another variant of the
 * run has the same one; the name alone where the plan knows no title.
 *
 * @example
 * ```ts
 * import { titleOf } from "lab/analysis/tables/facts.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * console.log(titleOf(fixtureRun(), "gamma-sync")); // Gamma, sync
 * ```
 */
export function titleOf({ plan: { variants } }: WithFacts, variant: string): string {
  const title = variants[variant]?.title;
  if (title === undefined) return variant;
  const isShared = Object.entries(variants).some(([name, other]) =>
    name !== variant && other.title === title
  );
  return isShared ? `${title} (${variant})` : title;
}

/** Whether a cell asks the database with no server between: a ceiling. */
export const isCeiling = ({ plan }: WithFacts, { variant }: Cell): boolean =>
  plan.variants[variant]?.runtime === "sql";

/** What one request of a scenario should do; `null` where the plan does not say. */
export function endpointOf({ plan }: WithFacts, scenario: Scenario): EndpointFacts | null {
  const { workload, endpoint, parameters, size } = scenario;
  return plan.endpoints.find((facts) =>
    facts.workload === workload && facts.endpoint === endpoint && facts.size === size &&
    keyOf(facts.parameters) === keyOf(parameters)
  ) ?? null;
}

/** Whether requests of a scenario ask the database: yes, unless the plan says that they do not. */
export const touchesDatabase = (run: WithFacts, scenario: Scenario): boolean =>
  endpointOf(run, scenario)?.database !== null;

/** Whether requests of a scenario wait for a service beside the server. */
export const callsServices = (run: WithFacts, scenario: Scenario): boolean =>
  (endpointOf(run, scenario)?.services.length ?? 0) > 0;

/** `100,000 items`, in what the workload counts; `size 100,000` where that is not at hand. */
export function sizeLabel({ workload, size }: Scenario, run?: WithFacts): string {
  const unit = run?.plan.workloads[workload]?.unit;
  return unit ? `${formatCount(size)} ${unit}` : `size ${formatCount(size)}`;
}

/** `delayMs 50, full`: the parameters that are set, by name; nothing where none is. */
export function parametersLabel({ parameters = {} }: Scenario): string {
  return Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => value === true ? name : `${name} ${value}`).join(", ");
}

/**
 * `64 connections`, or `200/s poisson` where requests arrive at a rate; then the load tool, where it
 * is not the usual one, and `a connection each` where none is kept.
 */
export function loadLabel(load: Scenario["load"]): string {
  return [
    load.kind === "open"
      ? `${load.rateRps.toLocaleString("en")}/s ${load.arrivals}`
      : counted(load.connections, "connection"),
    ...(load.kind === "closed" && load.keepAlive === false ? ["a connection each request"] : []),
    ...(load.tool ? [`by ${load.tool}`] : []),
  ].join(", ");
}
