/** Cells of a made-up shop, for tests and examples alone. */
import type { Cell } from "../nouns/cell.ts";

/**
 * A cell of a made-up shop. Its endpoints: `item` reads one row, `page` none, `call` waits for a
 * service; any other is as `item`.
 */
export function fixtureCell(
  variant: string,
  workers: number,
  threads: number | null,
  scenario: Partial<Cell["scenario"]> = {},
): Cell {
  return {
    variant,
    settings: { workers, threads, poolMin: 5, poolMax: 15 },
    scenario: {
      workload: "shop",
      endpoint: "item",
      size: 1000,
      load: { kind: "closed", connections: 64 },
      ...scenario,
    },
  };
}

/** A server that the lab did not start: nothing is known of how it runs. */
export function fixtureForeignCell(
  variant = "omega-url",
  scenario: Partial<Cell["scenario"]> = {},
): Cell {
  const settings = { workers: null, threads: null, poolMin: null, poolMax: null };
  return { ...fixtureCell(variant, 1, null, scenario), settings };
}

/** The server whose work is known: the base, or one with other options. */
export function fixtureKnownEffectCell(options?: Record<string, string>): Cell {
  const base = fixtureCell("known-effect", 1, null, {
    workload: "known-effects",
    endpoint: "page",
    size: 0,
  });
  return options ? { ...base, settings: { ...base.settings, options } } : base;
}

/** The grid of a variant: with threads, each pair; without (an empty list), each worker count. */
export function fixtureGrid(variant: string, workers: number[], threads: number[]): Cell[] {
  return workers.flatMap((w) =>
    threads.length === 0
      ? [fixtureCell(variant, w, null)]
      : threads.map((t) => fixtureCell(variant, w, t))
  );
}

/** A small grid of all four variants. */
export function fixtureCells(): Cell[] {
  return [
    ...fixtureGrid("delta-async", [1, 2, 3], []),
    ...fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]),
    ...fixtureGrid("beta-sync", [1, 2, 3], [1, 5, 15]),
    ...fixtureGrid("alpha-async", [1, 2], []),
  ];
}
