/** One trial, from a fresh server to a proof that it is gone. */
import { join } from "node:path";
import { setConnectDelay } from "../database/connectdelay.ts";
import type { SizedDatabase } from "../database/database.ts";
import { farDatabase, roundTripOf } from "../database/far.ts";
import { endSessions } from "../database/killing.ts";
import type { Target } from "../load/order.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Outcome } from "../nouns/outcome.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import type { Trial } from "../nouns/trial.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import { type FoundWorkload, isMix } from "../nouns/workload.ts";
import { type RunningServer, withServer } from "../server/server.ts";
import { verify } from "../server/verify.ts";
import { textOfOthers } from "../system/secrets.ts";
import type { ServerRole } from "../watch/cpu.ts";
import { beginBooks } from "../watch/receipt.ts";
import { isFirstLook } from "./memorylook.ts";
import { measure, type Measurement, TIMEOUT_S } from "./measure.ts";
import { Sampler } from "./samples.ts";
import type { Stage } from "./stage.ts";

/** The steps of a trial, for the reader who watches one. */
export type Phase = "starting" | "verifying" | "measuring" | "stopping";

/** How a trial is watched and ended. */
export interface TrialOptions {
  signal: AbortSignal;
  onPhase: (phase: Phase) => void;
}

/**
 * Runs one trial. What goes wrong within it is its outcome; only an abort is thrown.
 */
export async function runTrial(
  stage: Stage,
  planned: PlannedTrial,
  plan: Plan,
  options: TrialOptions,
): Promise<Trial> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  let outcome: Outcome;
  const heard: Heard = { logEnd: () => "" };
  try {
    const measured = await freshMeasurement(stage, planned, plan, options, heard);
    const wholeS = (performance.now() - started) / 1000;
    const { title } = stage.toolOf(planned.cell);
    const overheadS = wholeS - measured.warmUpS - measured.durationS;
    outcome = { ...measured, loadTool: title, overheadS };
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    const serverLog = heard.logEnd();
    outcome = {
      state: "failed",
      reason: textOfOthers(reason),
      ...(serverLog === "" ? {} : { serverLog }),
    };
  }
  return { trial: planned.trial, block: planned.block, cell: planned.cell, startedAt, outcome };
}

/** What a trial that fails leaves behind: its server's log, once there is a server. */
interface Heard {
  logEnd: () => string;
}

/** Starts the server afresh, verifies it, measures it, stops it. */
async function freshMeasurement(
  stage: Stage,
  { cell, block }: PlannedTrial,
  plan: Plan,
  { signal, onPhase }: TrialOptions,
  heard: Heard,
): Promise<Measurement> {
  const { scenario } = cell;
  const variant = stage.variantOf(cell);
  const workload = stage.workloadOf(cell);
  await using lent = await lend(stage, cell, workload, variant);
  const { database, relay } = lent;
  await using session = stage.toolOf(cell).tool.open(scenario.load);
  onPhase("starting");
  let leftProcessCount = 0;
  const services = {
    databaseUrl: database?.serverUrl ?? null,
    variables: stage.servicesOf(workload.name),
    onLeft: (names: string[]) => void (leftProcessCount = names.length),
  };
  const measured = await withServer(variant, cell, services, signal, async (server) => {
    heard.logEnd = server.logEnd;
    const seed = plan.seed + block;
    using sampler = variant.runtime === "sql"
      ? null
      : new Sampler({ cell, workload, url: server.url, sql: database?.sql ?? null, seed });
    if (variant.runtime !== "sql") {
      onPhase("verifying");
      await verify(cell, workload, server.url, database?.sql ?? null);
    }
    onPhase("measuring");
    const measuring = measure(
      {
        server,
        serverRole: roleOf(server, variant),
        cell,
        target: targetOf(cell, variant, workload, server, seed),
        sampler,
        database,
        databasePid: database === null ? null : stage.database!.pid,
        relay,
        killBackendsEveryS: scenario.killBackendsEveryS,
        memory: {
          isFirst: () => isFirstLook(stage, variant.name),
          runtime: variant.runtime,
        },
      },
      plan.profile,
      session,
    );
    const result = await unlessAborted(measuring, signal);
    onPhase("stopping");
    // What is still asked of PostgreSQL would keep the cores from what is to end.
    await endServerSessions(stage, database);
    return result;
  });
  return {
    ...measured,
    ...(lent.roundTripMs === null ? {} : { databaseRoundTripSeenMs: lent.roundTripMs }),
    ...(leftProcessCount === 0 ? {} : { leftProcessCount }),
  };
}

function roleOf(server: RunningServer, { runtime }: FoundVariant): ServerRole {
  if (runtime === "sql") return null;
  return server.pid ?? "unknown";
}

/** What the load asks: the same requests of all cells of a block. */
function targetOf(
  { settings, scenario }: Cell,
  variant: FoundVariant,
  workload: FoundWorkload,
  { url }: RunningServer,
  seed: number,
): Target {
  const { endpoint, parameters, size, idleConnections } = scenario;
  const common = { url, timeoutS: TIMEOUT_S, idleConnections };
  if (variant.statements) {
    const { draws, texts } = variant.statements(settings, size);
    const statements = {
      texts: [...texts],
      seed,
      ...(draws ? { draws: mutable(draws) } : {}),
    };
    return { ...common, asked: { speaks: "sql", statements } };
  }
  const file = join(workload.folder, "workload.ts");
  const requests = { file, endpoint, parameters, size, seed };
  return { ...common, asked: { speaks: "http", requests } };
}

const mutable = (draws: Record<string, readonly [number, number]>) =>
  Object.fromEntries(
    Object.entries(draws).map(([name, [least, most]]) => [name, [least, most] as [number, number]]),
  );

/** The database of one trial. */
interface Lent extends AsyncDisposable {
  database: SizedDatabase | null;
  /** The process that makes it far; `null` where it is near. */
  relay: number | null;
  /** As a server sees it; `null` where there is none. */
  roundTripMs: number | null;
}

/**
 * The database of a scenario with nothing of an earlier trial in it, and empty books: a copy where
 * rows are changed, and none where the server has one of its own. As far away as the scenario says.
 */
async function lend(
  stage: Stage,
  { scenario }: Cell,
  workload: FoundWorkload,
  { runtime }: FoundVariant,
): Promise<Lent> {
  const { database } = stage;
  await using stack = new AsyncDisposableStack();
  const owned = () => {
    const kept = stack.move();
    return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
  };
  if (database === null || workload.database === null || runtime === "url") {
    return { database: null, relay: null, roundTripMs: null, ...owned() };
  }
  const { name } = workload;
  const original = database.of(name, scenario.size);
  // PostgreSQL brings the last queries of a killed server to their end.
  await endServerSessions(stage, original);
  const copy = writes(workload, scenario.endpoint)
    ? stack.use(await database.copyOf(name, scenario.size))
    : null;
  const lent = copy ?? original;
  await setConnectDelay(lent.sql, scenario.connectDelayMs ?? 0);
  const { databaseRoundTripMs = 0 } = scenario;
  const far = databaseRoundTripMs === 0
    ? null
    : stack.use(await farDatabase(lent.serverUrl, databaseRoundTripMs));
  const serverUrl = far?.url ?? lent.serverUrl;
  const roundTripMs = await roundTripOf(serverUrl);
  await beginBooks(lent.sql, lent.keepsBooks);
  return {
    database: { ...lent, serverUrl },
    relay: far?.pid ?? null,
    roundTripMs,
    ...owned(),
  };
}

function writes(workload: FoundWorkload, endpoint: string): boolean {
  const asked = workload.endpoints[endpoint]!;
  if (isMix(asked)) return Object.keys(asked.mix).some((part) => writes(workload, part));
  return asked.writes ?? false;
}

/** Ends what servers left in the lab's own PostgreSQL; in another one a session may be the reader's. */
async function endServerSessions({ database }: Stage, lent: SizedDatabase | null): Promise<void> {
  if (lent !== null && database!.pid !== null) await endSessions(lent.sql);
}

/** Ends the wait for some work at once when the signal comes; who started the work cleans up. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  work.catch(() => {});
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    aborted.promise.catch(() => {});
  }
}
