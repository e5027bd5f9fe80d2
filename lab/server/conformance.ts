/**
 * Conformance: does a variant keep the contract of its workload, and of every server? One server is
 * started, asked everything, and stopped; each check is a sentence with what was seen.
 */
import http from "node:http";
import { drawRequests, parametersOf } from "../load/requests.ts";
import type { Cell, Receipt } from "../nouns/types.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import {
  type ContractCheck,
  type DatabaseUse,
  type FoundWorkload,
  type HttpRequest,
  isMix,
  type SingleEndpoint,
} from "../nouns/workload.ts";
import type { SizedDatabase } from "../database/database.ts";
import { descendants, processTable } from "../system/proc.ts";
import { sleep } from "../system/processes.ts";
import { beginBooks, readBooks, receiptBetween } from "../watch/receipt.ts";
import { type RunningServer, type Services, STOP_GRACE_S, withServer } from "./server.ts";
import { problemWith } from "./verify.ts";

const CONNECTIONS = 64;
/** A server may end its transaction, and PostgreSQL book a session, after the answer has gone. */
const BOOKED_AFTER_MS = 120;
/** How long the load lasts under which threads are counted. */
const THREADS_AFTER_MS = 150;

/** One line of the contract and whether it was kept. */
export interface Check {
  what: string;
  /** What was seen instead; `null` when all was well. */
  problem: string | null;
}

export interface Conformance {
  checks: Check[];
  /** What each endpoint that uses the database did for one request. */
  receipts: Record<string, Receipt>;
}

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

/** Runs the whole suite on one variant, with two workers. */
export async function conformance(
  variant: FoundVariant,
  stage: ConformanceStage,
): Promise<Conformance> {
  const cell = cellOf(variant, stage);
  const checks: Check[] = [];
  const receipts: Conformance["receipts"] = {};
  const check = async (what: string, look: () => Promise<string | null>) => {
    const problem = await look().catch((error) => `it failed: ${(error as Error).message}`);
    checks.push({ what, problem });
  };
  const never = new AbortController().signal;
  await withServer(variant, cell, stage.services, never, async (server) => {
    const first = firstRequest(stage, variant.endpoints[0]!);
    for (const endpoint of singles(stage.workload, variant)) {
      await check(
        `${endpoint} answers by the contract`,
        () => answers(server, cell, stage, endpoint),
      );
      const request = firstRequest(stage, endpoint);
      if ((request.method ?? "GET") === "GET") {
        await check(
          `HEAD ${endpoint} has no body and no server error`,
          () => head(server, request.path),
        );
      }
      const receipt = await receiptOf(server, stage, endpoint);
      if (receipt === null) continue;
      receipts[endpoint] = receipt;
      await check(
        `${endpoint} does to the database what the workload says`,
        () => Promise.resolve(problemWithReceipt(receipt, useOf(stage, endpoint)!)),
      );
    }
    for (const each of contractOf(stage.workload, variant)) {
      await check(each.what, () => each.look(contextOf(server, stage)));
    }
    await check("an unknown path is a 404 that tells nothing", () => unknownPath(server));
    await check("connections are kept alive", () => keepAlive(server, first.path));
    await check("the workers that were asked for exist", () => workers(server, variant, cell));
    if (cell.settings.threads !== null) {
      await check(
        "the threads that were asked for exist under load",
        () => threads(server, cell, busiest(stage, variant)),
      );
    }
    const { mustLoad } = variant;
    if (mustLoad) {
      await check(`${mustLoad.what} is in use`, () => hasLoaded(server, mustLoad.file));
    }
    await check("requests are not logged", () => silent(server, stage, variant));
    await check(
      `it stops within the ${STOP_GRACE_S} s after SIGTERM`,
      () => stops(server),
    );
  }).catch((error) => checks.push({ what: "it starts", problem: (error as Error).message }));
  return { checks, receipts };
}

/** Every value of every option but the defaults, each on a server of its own, in what options change. */
export async function optionConformance(
  variant: FoundVariant,
  stage: ConformanceStage,
): Promise<Check[]> {
  const checks: Check[] = [];
  const never = new AbortController().signal;
  for (const [name, [, ...others]] of Object.entries(variant.options ?? {})) {
    for (const value of others) {
      const cell = cellOf(variant, stage, { [name]: value });
      const look = (server: RunningServer) => underOption(server, cell, variant, stage, name);
      const problem = await withServer(variant, cell, stage.services, never, look)
        .catch((error) => `it failed: ${(error as Error).message}`);
      checks.push({ what: `${name} ${value} keeps the contract`, problem });
    }
  }
  return checks;
}

async function underOption(
  server: RunningServer,
  cell: Cell,
  variant: FoundVariant,
  stage: ConformanceStage,
  option: string,
): Promise<string | null> {
  const endpoint = busiest(stage, variant);
  const again = contractOf(stage.workload, variant)
    .filter(({ againUnder = [] }) => againUnder.includes(option));
  const looks = [
    () => answers(server, cell, stage, endpoint.name),
    ...again.map(({ look }) => () => look(contextOf(server, stage))),
    () => keepAlive(server, firstRequest(stage, variant.endpoints[0]!).path),
    () => workers(server, variant, cell),
    () => silent(server, stage, variant),
  ];
  for (const look of looks) {
    const problem = await look();
    if (problem !== null) return problem;
  }
  return null;
}

/** Two workers with a few threads and connections, asked for little. */
function cellOf(
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
const singles = ({ endpoints }: FoundWorkload, variant: FoundVariant) =>
  variant.endpoints.filter((name) => !isMix(endpoints[name]!));

const singleOf = ({ workload }: ConformanceStage, endpoint: string) =>
  workload.endpoints[endpoint] as SingleEndpoint;

const requestsOf = ({ workload }: ConformanceStage, endpoint: string) =>
  drawRequests(workload, { endpoint, size: contractSizeOf(workload), seed: 1 });

const firstRequest = (stage: ConformanceStage, endpoint: string): HttpRequest =>
  requestsOf(stage, endpoint).next().request;

/** What is under most load: the first endpoint that uses the database, or else the first. */
function busiest(stage: ConformanceStage, variant: FoundVariant) {
  const names = singles(stage.workload, variant);
  const name = names.find((each) => useOf(stage, each) !== null) ?? names[0]!;
  return { name, ...requestsOf(stage, name) };
}

function useOf(stage: ConformanceStage, endpoint: string): DatabaseUse | null {
  const single = singleOf(stage, endpoint);
  const { database } = single;
  if (stage.database === null || typeof database !== "function") return database as DatabaseUse;
  return database({ size: contractSizeOf(stage.workload), parameters: parametersOf(single) });
}

const contractOf = ({ contract = [] }: FoundWorkload, variant: FoundVariant): ContractCheck[] =>
  contract.filter(({ endpoint }) => endpoint === undefined || variant.endpoints.includes(endpoint));

const contextOf = (server: RunningServer, { workload, database }: ConformanceStage) => ({
  url: server.url,
  sql: database?.sql ?? null,
  size: contractSizeOf(workload),
});

async function answers(
  server: RunningServer,
  { settings }: Cell,
  stage: ConformanceStage,
  endpoint: string,
): Promise<string | null> {
  const single = singleOf(stage, endpoint);
  return await problemWith(single, firstRequest(stage, endpoint), server.url, undefined, {
    sql: stage.database?.sql ?? null,
    settings,
    size: contractSizeOf(stage.workload),
    parameters: parametersOf(single),
  });
}

/** A server may refuse HEAD; it may not fail at it, nor send a body. */
async function head(server: RunningServer, path: string): Promise<string | null> {
  const response = await fetch(server.url + path, { method: "HEAD" });
  const body = await response.text();
  if (body !== "") return "it has a body";
  return response.status < 500 ? null : `status ${response.status}`;
}

/**
 * What one request does once connections are open and statements prepared. Now and then a request is
 * the first of a thread and opens its connection; so the one of three that did the least counts.
 */
async function receiptOf(server: RunningServer, stage: ConformanceStage, endpoint: string) {
  const { database } = stage;
  if (database === null || useOf(stage, endpoint) === null) return null;
  const { next } = requestsOf(stage, endpoint);
  const ask = async () => {
    const { path, ...init } = next().request;
    await (await fetch(server.url + path, init)).text();
  };
  await beginBooks(database.sql, database.keepsBooks);
  for (let warm = 0; warm < 10; warm++) await ask();
  await sleep(BOOKED_AFTER_MS);
  const receipts: Receipt[] = [];
  for (let round = 0; round < 3; round++) {
    const before = await readBooks(database.sql, database.keepsBooks);
    await ask();
    await sleep(BOOKED_AFTER_MS);
    const receipt = receiptBetween(before, await readBooks(database.sql, database.keepsBooks));
    if (receipt) receipts.push(receipt);
  }
  return receipts.sort((a, b) =>
    a.statementCount - b.statementCount || a.sessionsOpenedCount - b.sessionsOpenedCount
  )[0] ?? null;
}

/** What of a receipt is outside of what one request should do. */
export function problemWithReceipt(receipt: Receipt, use: DatabaseUse): string | null {
  const outside = (count: number, wanted: DatabaseUse["statements"], what: string) => {
    const { least, most } = typeof wanted === "number" ? { least: wanted, most: wanted } : wanted;
    if (count >= least && count <= most) return null;
    return `it took ${count} ${what}, and ${
      least === most ? least : `${least} to ${most}`
    } are right`;
  };
  return outside(receipt.statementCount, use.statements, "statements") ??
    (use.rows === undefined ? null : outside(receipt.rowCount, use.rows, "rows"));
}

async function unknownPath(server: RunningServer): Promise<string | null> {
  const response = await fetch(`${server.url}/nothing-here`);
  const body = await response.text();
  if (response.status !== 404) return `status ${response.status}`;
  return /traceback|DEBUG|urlconf/i.test(body) ? "the page shows the program's insides" : null;
}

async function keepAlive(server: RunningServer, path: string): Promise<string | null> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let round = 0; round < 3; round++) {
    await new Promise<void>((resolve, reject) =>
      http.get(server.url + path, { agent }, (response) => {
        ports.add(response.socket.localPort);
        response.resume().on("end", resolve).on("error", reject);
      }).on("error", reject)
    );
  }
  agent.destroy();
  return ports.size === 1 ? null : `3 requests took ${ports.size} connections`;
}

async function tree(server: RunningServer) {
  const table = await processTable();
  return descendants(table, server.pid!).map((pid) => table.get(pid)!);
}

/** One whose log line comes once is one process with many threads: it has no workers to count. */
async function workers(
  server: RunningServer,
  { ready = {} }: FoundVariant,
  { settings }: Cell,
): Promise<string | null> {
  if (ready.times !== "each worker") return null;
  // A server of several processes has a parent that answers nothing beside its workers.
  const count = (await tree(server)).length - 1;
  return count >= settings.workers! ? null : `${count} of ${settings.workers} workers are there`;
}

async function threads(
  server: RunningServer,
  { settings }: Cell,
  { next }: ReturnType<typeof busiest>,
): Promise<string | null> {
  const load = Array.from({ length: CONNECTIONS * 2 }, () => {
    const { path, ...init } = next().request;
    return fetch(server.url + path, init).then((response) => response.text());
  });
  await Promise.race([Promise.all(load), sleep(THREADS_AFTER_MS)]);
  const counts = (await tree(server)).filter(({ pid }) => pid !== server.pid).map((p) =>
    p.threadCount
  );
  await Promise.all(load);
  const fewest = Math.min(...counts);
  return fewest > settings.threads! ? null : `a worker has ${fewest} threads`;
}

async function hasLoaded(server: RunningServer, file: string): Promise<string | null> {
  const pattern = new RegExp(file);
  for (const { pid } of await tree(server)) {
    const maps = await Deno.readTextFile(`/proc/${pid}/maps`);
    if (maps.split("\n").some((line) => pattern.test(line))) return null;
  }
  return "no worker has loaded it";
}

/** A log line with a method and the path of a request is an access log: it costs, and rivals have none. */
function silent(
  server: RunningServer,
  stage: ConformanceStage,
  variant: FoundVariant,
): Promise<string | null> {
  const paths = singles(stage.workload, variant).map((name) => firstRequest(stage, name).path);
  const line = server.logTail().split("\n").find((text) =>
    /\b(GET|POST|PUT|PATCH|DELETE|HEAD) \//.test(text) ||
    paths.some((path) => path.length > 1 && text.includes(`"${path}`))
  );
  return Promise.resolve(line === undefined ? null : `the log has "${line.slice(0, 120)}"`);
}

async function stops(server: RunningServer): Promise<string | null> {
  const started = performance.now();
  await server.stop();
  const seconds = (performance.now() - started) / 1000;
  // One that did not stop by itself was killed after the whole grace period.
  return seconds < STOP_GRACE_S ? null : `it took ${seconds.toFixed(1)} s`;
}
