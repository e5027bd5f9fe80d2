import type { Variant } from "lab";

/** A program of its own: built here once for each state of this folder, and started for each trial. */
export const variants = [
  {
    name: "example",
    title: "example",
    runtime: "program",
    // CHANGE: "sync" where a worker waits for the database, "async" where it serves others meanwhile.
    model: "unknown",
    // CHANGE: whether THREADS is a setting of it.
    threaded: false,
    endpoints: ["example-endpoint"],
    // CHANGE: programs that must be on PATH. `deno task variants` tells which are missing.
    needs: ["go"],
    // CHANGE: how it is built, in this folder; `out` is the folder for what is built. Leave it out
    // where the program is here already. In C and in Rust:
    //   ["cc", "-O2", "-o", `${out}/server`, "main.c"]
    //   ["cargo", "build", "--release", "--locked", "--target-dir", out]
    build: {
      command: (out: string) => ["go", "build", "-trimpath", "-o", `${out}/server`, "."],
    },
    // CHANGE: how it is started. The first word is looked for in what was built, in this folder and
    // on PATH (Rust: "release/server"). HOST, PORT, DATABASE_URL, WORKERS, THREADS, POOL_MIN, POOL_MAX
    // and SIZE are environment variables.
    command: () => ["server"],
    // CHANGE: it is ready when its port answers. Better: a line of its log (a regular expression; `times:
    // "each worker"` where each of WORKERS processes writes it), a path that answers 200, or both.
    // ready: { line: "Listening", path: "/health" },
  },
] satisfies Variant[];
