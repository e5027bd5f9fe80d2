import type { Variant } from "../../../lab/mod.ts";

/** What the lab is tested with on a real server: Flask and PostgreSQL, with CPU planted on top. */
export const variants = [
  {
    name: "known-effect-flask",
    title: "Known effect: Flask",
    runtime: "python",
    model: "sync",
    threaded: true,
    endpoints: ["/static", "/item"],
    options: {
      // Percent of a request's CPU, on top of it; see work.py.
      moreCpu: ["0", "5", "10", "20", "100"],
      // What two starts may differ by, each left to chance or held.
      hashSeed: ["random", "1"],
      cores: ["any", "one"],
      workerConnections: ["1000", "8"],
    },
    ready: { line: "Started worker", times: "each worker", path: "/item?id=1" },
    mustLoad: { file: "psycopg_(binary|c)\\b.*\\.so", what: "psycopg in C" },
    command: ({ workers, threads }, { host, port }) => {
      if (threads === null) {
        throw new Error("known-effect-flask: threads is null; give a number of threads a worker.");
      }
      return [
        // The rest is in gunicorn.conf.py.
        ...["gunicorn", "--bind", `${host}:${port}`],
        ...["--workers", String(workers), "--threads", String(threads)],
        "app:app",
      ];
    },
  },
] satisfies Variant[];
