import type { Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "deno",
  model: "async",
  threaded: false,
  endpoints: ["/static", "/quote", "/quote/update", "/upstream", "/fanout"],
  options: { sql: ["join", "limit-then-key", "django-join"] },
  ready: { line: "Started worker", times: "each worker", path: "/static" },
} satisfies Partial<Variant>;

// WORKERS, HOST and PORT are read from the environment. `--frozen`: a trial never edits deno.lock.
const run = ["deno", "run", "--frozen", "--allow-env", "--allow-run", "--allow-read", "main.ts"];

/** Deno in several processes on one port, one event loop each. */
export const variants = [
  {
    ...common,
    name: "deno-postgresjs",
    title: "Deno, postgres.js",
    command: () => [...run, "server.ts"],
  },
  {
    ...common,
    name: "deno-hono-postgresjs",
    title: "Deno, Hono, postgres.js",
    command: () => [...run, "hono.ts"],
  },
] satisfies Variant[];
