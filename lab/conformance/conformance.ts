/**
 * Conformance: does a variant keep the contract of its workload, and of every server? One server is
 * started, asked everything, and stopped; each check is a sentence with what was seen.
 */
import type { Cell } from "../nouns/cell.ts";
import type { Receipt } from "../nouns/outcome.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import { type RunningServer, STOP_GRACE_S, withServer } from "../server/server.ts";
import { answers, connectionPromise, connections, head, unknownPath } from "./answers.ts";
import { problemWithReceipt, receiptOf } from "./books.ts";
import { hasLoaded, silent, stops, threads, workers } from "./insides.ts";
import {
  cellOf,
  type ConformanceStage,
  contextOf,
  contractOf,
  databaseUseOf,
  firstRequest,
  singles,
} from "./stage.ts";

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

/** Looks at one line of the contract. */
type Ask = (what: string, look: () => Promise<string | null>) => Promise<void>;

/** Runs the whole suite on one variant, with two workers. */
export async function conformance(
  variant: FoundVariant,
  stage: ConformanceStage,
): Promise<Conformance> {
  const cell = cellOf(variant, stage);
  const checks: Check[] = [];
  const ask: Ask = async (what, look) => {
    const problem = await look().catch((error) => `it failed: ${(error as Error).message}`);
    checks.push({ what, problem });
  };
  const receipts: Conformance["receipts"] = {};
  const never = new AbortController().signal;
  let started = false;
  await withServer(variant, cell, stage.services, never, async (server) => {
    started = true;
    for (const endpoint of singles(stage, variant)) {
      const receipt = await askEndpoint(ask, server, cell, stage, endpoint);
      if (receipt !== null) receipts[endpoint] = receipt;
    }
    for (const each of contractOf(stage, variant)) {
      await ask(each.what, () => each.look(contextOf(server, stage)));
    }
    await askServer(ask, server, cell, stage, variant);
  }).catch((error) => {
    const what = started ? "it is gone when it was ended" : "it starts";
    checks.push({ what, problem: (error as Error).message });
  });
  return { checks, receipts };
}

async function askEndpoint(
  ask: Ask,
  server: RunningServer,
  cell: Cell,
  stage: ConformanceStage,
  endpoint: string,
): Promise<Receipt | null> {
  await ask(
    `${endpoint} answers by the contract`,
    () => answers(server, cell, stage, endpoint),
  );
  const { method = "GET", path } = firstRequest(stage, endpoint);
  if (method === "GET") {
    await ask(`HEAD ${endpoint} has no body and no server error`, () => head(server, path));
  }
  const what = `${endpoint} does to the database what the workload says`;
  try {
    const receipt = await receiptOf(server, stage, endpoint);
    if (receipt === null) return null;
    const use = databaseUseOf(stage, endpoint)!;
    await ask(what, () => Promise.resolve(problemWithReceipt(receipt, use)));
    return receipt;
  } catch (error) {
    // A server that does not answer here has other endpoints.
    await ask(what, () => Promise.reject(error));
    return null;
  }
}

/** What is asked of every server, whatever it answers. */
async function askServer(
  ask: Ask,
  server: RunningServer,
  cell: Cell,
  stage: ConformanceStage,
  variant: FoundVariant,
): Promise<void> {
  await ask("an unknown path is a 404 that tells nothing", () => unknownPath(server));
  await ask(connectionPromise(variant), () => connections(server, variant, stage));
  await ask("the workers that were asked for exist", () => workers(server, variant, cell));
  if (cell.settings.threads !== null) {
    await ask(
      "the threads that were asked for exist under load",
      () => threads(server, cell, stage, variant),
    );
  }
  const { mustLoad } = variant;
  if (mustLoad) await ask(`${mustLoad.what} is in use`, () => hasLoaded(server, mustLoad.file));
  await ask("requests are not logged", () => silent(server, stage, variant));
  await ask(`it stops within the ${STOP_GRACE_S} s after SIGTERM`, () => stops(server));
}

/** Every value of every option but the defaults, each on a server of its own, in what options may change. */
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
  const again = contractOf(stage, variant)
    .filter(({ againUnder = [] }) => againUnder.includes(option));
  const looks = [
    ...singles(stage, variant).map((endpoint) => async () => {
      const problem = await answers(server, cell, stage, endpoint);
      return problem === null ? null : `${endpoint} ${problem}`;
    }),
    ...again.map(({ look }) => () => look(contextOf(server, stage))),
    () => connections(server, variant, stage),
    () => workers(server, variant, cell),
    () => silent(server, stage, variant),
  ];
  for (const look of looks) {
    const problem = await look();
    if (problem !== null) return problem;
  }
  return null;
}
