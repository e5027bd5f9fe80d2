import type { Variant } from "../../../../../mod.ts";

/** Deno in several processes on one port. WORKERS, HOST and PORT are read from the environment. */
export const variants = [
  {
    name: "shop-deno",
    title: "Deno, postgres.js",
    runtime: "deno",
    model: "async",
    threaded: false,
    endpoints: ["page", "item", "order", "visit", "price"],
    options: { greeting: ["hello", "good-day"] },
    ready: { line: "Started worker", times: "each worker", path: "/" },
    // `--frozen`: a trial never edits deno.lock.
    command: () => [
      ...["deno", "run", "--frozen", "--allow-env", "--allow-run", "--allow-read"],
      "main.ts",
    ],
  },
] satisfies Variant[];
