import type { Variant } from "../../lab/types.ts";

/** Flask on a pool of threads in each worker. */
export const variants = [
  {
    name: "flask-sqlalchemy",
    title: "Flask, SQLAlchemy",
    runtime: "python",
    model: "sync",
    threaded: true,
    endpoints: ["/static", "/quote"],
    command: ({ workers, threads }, { host, port }) => {
      if (threads === null) {
        throw new Error("flask-sqlalchemy: threads is null; give a number of threads a worker.");
      }
      return [
        "granian",
        ...["--interface", "wsgi", "--host", host, "--port", String(port)],
        ...["--workers", String(workers), "--blocking-threads", String(threads)],
        ...["--http", "1", "--no-ws", "--no-access-log"],
        ...["--backlog", "1024", "--backpressure", "1024"],
        ...["--workers-kill-timeout", "1"],
        "app:app",
      ];
    },
  },
] satisfies Variant[];
