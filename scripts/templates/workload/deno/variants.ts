import type { Variant } from "lab";

/** CHANGE: the servers of this folder. Other folders, and other variants here, may stand beside it. */
export const variants = [
  {
    name: "example-deno",
    title: "Deno, postgres.js",
    runtime: "deno",
    model: "async",
    threaded: false,
    endpoints: ["item", "order"],
    ready: { line: "Started worker", times: "each worker", path: "/items/1" },
    // WORKERS, HOST, PORT and DATABASE_URL are read from the environment. `--frozen`: a trial never
    // edits deno.lock.
    command: () => [
      ...["deno", "run", "--frozen", "--allow-env", "--allow-run", "--allow-read"],
      "main.ts",
    ],
  },
] satisfies Variant[];
