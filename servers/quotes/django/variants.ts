import type { Address, Settings, Variant } from "../../../lab/mod.ts";

const endpoints = [
  "/static",
  "/quote",
  "/quote/unlimited",
  "/quote/update",
  "/upstream",
  "/fanout",
];
const options = {
  query: ["orm-join", "limit-then-key", "raw"],
  middleware: ["stock", "none"],
  prepare: ["never", "always"],
};

/** Views that block a thread, on a pool of threads in each worker. */
const blocking = {
  runtime: "python",
  model: "sync",
  threaded: true,
  ready: { line: "Started worker", times: "each worker", path: "/static" },
  mustLoad: { file: "psycopg_(binary|c)\\b.*\\.so", what: "psycopg in C" },
  endpoints,
  options: { ...options, httpServer: ["granian", "gunicorn"] },
} as const;

/** Views that are coroutines, on one event loop a worker. */
const coroutines = {
  runtime: "python",
  model: "async",
  threaded: false,
  ready: { line: "Started worker", times: "each worker", path: "/static" },
  mustLoad: { file: "psycopg_(binary|c)\\b.*\\.so", what: "psycopg in C" },
  endpoints,
  // Whose thread runs what is sync: that of each request, as Django has it, or one of the worker.
  options: { ...options, httpServer: ["granian", "uvicorn"], syncThread: ["request", "worker"] },
} as const;

const oneAThread = ({ workers, threads }: Settings) => (workers ?? 1) * (threads ?? 1);
const oneARequest = (_: Settings, concurrency: number) => concurrency;

/** Django: how long a connection lives, and which kind of views. */
export const variants = [
  {
    ...blocking,
    name: "django-sync-unpooled",
    title: "Django, unpooled",
    maxConnections: oneAThread,
    command: (settings, address) =>
      wsgi("django-sync-unpooled", "wsgi_unpooled", settings, address),
  },
  {
    ...blocking,
    name: "django-sync-persistent",
    title: "Django, persistent connections",
    maxConnections: oneAThread,
    command: (settings, address) =>
      wsgi("django-sync-persistent", "wsgi_persistent", settings, address),
  },
  {
    ...blocking,
    name: "django-sync-pooled",
    title: "Django, pooled",
    command: (settings, address) => wsgi("django-sync-pooled", "wsgi", settings, address),
  },
  {
    ...coroutines,
    name: "django-async-unpooled",
    title: "Async Django, unpooled",
    maxConnections: oneARequest,
    command: (settings, address) => asgi("asgi_unpooled", settings, address),
  },
  {
    ...coroutines,
    name: "django-async-pooled",
    title: "Async Django, pooled",
    command: (settings, address) => asgi("asgi", settings, address),
  },
] satisfies Variant[];

function wsgi(
  name: string,
  module: string,
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
      `config.${module}:application`,
    ];
  }
  return [
    "granian",
    ...["--interface", "wsgi", "--host", host, "--port", String(port)],
    ...["--workers", String(workers), "--blocking-threads", String(threads)],
    ...["--http", "1", "--no-ws", "--no-access-log"],
    ...["--backlog", "1024", "--backpressure", "1024"],
    ...["--workers-kill-timeout", "1"],
    `config.${module}:application`,
  ];
}

function asgi(module: string, settings: Settings, { host, port }: Address): string[] {
  if (settings.options?.httpServer === "uvicorn") {
    return [
      "uvicorn",
      ...["--host", host, "--port", String(port), "--workers", String(settings.workers)],
      ...["--loop", "uvloop", "--http", "httptools", "--ws", "none", "--lifespan", "off"],
      ...["--no-access-log", "--backlog", "1024"],
      ...["--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "1"],
      `config.${module}:application`,
    ];
  }
  return [
    "granian",
    // "nl": no lifespan, which Django does not have.
    ...["--interface", "asginl", "--loop", "uvloop"],
    ...["--host", host, "--port", String(port)],
    ...["--workers", String(settings.workers)],
    ...["--http", "1", "--no-ws", "--no-access-log"],
    ...["--backlog", "1024", "--backpressure", "1024"],
    ...["--workers-kill-timeout", "1"],
    `config.${module}:application`,
  ];
}
