import type { Address, Settings, Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "python",
  model: "sync",
  threaded: true,
  ready: { line: "Started worker", times: "each worker", path: "/static" },
  mustLoad: { file: "psycopg_(binary|c)\\b.*\\.so", what: "psycopg in C" },
} as const;
const httpServer = ["granian", "gunicorn"];

/** Flask on a pool of threads in each worker. */
export const variants = [
  {
    ...common,
    name: "flask-sqlalchemy",
    title: "Flask, SQLAlchemy",
    endpoints: ["/static", "/quote", "/quote/unlimited", "/quote/update", "/upstream", "/fanout"],
    options: { httpServer },
    command: (settings, address) => wsgi("flask-sqlalchemy", "app:app", settings, address),
  },
  {
    ...common,
    name: "flask-sqlalchemy-psycopgpool",
    title: "Flask, SQLAlchemy on psycopg_pool",
    endpoints: ["/static", "/quote", "/quote/unlimited", "/quote/update", "/upstream", "/fanout"],
    options: { httpServer },
    command: (settings, address) =>
      wsgi("flask-sqlalchemy-psycopgpool", "app_sqlalchemy_psycopgpool:app", settings, address),
  },
  {
    ...common,
    name: "flask-psycopgpool",
    title: "Flask, psycopg_pool",
    endpoints: ["/static", "/quote", "/quote/update", "/upstream", "/fanout"],
    options: {
      httpServer,
      sql: ["join", "limit-then-key", "django-join"],
      transaction: ["begin", "autocommit"],
      format: ["json", "text"],
    },
    command: (settings, address) =>
      wsgi("flask-psycopgpool", "app_psycopgpool:app", settings, address),
  },
] satisfies Variant[];

function wsgi(
  name: string,
  target: string,
  settings: Settings,
  { host, port }: Address,
): string[] {
  const { workers, threads, options } = settings;
  if (threads === null) {
    throw new Error(`${name}: threads is null; give a number of threads a worker.`);
  }
  if (options?.httpServer === "gunicorn") {
    return [
      // The rest is in gunicorn.conf.py.
      "gunicorn",
      ...["--bind", `${host}:${port}`],
      ...["--workers", String(workers), "--threads", String(threads)],
      target,
    ];
  }
  return [
    "granian",
    ...["--interface", "wsgi", "--host", host, "--port", String(port)],
    ...["--workers", String(workers), "--blocking-threads", String(threads)],
    ...["--http", "1", "--no-ws", "--no-access-log"],
    ...["--backlog", "1024", "--backpressure", "1024"],
    ...["--workers-kill-timeout", "1"],
    target,
  ];
}
