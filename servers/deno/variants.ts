import type { Variant } from "../../lab/types.ts";

/** Deno.serve in several processes, one event loop each. */
export const variants = [
  {
    name: "deno-postgresjs",
    title: "Deno, postgres.js",
    runtime: "deno",
    model: "async",
    threaded: false,
    endpoints: ["/static", "/quote"],
    // WORKERS, HOST and PORT are read from the environment. `--frozen`: a trial never edits deno.lock.
    command:
      () => ["deno", "run", "--frozen", "--allow-env", "--allow-run", "--allow-read", "main.ts"],
  },
] satisfies Variant[];
