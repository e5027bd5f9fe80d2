import type { Variant } from "../../lab/types.ts";

/** Django, views without async, on a pool of threads in each worker. */
export const variants = [
  {
    name: "django-sync-pooled",
    title: "Django, pooled",
    runtime: "python",
    model: "sync",
    threaded: true,
    endpoints: ["/static", "/quote"],
    command: ({ workers, threads }, { host, port }) => {
      if (threads === null) {
        throw new Error("django-sync-pooled: threads is null; give a number of threads a worker.");
      }
      return [
        "granian",
        ...["--interface", "wsgi", "--host", host, "--port", String(port)],
        ...["--workers", String(workers), "--blocking-threads", String(threads)],
        ...["--http", "1", "--no-ws", "--no-access-log"],
        ...["--backlog", "1024", "--backpressure", "1024"],
        ...["--workers-kill-timeout", "1"],
        "config.wsgi:application",
      ];
    },
  },
] satisfies Variant[];
