import type { Variant } from "../../../lab/mod.ts";

/** Bun in several processes on one port, one event loop each. */
export const variants = [
  {
    name: "bun-sql",
    title: "Bun, Bun.sql",
    runtime: "bun",
    model: "async",
    threaded: false,
    endpoints: ["/static", "/quote", "/quote/update", "/upstream", "/fanout"],
    options: { sql: ["join", "limit-then-key", "django-join"] },
    ready: { line: "Started worker", times: "each worker", path: "/static" },
    // WORKERS, HOST and PORT are read from the environment. `--no-install`: Bun would fetch a
    // package that it cannot find.
    command: () => ["bun", "run", "--no-install", "main.ts"],
  },
] satisfies Variant[];
