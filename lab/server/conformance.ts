/**
 * Conformance: does a variant keep the contract of servers/README.md? One server is started, asked
 * everything, and stopped; each check is a sentence with what was seen.
 */
import http from "node:http";
import type { Cell, Endpoint, Receipt, Settings } from "../nouns/types.ts";
import type { FoundVariant } from "./variants.ts";
import { pathOf } from "../nouns/path.ts";
import { problemWith } from "./answers.ts";
import type { QuoteDatabase } from "../database/database.ts";
import { beginBooks, readBooks, receiptBetween } from "../watch/receipt.ts";
import { descendants, processTable } from "../system/proc.ts";
import { sleep } from "../system/processes.ts";
import { type RunningServer, type Services, STOP_GRACE_S, withServer } from "./server.ts";

/** So few quotes that a few hundred questions must find each of them. */
export const CONFORMANCE_ROWS = 20;
const WRITERS = 64;
const UPDATES = 192;
/** Options that change how a quote is locked; the others leave the update as it is. */
const CHANGE_THE_UPDATE = ["query", "sql"];

/** A server may end its transaction, and PostgreSQL book a session, after the answer has gone. */
const BOOKED_AFTER_MS = 120;

/** One line of the contract and whether it was kept. */
export interface Check {
  what: string;
  /** What was seen instead; `null` when all was well. */
  problem: string | null;
}

export interface Conformance {
  checks: Check[];
  /** What each endpoint that reads the database did for one request. */
  receipts: Partial<Record<Endpoint, Receipt>>;
}

/** Runs the whole suite on one variant, with two workers. */
export async function conformance(
  variant: FoundVariant,
  database: QuoteDatabase,
  services: Services,
): Promise<Conformance> {
  const cell = cellOf(variant);
  const { settings } = cell;
  const checks: Check[] = [];
  const receipts: Conformance["receipts"] = {};
  const check = async (what: string, look: () => Promise<string | null>) => {
    const problem = await look().catch((error) => `it failed: ${(error as Error).message}`);
    checks.push({ what, problem });
  };
  await withServer(variant, cell, services, new AbortController().signal, async (server) => {
    for (const endpoint of variant.endpoints) {
      await check(
        `${endpoint} answers by the contract`,
        () => answers(server, endpoint, database, settings),
      );
      await check(`HEAD ${endpoint} has no body and no server error`, () => head(server, endpoint));
      if (!READS_DATABASE.has(endpoint)) continue;
      receipts[endpoint] = await receiptOf(server, endpoint, database);
    }
    if (variant.endpoints.includes("/quote")) {
      await check("every quote can appear", () => everyQuote(server));
    }
    if (variant.endpoints.includes("/quote/update")) {
      await check("views add up under concurrent writers", () => viewsAddUp(server, database));
    }
    if (variant.endpoints.includes("/upstream")) {
      await check("a bad parameter is a 400", () => status(server, "/upstream?ms=soon", 400));
      await check("a missing parameter is a 400", () => status(server, "/upstream", 400));
    }
    await check("an unknown path is a 404 that tells nothing", () => unknownPath(server));
    await check("connections are kept alive", () => keepAlive(server));
    await check("the workers that were asked for exist", () => workers(server, settings));
    if (settings.threads !== null) {
      await check(
        "the threads that were asked for exist under load",
        () => threads(server, settings),
      );
    }
    if (variant.runtime === "python" && variant.usesPsycopg !== false) {
      await check("psycopg's C implementation is in use", () => psycopgInC(server));
    }
    await check("requests are not logged", () => silent(server));
    await check("it stops within the 3 s after SIGTERM", () => stops(server));
  });
  return { checks, receipts };
}

/** Every value of every option but the defaults, each on a server of its own, in what options change. */
export async function optionConformance(
  variant: FoundVariant,
  database: QuoteDatabase,
  services: Services,
): Promise<Check[]> {
  const checks: Check[] = [];
  const never = new AbortController().signal;
  for (const [name, [, ...others]] of Object.entries(variant.options ?? {})) {
    for (const value of others) {
      const cell = cellOf(variant, { [name]: value });
      const endpoint = variant.endpoints.includes("/quote") ? "/quote" : variant.endpoints[0]!;
      const look = (server: RunningServer) => underOption(server, cell, endpoint, name, database);
      const problem = await withServer(variant, cell, services, never, look)
        .catch((error) => `it failed: ${(error as Error).message}`);
      checks.push({ what: `${name} ${value} keeps the contract`, problem });
    }
  }
  return checks;
}

async function underOption(
  server: RunningServer,
  { settings }: Cell,
  endpoint: Endpoint,
  name: string,
  database: QuoteDatabase,
): Promise<string | null> {
  const problems = [
    await answers(server, endpoint, database, settings),
    CHANGE_THE_UPDATE.includes(name) ? await viewsAddUp(server, database) : null,
    await keepAlive(server),
    await workers(server, settings),
    await silent(server),
  ];
  return problems.find((problem) => problem !== null) ?? null;
}

/** Two workers with a few threads and connections, asked for little. */
function cellOf(variant: FoundVariant, options?: Record<string, string>): Cell {
  return {
    variant: variant.name,
    settings: {
      workers: 2,
      threads: variant.threaded ? 4 : null,
      poolMin: 2,
      poolMax: 4,
      ...(options ? { options } : {}),
    },
    scenario: { endpoint: "/static", rows: 1000, load: { kind: "closed", connections: WRITERS } },
  };
}

const READS_DATABASE = new Set<Endpoint>(["/quote", "/quote/unlimited", "/quote/update"]);
const scenarioOf = (endpoint: Endpoint) => ({
  endpoint,
  rows: 1000 as const,
  load: { kind: "closed" as const, connections: WRITERS },
  delayMs: 5,
  callCount: 3,
});

async function answers(
  server: RunningServer,
  endpoint: Endpoint,
  database: QuoteDatabase,
  settings: Settings,
): Promise<string | null> {
  const scenario = scenarioOf(endpoint);
  const response = await fetch(server.url + pathOf(scenario));
  return await problemWith(response, { settings, scenario }, database.sql);
}

async function head(server: RunningServer, endpoint: Endpoint): Promise<string | null> {
  const response = await fetch(server.url + pathOf(scenarioOf(endpoint)), { method: "HEAD" });
  const body = await response.text();
  if (body !== "") return "it has a body";
  return [200, 405].includes(response.status) ? null : `status ${response.status}`;
}

/**
 * What one request does once connections are open and statements prepared. Now and then a request is
 * the first of a thread and opens its connection; so the one of three that did the least counts.
 */
async function receiptOf(server: RunningServer, endpoint: Endpoint, database: QuoteDatabase) {
  const request = () => fetch(server.url + endpoint).then((response) => response.text());
  await beginBooks(database.sql, database.keepsBooks);
  for (let warm = 0; warm < 10; warm++) await request();
  await sleep(BOOKED_AFTER_MS);
  const receipts: Receipt[] = [];
  for (let round = 0; round < 3; round++) {
    const before = await readBooks(database.sql, database.keepsBooks);
    await request();
    await sleep(BOOKED_AFTER_MS);
    const receipt = receiptBetween(before, await readBooks(database.sql, database.keepsBooks));
    if (receipt) receipts.push(receipt);
  }
  return receipts.sort((a, b) =>
    a.statementCount - b.statementCount || a.sessionsOpenedCount - b.sessionsOpenedCount
  )[0];
}

async function everyQuote(server: RunningServer): Promise<string | null> {
  // The chance to miss one of 20 in 600 draws is 20 × 0.95^600, below one in a billion.
  const seen = new Set<number>();
  for (let round = 0; round < 60 && seen.size < CONFORMANCE_ROWS; round++) {
    const some = Array.from(
      { length: 10 },
      () => fetch(`${server.url}/quote`).then((r) => r.json()),
    );
    for (const { id } of await Promise.all(some)) seen.add(id);
  }
  return seen.size === CONFORMANCE_ROWS ? null : `${seen.size} of ${CONFORMANCE_ROWS} appeared`;
}

async function viewsAddUp(server: RunningServer, { sql }: QuoteDatabase): Promise<string | null> {
  const total = async () =>
    (await sql`SELECT sum(views)::int AS views FROM quote`)[0]!.views as number;
  const before = await total();
  let left = UPDATES;
  const failures: string[] = [];
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    while (left-- > 0) {
      const response = await fetch(`${server.url}/quote/update`, {
        signal: AbortSignal.timeout(20_000),
      });
      const body = await response.text();
      if (response.status !== 200) {
        failures.push(`status ${response.status}: ${body.slice(0, 200)}`);
      }
    }
  }));
  const added = await total() - before;
  if (failures.length > 0) {
    return `${failures.length} of ${UPDATES} failed, the first with ${failures[0]}`;
  }
  return added === UPDATES ? null : `${UPDATES} updates added ${added} views`;
}

async function status(server: RunningServer, path: string, wanted: number): Promise<string | null> {
  const response = await fetch(server.url + path);
  await response.body?.cancel();
  return response.status === wanted ? null : `status ${response.status}`;
}

async function unknownPath(server: RunningServer): Promise<string | null> {
  const response = await fetch(`${server.url}/nothing-here`);
  const body = await response.text();
  if (response.status !== 404) return `status ${response.status}`;
  return /traceback|DEBUG|urlconf/i.test(body) ? "the page shows the program's insides" : null;
}

/** Three requests over an agent that may keep one socket: all must use the first. */
async function keepAlive(server: RunningServer): Promise<string | null> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let round = 0; round < 3; round++) {
    await new Promise<void>((resolve, reject) =>
      http.get(`${server.url}/static`, { agent }, (response) => {
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
  return descendants(table, server.pid).map((pid) => table.get(pid)!);
}

async function workers(server: RunningServer, settings: Settings): Promise<string | null> {
  // Every server here has a parent that answers nothing beside its workers.
  const count = (await tree(server)).length - 1;
  return count >= settings.workers ? null : `${count} of ${settings.workers} workers are there`;
}

async function threads(server: RunningServer, settings: Settings): Promise<string | null> {
  const load = Array.from(
    { length: WRITERS * 2 },
    () => fetch(`${server.url}/quote`).then((r) => r.text()),
  );
  await Promise.race([Promise.all(load), sleep(150)]);
  const counts = (await tree(server)).filter(({ pid }) => pid !== server.pid).map((p) =>
    p.threadCount
  );
  await Promise.all(load);
  const fewest = Math.min(...counts);
  return fewest > settings.threads! ? null : `a worker has ${fewest} threads`;
}

async function psycopgInC(server: RunningServer): Promise<string | null> {
  for (const { pid } of await tree(server)) {
    const maps = await Deno.readTextFile(`/proc/${pid}/maps`);
    if (/psycopg_(binary|c)\b.*\.so/.test(maps)) return null;
  }
  return "no worker has loaded it";
}

function silent(server: RunningServer): Promise<string | null> {
  const line = server.logTail().split("\n").find((text) =>
    /(GET|POST|HEAD) \/|"\/?quote|\/static/.test(text)
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
