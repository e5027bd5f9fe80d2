import type { Variant } from "../../../lab/mod.ts";
import { DELAYS_MS, WORK_PERCENTS } from "./work.ts";

/** What the lab is tested with: a server whose cost is known by construction (`deno task prove`). */
export const variants = [
  {
    name: "known-effect",
    title: "Known effect",
    runtime: "deno",
    model: "async",
    threaded: false,
    endpoints: ["/static"],
    options: { work: WORK_PERCENTS, delayMs: DELAYS_MS },
    ready: { line: "Started worker", times: "each worker", path: "/static" },
    // WORKERS, HOST and PORT are read from the environment. `--frozen`: a trial never edits deno.lock.
    command: () => [
      ...["deno", "run", "--frozen", "--allow-env", "--allow-run", "--allow-read"],
      "main.ts",
    ],
  },
] satisfies Variant[];
