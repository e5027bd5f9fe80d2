/** When a server is ready: what its variant says of it has come, and its processes rest. */
import { counted } from "../text/format.ts";
import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "../nouns/settings.ts";
import type { Address, Ready, Variant } from "../nouns/variant.ts";
import { descendants, processTable } from "../system/processes/proc.ts";
import { type ManagedProcess } from "../system/processes/processes.ts";
import { hostInUrl } from "../system/ports.ts";
import { GauntletError } from "../system/state.ts";
import { oneShotClient } from "./client.ts";

/** How long a server may take to answer; the slowest here needs 3 s. */
export const READY_LIMIT_S = 30;
/** How long one question may take. */
const QUESTION_LIMIT_MS = 2000;

/**
 * Waits until a server is ready. Lines are waited for before anything is asked: connections opened
 * while some workers are not there yet would all go to the first, and stay there.
 *
 * @throws GauntletError that names what is missing, with the end of the log
 */
export async function untilReady(
  { name, ready = {} }: Variant,
  { workers }: Settings,
  program: ManagedProcess,
  address: Address,
  signal: AbortSignal,
  limitS = READY_LIMIT_S,
): Promise<void> {
  const deadline = performance.now() + limitS * 1000;
  const { line } = ready;
  const wanted = line === undefined ? 0 : ready.times === "each worker" ? workers ?? 1 : 1;
  const pattern = new RegExp(line ?? "");
  const problem = (what: string) =>
    new GauntletError(
      `Cannot start "${name}": ${what}; its log ends:\n${program.logTail() || "(nothing)"}`,
    );
  using client = oneShotClient();
  const origin = `http://${hostInUrl(address.host)}:${address.port}`;
  let seen: Seen = { problem: `nothing answered at port ${address.port}` };
  let lines = 0;
  for (;;) {
    if (line !== undefined) lines = program.countLines(pattern);
    if (lines >= wanted) seen = await ask(origin, ready, client);
    if (lines >= wanted && seen.problem === null) break;
    signal.throwIfAborted();
    if (program.ended !== null) {
      throw problem(`it ended with code ${program.ended.code} before it was ready`);
    }
    if (performance.now() > deadline) {
      throw problem(
        lines < wanted
          ? `waited ${limitS} s for the log line "${line}" ${times(wanted)}, saw it ${times(lines)}`
          : `waited ${limitS} s and ${seen.problem}`,
      );
    }
    await sleep(20);
  }
  while (!await rests(program.pid) && performance.now() < deadline);
}

const times = (count: number) => counted(count, "time");

/** Asks a server that already runs, once. */
export async function checkedReady({ name, ready = {} }: Variant, origin: string): Promise<void> {
  using client = oneShotClient();
  const { problem } = await ask(origin, ready, client);
  if (problem === null) return;
  throw new GauntletError(
    `Cannot measure "${name}": ${problem} (${origin}); start it, or correct its url`,
  );
}

interface Seen {
  /** As in `waited 30 s and …`; `null` when it is ready. */
  problem: string | null;
}

/** Any answer will do where no route is named. */
async function ask(
  origin: string,
  { path, status = 200 }: Ready,
  client: Deno.HttpClient,
): Promise<Seen> {
  try {
    const response = await fetch(origin + (path ?? "/"), {
      signal: AbortSignal.timeout(QUESTION_LIMIT_MS),
      redirect: "manual",
      client,
    });
    await response.body?.cancel();
    return {
      problem: path === undefined || response.status === status
        ? null
        : `${path} answered ${response.status} and not ${status}`,
    };
  } catch {
    return { problem: `nothing answered at ${new URL(origin).host}` };
  }
}

/** Whether a tree used no more than a tick of CPU time in a twentieth of a second. */
async function rests(root: number): Promise<boolean> {
  const used = async () => {
    const table = await processTable();
    return descendants(table, root).reduce((sum, pid) => sum + table.get(pid)!.cpuS, 0);
  };
  const before = await used();
  await sleep(50);
  return await used() - before <= 0.01;
}
