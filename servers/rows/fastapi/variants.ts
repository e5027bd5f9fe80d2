import type { Address, Settings, Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "python",
  model: "async",
  threaded: false,
  endpoints: ["/test", "/test after a wait"],
  ready: { line: "Started worker", times: "each worker", path: "/test" },
} as const;

/** FastAPI: coroutines, on one event loop a worker. */
export const variants = [
  {
    ...common,
    name: "uvicorn-fastapi-aiopg",
    title: "uvicorn, FastAPI, aiopg",
    command: (settings, address) => uvicorn("app_aiopg:app", settings, address),
  },
  {
    ...common,
    name: "uvicorn-fastapi-psycopg",
    title: "uvicorn, FastAPI, psycopg 3",
    options: { transaction: ["begin", "autocommit"] },
    command: (settings, address) => uvicorn("app_psycopg:app", settings, address),
  },
] satisfies Variant[];

function uvicorn(target: string, { workers }: Settings, { host, port }: Address): string[] {
  return [
    "uvicorn",
    ...["--host", host, "--port", String(port), "--workers", String(workers)],
    ...["--loop", "uvloop", "--http", "httptools", "--ws", "none"],
    ...["--no-access-log", "--backlog", "1024"],
    ...["--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "1"],
    target,
  ];
}
