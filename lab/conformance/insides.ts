/** What is seen of a server from outside of HTTP: its processes, threads, files, log, and its end. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Cell } from "../nouns/cell.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import { type RunningServer, STOP_GRACE_S } from "../server/server.ts";
import { descendants, processTable, treeOf } from "../system/processes/proc.ts";
import { busyThreads, threadWaits } from "../watch/threads.ts";
import {
  answerLimit,
  busiest,
  type ConformanceStage,
  CONNECTIONS,
  firstRequest,
  requestsOf,
  singles,
} from "./stage.ts";

/** How long the load lasts under which threads are counted. */
const THREADS_AFTER_MS = 150;

async function tree(server: RunningServer) {
  const table = await processTable();
  return descendants(table, server.pid!).map((pid) => table.get(pid)!);
}

/** One whose log line comes once is one process with many threads: it has no workers to count. */
export async function workers(
  server: RunningServer,
  { ready = {} }: FoundVariant,
  { settings }: Cell,
): Promise<string | null> {
  if (ready.times !== "each worker") return null;
  // A server of several processes has a parent that answers nothing beside its workers.
  const count = Math.max(0, (await tree(server)).length - 1);
  return count >= settings.workers! ? null : `${count} of ${settings.workers} workers are there`;
}

export async function threads(
  server: RunningServer,
  { settings }: Cell,
  stage: ConformanceStage,
  variant: FoundVariant,
): Promise<string | null> {
  const { next } = requestsOf(stage, busiest(stage, variant));
  const before = threadWaits(await treeOf(server.pid!));
  const load = Array.from({ length: CONNECTIONS * 2 }, () => {
    const { path, ...init } = next().request;
    return fetch(server.url + path, { ...init, signal: answerLimit() }).then((response) =>
      response.text()
    );
  });
  await Promise.race([Promise.all(load), sleep(THREADS_AFTER_MS)]);
  const counts = (await tree(server)).filter(({ pid }) => pid !== server.pid)
    .map(({ threadCount }) => threadCount);
  await Promise.all(load);
  const fewest = Math.min(...counts);
  if (fewest <= settings.threads!) return `a worker has ${fewest} threads`;
  // Others than those that serve are among them; that of a process's own may be one that does.
  const after = threadWaits(await treeOf(server.pid!));
  const asked = settings.workers! * settings.threads!;
  const [most = 0] = busyThreads(before, after, load.length, asked);
  return most >= settings.threads! - 1
    ? null
    : `its busiest worker served by ${most} threads, of ${settings.threads} that were asked for`;
}

/** Whether a worker has a file in its memory whose path matches. */
export async function hasLoaded(server: RunningServer, file: string): Promise<string | null> {
  const pattern = new RegExp(file);
  for (const { pid } of await tree(server)) {
    const maps = await Deno.readTextFile(`/proc/${pid}/maps`);
    if (maps.split("\n").some((line) => pattern.test(line))) return null;
  }
  return "no worker has loaded it";
}

/** A log line with a method and the path of a request is an access log: it costs, and rivals have none. */
export function silent(
  server: RunningServer,
  stage: ConformanceStage,
  variant: FoundVariant,
): Promise<string | null> {
  const paths = singles(stage, variant).map((name) => firstRequest(stage, name).path);
  const line = server.logTail().split("\n").find((text) =>
    /\b(GET|POST|PUT|PATCH|DELETE|HEAD) \//.test(text) ||
    paths.some((path) => path.length > 1 && text.includes(`"${path}`))
  );
  return Promise.resolve(line === undefined ? null : `the log has "${line.slice(0, 120)}"`);
}

/** Whether it ends by itself when it is asked to. */
export async function stops(server: RunningServer): Promise<string | null> {
  const started = performance.now();
  await server.stop();
  const seconds = (performance.now() - started) / 1000;
  // One that did not stop by itself was killed after the whole grace period.
  return seconds < STOP_GRACE_S ? null : `it took ${seconds.toFixed(1)} s`;
}
