import type { Variant } from "../../../lab/mod.ts";

/** Go: one process, whose threads share what rivals give to their workers. */
export const variants = [
  {
    name: "go-pgx",
    title: "Go, pgx",
    runtime: "program",
    model: "async",
    threaded: false,
    endpoints: ["/static", "/quote", "/quote/update", "/upstream", "/fanout"],
    options: { sql: ["join", "limit-then-key", "django-join"] },
    needs: ["go"],
    build: {
      // Nothing of where or in which commit it was built: the same sources give the same program.
      command: (out: string) => [
        ...["go", "build", "-trimpath", "-buildvcs=false"],
        ...["-o", `${out}/server`, "."],
      ],
    },
    // It says once that it listens, whatever WORKERS is; WORKERS, HOST and PORT are environment.
    ready: { line: "Started worker", times: "once", path: "/static" },
    // The one process keeps a pool of WORKERS × POOL_MAX, as many connections as its rivals' in all.
    command: () => ["server"],
  },
] satisfies Variant[];
