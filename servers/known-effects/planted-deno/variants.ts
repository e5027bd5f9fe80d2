import type { Variant } from "../../../lab/mod.ts";

/** What the lab is tested with on a real server: Deno and PostgreSQL, with CPU planted on top. */
export const variants = [
  {
    name: "known-effect-deno",
    title: "Known effect: Deno",
    runtime: "deno",
    model: "async",
    threaded: false,
    endpoints: ["/static", "/item"],
    options: {
      // Percent of a request's CPU, on top of it; see work.ts.
      moreCpu: ["0", "5", "10", "20", "100"],
      // What two starts may differ by, left to chance or held.
      cores: ["any", "one"],
    },
    ready: { line: "Started worker", times: "each worker", path: "/item?id=1" },
    // WORKERS, HOST and PORT are read from the environment. `--frozen`: a trial never edits deno.lock.
    command: () => [
      ...["deno", "run", "--frozen", "--allow-env", "--allow-run", "--allow-read", "--allow-sys"],
      "main.ts",
    ],
  },
] satisfies Variant[];
