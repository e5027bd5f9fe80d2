/** Sets what a variant is asked on: a database to be written to, and every service. */
import { openDatabase } from "../database/database.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { startService } from "../server/services.ts";
import { checkPort } from "../system/ports.ts";
import { type ConformanceStage, contractSizeOf } from "./stage.ts";

/**
 * Opens it; all is gone when it leaves scope, and what the checks wrote with it.
 *
 * @param onStarted gets PostgreSQL's pid, so that it can be watched
 */
export async function openStage(
  workload: FoundWorkload,
  onStarted: (pid: number) => void,
): Promise<ConformanceStage & AsyncDisposable> {
  checkPort();
  const size = contractSizeOf(workload);
  await using stack = new AsyncDisposableStack();
  const whole = workload.database === null
    ? null
    : stack.use(await openDatabase([{ workload, size }], { onStarted, onFill: () => {} }));
  const variables: Record<string, string> = {};
  for (const name of Object.keys(workload.services ?? {})) {
    const { variable, url } = stack.use(await startService(workload, name));
    variables[variable] = url;
  }
  const database = whole === null ? null : stack.use(await whole.copyOf(workload.name, size));
  const owned = stack.move();
  return {
    workload,
    database,
    services: { databaseUrl: database?.serverUrl ?? null, variables },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
