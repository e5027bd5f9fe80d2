/** Whether a variant can be started with such settings. */
import { closestTo } from "../text/closest.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Settings } from "../nouns/settings.ts";
import type { Variant } from "../nouns/variant.ts";
import { GauntletError } from "../system/state.ts";

/** Throws when a variant cannot be started with such settings. */
export function checkSettings(variant: Variant, settings: Settings): void {
  const say = (problem: string, remedy: string) =>
    new GauntletError(`Cannot start "${variant.name}": ${problem}; ${remedy}`);
  const { workers, threads, poolMin, poolMax, options } = settings;
  if (variant.runtime === "url") {
    if ([workers, threads, poolMin, poolMax].every((setting) => setting === null)) return;
    throw say(
      "it already runs, and how is not for the lab to set",
      "leave out workers and threads",
    );
  }
  if (workers === null || poolMin === null || poolMax === null) {
    throw say("workers or its pool are null", "set numbers");
  }
  if (variant.threaded && threads === null) throw say("threads is null", "set a number");
  if (!variant.threaded && threads !== null) {
    throw say(`threads is ${threads}, and it has none to set`, "leave threads out");
  }
  if (poolMin > poolMax) {
    throw say(`its pool's minimum ${poolMin} is above the maximum ${poolMax}`, "lower poolMin");
  }
  checkOptions(variant, options);
}

/** Throws when a variant has no such option, or not that value of it. */
export function checkOptions(variant: Variant, options: Settings["options"] = {}): void {
  const say = (problem: string, remedy: string) =>
    new GauntletError(`Cannot start "${variant.name}": ${problem}; ${remedy}`);
  for (const [name, value] of Object.entries(options)) {
    const values = variant.options?.[name];
    const known = Object.keys(variant.options ?? {});
    if (!values) throw say(`it has no option "${name}"`, closestTo(name, known));
    if (!values.includes(value)) {
      throw say(`its option "${name}" has no value "${value}"`, closestTo(value, values));
    }
  }
}

/** Connections that PostgreSQL keeps for itself and those that the lab uses. */
export const RESERVED_CONNECTIONS = 3 + 5;

/** The most connections that a cell's server may open; none of ours where it was not started by us. */
export function mostConnections(variant: Variant, { settings, scenario }: Cell): number {
  const { workers, poolMax } = settings;
  if (workers === null || poolMax === null) return 0;
  return variant.maxConnections?.(settings, scenario.load.connections) ?? workers * poolMax;
}

/** Throws, with the arithmetic, when a cell may open more connections than PostgreSQL gives. */
export function checkConnections(variant: Variant, cell: Cell, maxConnections: number): void {
  const { settings } = cell;
  const most = mostConnections(variant, cell);
  const given = maxConnections - RESERVED_CONNECTIONS;
  if (most <= given) return;
  throw new GauntletError(
    `Cannot start "${variant.name}": ${settings.workers} workers with pools of ${settings.poolMax} may open ` +
      `${most} connections, and PostgreSQL gives ${maxConnections} - ${RESERVED_CONNECTIONS} = ${given}; ` +
      `lower workers or poolMax`,
  );
}
