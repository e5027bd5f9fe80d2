/** The services of a workload: programs beside the servers that they call. */
import { join } from "node:path";
import type { FoundWorkload } from "../nouns/workload.ts";
import { isMix } from "../nouns/workload.ts";
import { jsonLines } from "../system/lines.ts";
import { ManagedProcess } from "../system/processes.ts";
import { GauntletError } from "../system/state.ts";

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
}

/** @throws GauntletError with the end of its log when it does not come up */
export async function startService(workload: FoundWorkload, name: string): Promise<RunningService> {
  const { program, variable } = workload.services![name]!;
  const service = new ManagedProcess({
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", join(workload.folder, program)],
    stdout: "piped",
  }, 1);
  const timer = setTimeout(() => service.kill(), START_LIMIT_MS);
  try {
    const { value: url } = await jsonLines(service.child.stdout).next();
    if (url !== undefined && URL.canParse(url)) {
      return { variable, url, [Symbol.asyncDispose]: () => service.stop() };
    }
  } finally {
    clearTimeout(timer);
  }
  await service.stop();
  throw new GauntletError(
    `Cannot start the service "${name}" of the workload "${workload.name}": its first line was no ` +
      `address; its log ends:\n${service.logTail()}`,
  );
}
