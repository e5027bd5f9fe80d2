/** The services of a workload: programs beside the servers that they call. */
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import type { FoundWorkload } from "../nouns/workload.ts";
import { isMix } from "../nouns/workload.ts";
import { jsonLines } from "../system/processes/lines.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { GauntletError } from "../system/state.ts";

/** What every service may do; it starts nothing and writes nothing unless its workload says so. */
const RIGHTS = ["net", "read", "env", "sys"];

/** A service says its address within so long. */
const START_LIMIT_MS = 20_000;

/** The services that an endpoint calls, itself or by its parts. */
export function servicesOf(workload: FoundWorkload, endpoint: string): string[] {
  const asked = workload.endpoints[endpoint]!;
  if (isMix(asked)) {
    return [...new Set(Object.keys(asked.mix).flatMap((part) => servicesOf(workload, part)))];
  }
  return [...asked.services ?? []];
}

/** A service under way, and the variable by which servers are told of it. */
export interface RunningService extends AsyncDisposable {
  variable: string;
  url: string;
  /** For a message. */
  title: string;
  hasEnded: () => boolean;
}

/**
 * Starts a service of a workload.
 *
 * @throws GauntletError when it does not say its address, with what it said
 */
export async function startService(
  workload: FoundWorkload,
  name: string,
  limitMs = START_LIMIT_MS,
): Promise<RunningService> {
  const { program, variable, rights = [] } = workload.services![name]!;
  await using stack = new AsyncDisposableStack();
  const service = stack.use(
    new ManagedProcess({
      program: Deno.execPath(),
      args: [
        ...["run", "--no-prompt", "--quiet"],
        ...[...RIGHTS, ...rights].map((right) => `--allow-${right}`),
        join(workload.folder, program),
      ],
      stdout: "piped",
    }, 1),
  );
  const lines = jsonLines(service.child.stdout);
  const first = await Promise.race([lines.next(), sleep(limitMs)]);
  const url = first?.value;
  if (url === undefined || !URL.canParse(url)) {
    const seen = first === undefined
      ? `it said nothing within ${limitMs / 1000} s`
      : url === undefined
      ? "it ended before it said its address"
      : `its first line "${url.slice(0, 200)}" is no address`;
    throw new GauntletError(
      `Cannot start the service "${name}" of the workload "${workload.name}": ${seen}; mend ` +
        `${program}; its log ends:\n${service.logTail() || "(nothing)"}`,
    );
  }
  // Read on, or what it writes would fill the pipe and hold it up.
  const rest = (async () => {
    for await (const _line of lines);
  })();
  rest.catch(() => {});
  const owned = stack.move();
  return {
    variable,
    url,
    title: `the service "${name}"`,
    hasEnded: () => service.ended !== null,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
