/** Cells of version 1 as this lab has them, and back again. */
import type { Cell } from "../../lab/nouns/cell.ts";
import type { Load } from "../../lab/nouns/load.ts";
import type { Settings } from "../../lab/nouns/settings.ts";

/** What a cell was in version 1: of routes, and of rows in the one database that there was. */
export interface OlderCell {
  variant: string;
  settings: Settings;
  scenario: {
    endpoint: string;
    rows: number;
    load: Load;
    delayMs?: number;
    callCount?: number;
    connectDelayMs?: number;
    killBackendsEveryS?: number;
    idleConnections?: number;
  };
}

/** The workload that a variant is of, and whether that has a database. */
export type WorkloadOf = (variant: string) => { workload: string; sized: boolean };

/** What version 1 wrote where nothing was asked of the database. */
const ROWS_UNLESS_ASKED = 1000;

/** The cell of this version; one that is of it already stays as it is. */
export function newerCell(cell: OlderCell | Cell, workloadOf: WorkloadOf): Cell {
  if ("workload" in cell.scenario) return cell as Cell;
  const { endpoint, rows, load, delayMs, callCount, ...conditions } = cell.scenario;
  const { workload, sized } = workloadOf(cell.variant);
  const parameters = set({ delayMs, callCount });
  return {
    variant: cell.variant,
    settings: cell.settings,
    scenario: {
      workload,
      endpoint,
      ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
      size: sized ? rows : 0,
      load,
      ...conditions,
    },
  };
}

/** The cell as version 1 had it, its fields in the order in which they were hashed. */
export function olderCell({ variant, settings, scenario }: Cell): OlderCell {
  const { endpoint, parameters = {}, size, load } = scenario;
  const { connectDelayMs, killBackendsEveryS, idleConnections } = scenario;
  const { delayMs, callCount } = parameters;
  const { workers, threads, poolMin, poolMax, options } = settings;
  return {
    variant,
    settings: { workers, threads, poolMin, poolMax, ...set({ options }) },
    scenario: {
      endpoint,
      rows: size === 0 ? ROWS_UNLESS_ASKED : size,
      load,
      ...set({ delayMs, callCount, connectDelayMs, killBackendsEveryS, idleConnections }),
    },
  } as OlderCell;
}

function set<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
