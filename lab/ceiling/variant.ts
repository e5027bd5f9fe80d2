/** The ceiling as a variant: SQL with no web server, so that it rides in an experiment as any other. */
import { fileURLToPath } from "node:url";
import type { Cell, Scenario } from "../nouns/types.ts";
import { GauntletError } from "../system/state.ts";
import type { FoundVariant } from "../server/variants.ts";
import { SQL_SHAPES, type SqlShape } from "./shapes.ts";

/** It has no program under `servers/`, and is in no list of servers. */
export const CEILING: FoundVariant = {
  name: "ceiling",
  title: "No web server",
  runtime: "deno",
  model: "async",
  threaded: false,
  endpoints: ["/quote"],
  options: { sql: SQL_SHAPES },
  maxConnections: (_settings, concurrency) => concurrency,
  command: () => {
    throw new GauntletError(
      `Cannot start "ceiling": it is what the database gives with no web server; choose a variant`,
    );
  },
  folder: fileURLToPath(new URL(".", import.meta.url)),
};

/**
 * The cell that measures the ceiling of a shape of SQL.
 *
 * @example
 * ```ts
 * import { ceilingCell } from "lab/ceiling/variant.ts";
 * console.log(ceilingCell({ sql: "join", rows: 1000, connections: 64 }).variant); // ceiling
 * ```
 */
export function ceilingCell(
  { sql, rows, connections }: { sql: SqlShape; rows: Scenario["rows"]; connections: number },
): Cell {
  return {
    variant: CEILING.name,
    // A session for each connection, in one process.
    settings: { workers: 1, threads: null, poolMin: 0, poolMax: connections, options: { sql } },
    scenario: { endpoint: "/quote", rows, load: { kind: "closed", connections } },
  };
}
