import type { Address, Settings, Variant } from "../../../lab/mod.ts";

/** Coroutines, on one event loop a worker. */
const common = {
  runtime: "python",
  model: "async",
  threaded: false,
  ready: { line: "Started worker", times: "each worker", path: "/static" },
  mustLoad: { file: "psycopg_(binary|c)\\b.*\\.so", what: "psycopg in C" },
} as const;
const httpServer = ["granian", "uvicorn"];

/** The drivers without an ORM. */
const raw = {
  ...common,
  endpoints: ["/static", "/quote", "/quote/update", "/upstream", "/fanout"],
} satisfies Partial<Variant>;
const orm = {
  ...common,
  endpoints: ["/static", "/quote", "/quote/unlimited", "/quote/update", "/upstream", "/fanout"],
  options: { httpServer },
} satisfies Partial<Variant>;
/** Whether the pool asks a connection if it still lives before it gives it out. */
const check = ["never", "always"];
const sql = ["join", "limit-then-key", "django-join"];
const format = ["json", "text"];

/** `def` endpoints: each blocks one of the THREADS that a worker's event loop hands it to. */
const blocking = { model: "sync", threaded: true } as const;

/** FastAPI: by what, and over which pool, its endpoints reach the database. */
export const variants = [
  {
    ...orm,
    name: "fastapi-sqlalchemy",
    title: "FastAPI, SQLAlchemy",
    endpoints: [...orm.endpoints, "/quote/update/unlimited"],
    options: { httpServer, check },
    command: (settings, address) => asgi("app.main:app", settings, address),
  },
  {
    ...orm,
    name: "fastapi-sqlalchemy-psycopgpool",
    title: "FastAPI, SQLAlchemy on psycopg_pool",
    options: { httpServer, check },
    command: (settings, address) => asgi("app.main_sqlalchemy_psycopgpool:app", settings, address),
  },
  {
    ...raw,
    name: "fastapi-psycopgpool",
    title: "FastAPI, psycopg_pool",
    options: { httpServer, sql, transaction: ["begin", "autocommit"], format, check },
    command: (settings, address) => asgi("app.main_psycopgpool:app", settings, address),
  },
  {
    ...raw,
    name: "fastapi-asyncpg",
    title: "FastAPI, asyncpg",
    mustLoad: undefined,
    options: { httpServer, sql, transaction: ["autocommit", "begin"], format },
    command: (settings, address) => asgi("app.main_asyncpg:app", settings, address),
  },
  {
    ...orm,
    ...blocking,
    name: "fastapi-sync",
    title: "FastAPI, SQLAlchemy, sync",
    command: (settings, address) =>
      onThreads("fastapi-sync", "app.main_sync:app", settings, address),
  },
  {
    ...raw,
    ...blocking,
    name: "fastapi-psycopgpool-sync",
    title: "FastAPI, psycopg_pool, sync",
    options: { httpServer, sql, transaction: ["begin", "autocommit"], format },
    command: (settings, address) =>
      onThreads("fastapi-psycopgpool-sync", "app.main_psycopgpool_sync:app", settings, address),
  },
] satisfies Variant[];

/** The threads of `def` endpoints are no flag: the program reads THREADS. */
function onThreads(name: string, target: string, settings: Settings, address: Address): string[] {
  if (settings.threads !== null) return asgi(target, settings, address);
  throw new Error(`${name}: threads is null; give a number of threads a worker.`);
}

function asgi(target: string, settings: Settings, { host, port }: Address): string[] {
  if (settings.options?.httpServer === "uvicorn") {
    return [
      "uvicorn",
      ...["--host", host, "--port", String(port), "--workers", String(settings.workers)],
      ...["--loop", "uvloop", "--http", "httptools", "--ws", "none"],
      ...["--no-access-log", "--backlog", "1024"],
      ...["--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "1"],
      target,
    ];
  }
  return [
    "granian",
    // No --blocking-threads: Granian refuses more than one on ASGI.
    ...["--interface", "asgi", "--loop", "uvloop"],
    ...["--host", host, "--port", String(port)],
    ...["--workers", String(settings.workers)],
    ...["--http", "1", "--no-ws", "--no-access-log"],
    ...["--backlog", "1024", "--backpressure", "1024"],
    ...["--workers-kill-timeout", "1"],
    target,
  ];
}
