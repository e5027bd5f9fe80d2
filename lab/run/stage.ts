/** The stage of a run: everything that must stand before the first server starts. */
import { needsUpstream } from "../nouns/path.ts";
import type { Cell } from "../nouns/types.ts";
import { checkConnections, type FoundVariant, variantNamed } from "../server/variants.ts";
import { openDatabase } from "../database/database.ts";
import { startDelay } from "../server/delay.ts";
import { startReaper } from "../system/leash.ts";
import { measuringLock } from "../system/lock.ts";
import type { RunnerEvent } from "./protocol.ts";

/**
 * What every trial stands on: the machine to ourselves, a reaper behind us, a filled database, the
 * delay service where one is asked for, and the certainty that PostgreSQL has enough connections.
 */
export async function setStage(
  cells: Cell[],
  variants: Map<string, FoundVariant>,
  tell: (event: RunnerEvent) => void,
  signal: AbortSignal,
) {
  const prepare = (what: string) => tell({ type: "preparing", what });
  await using stack = new AsyncDisposableStack();
  stack.use(await measuringLock(() => prepare("waiting for another run to end"), signal));
  const reaper = stack.use(startReaper());
  prepare("starting PostgreSQL");
  const database = stack.use(
    await openDatabase([...new Set(cells.map(({ scenario }) => scenario.rows))], {
      onStarted: (pid) => reaper.watch(pid),
      onFill: (rows) => prepare(`filling the database with ${rows.toLocaleString("en")} quotes`),
    }),
  );
  const { settings } = database.versionAndSettings;
  cells.forEach((cell) =>
    checkConnections(variantNamed(variants, cell.variant), cell, Number(settings.max_connections))
  );
  const delay = cells.some(({ scenario }) => needsUpstream(scenario))
    ? stack.use(await startDelay())
    : null;
  const owned = stack.move();
  return {
    database,
    upstreamUrl: delay?.url ?? null,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
