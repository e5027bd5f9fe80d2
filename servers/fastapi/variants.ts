import type { Variant } from "../../lab/types.ts";

/** FastAPI on one event loop a worker. */
export const variants = [
  {
    name: "fastapi-sqlalchemy",
    title: "FastAPI, SQLAlchemy",
    runtime: "python",
    model: "async",
    threaded: false,
    endpoints: ["/static", "/quote"],
    // No --blocking-threads: Granian refuses more than one on ASGI.
    command: (settings, { host, port }) => [
      "granian",
      ...["--interface", "asgi", "--loop", "uvloop"],
      ...["--host", host, "--port", String(port)],
      ...["--workers", String(settings.workers)],
      ...["--http", "1", "--no-ws", "--no-access-log"],
      ...["--backlog", "1024", "--backpressure", "1024"],
      ...["--workers-kill-timeout", "1"],
      "app.main:app",
    ],
  },
] satisfies Variant[];
