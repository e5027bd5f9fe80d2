/** What a variant is asked on, and what it is asked: the first requests of each of its endpoints. */
import type { SizedDatabase } from "../database/database.ts";
import { drawRequests, parametersOf } from "../nouns/requests.ts";
import type { Cell } from "../nouns/cell.ts";
import { useOf } from "../nouns/use.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import {
  type ContractCheck,
  type FoundWorkload,
  type HttpRequest,
  isMix,
  type SingleEndpoint,
} from "../nouns/workload.ts";
import type { RunningServer, Services } from "../server/server.ts";

/** Connections of the load that a variant is told to expect. */
export const CONNECTIONS = 64;

/** A server that does not answer is not waited for any longer. */
const ANSWER_LIMIT_MS = 10_000;

/** Ends a question that is not answered. */
export const answerLimit = (): AbortSignal => AbortSignal.timeout(ANSWER_LIMIT_MS);

/** What a variant is asked on. */
export interface ConformanceStage {
  workload: FoundWorkload;
  /** `null` where the workload has none. */
  database: SizedDatabase | null;
  services: Services;
}

/** The size of the database that the contract is asked on. */
export const contractSizeOf = ({ database, contractSize }: FoundWorkload): number =>
  database === null ? 0 : contractSize ?? database.sizes[0]!;

/** Two workers with a few threads and connections, asked for little. */
export function cellOf(
  variant: FoundVariant,
  { workload }: ConformanceStage,
  options?: Record<string, string>,
): Cell {
  return {
    variant: variant.name,
    settings: {
      workers: 2,
      threads: variant.threaded ? 4 : null,
      poolMin: 2,
      poolMax: 4,
      ...(options ? { options } : {}),
    },
    scenario: {
      workload: workload.name,
      endpoint: variant.endpoints[0]!,
      size: contractSizeOf(workload),
      load: { kind: "closed", connections: CONNECTIONS },
    },
  };
}

/** The endpoints of a variant that are no mix. */
export const singles = ({ workload }: ConformanceStage, variant: FoundVariant): string[] =>
  variant.endpoints.filter((name) => !isMix(workload.endpoints[name]!));

export const singleOf = ({ workload }: ConformanceStage, endpoint: string): SingleEndpoint =>
  workload.endpoints[endpoint] as SingleEndpoint;

/** The requests of an endpoint, the same each time. */
export const requestsOf = ({ workload }: ConformanceStage, endpoint: string) =>
  drawRequests(workload, { endpoint, size: contractSizeOf(workload), seed: 1 });

export const firstRequest = (stage: ConformanceStage, endpoint: string): HttpRequest =>
  requestsOf(stage, endpoint).next().request;

/** What is under most load: the first endpoint that uses the database, or else the first. */
export function busiest(stage: ConformanceStage, variant: FoundVariant): string {
  const names = singles(stage, variant);
  return names.find((each) => databaseUseOf(stage, each) !== null) ?? names[0]!;
}

/** What one request of an endpoint should do to the database; `null`: it touches none. */
export const databaseUseOf = ({ workload }: ConformanceStage, endpoint: string) =>
  useOf(workload, endpoint, { size: contractSizeOf(workload), parameters: {} });

/** The checks of the workload's own contract that are asked of a variant. */
export const contractOf = (
  { workload: { contract = [] } }: ConformanceStage,
  variant: FoundVariant,
): ContractCheck[] =>
  contract.filter(({ endpoint }) => endpoint === undefined || variant.endpoints.includes(endpoint));

/** What a check of the contract is given. */
export const contextOf = (server: RunningServer, { workload, database }: ConformanceStage) => ({
  url: server.url,
  sql: database?.sql ?? null,
  size: contractSizeOf(workload),
});

/** What an answer of an endpoint is checked against. */
export const checkContextOf = (stage: ConformanceStage, { settings }: Cell, endpoint: string) => ({
  sql: stage.database?.sql ?? null,
  settings,
  size: contractSizeOf(stage.workload),
  parameters: parametersOf(singleOf(stage, endpoint)),
});
