import type { Address, Settings, Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "python",
  model: "async",
  threaded: false,
  endpoints: ["/test", "/test after a wait"],
  ready: { line: "Started worker", times: "each worker", path: "/test" },
} as const;
/** The event loop: uvicorn's, or Python's own, as the first article had it. */
const loop = ["uvloop", "asyncio"];

/** aiohttp: coroutines, on one event loop a worker. */
export const variants = [
  {
    ...common,
    name: "gunicorn-aiohttp-aiopg",
    title: "gunicorn, aiohttp, aiopg",
    options: { loop },
    command: (settings, address) => gunicorn("app_aiopg:app", settings, address),
  },
  {
    ...common,
    name: "gunicorn-aiohttp-psycopg",
    title: "gunicorn, aiohttp, psycopg 3",
    options: { loop, transaction: ["begin", "autocommit"] },
    command: (settings, address) => gunicorn("app_psycopg:app", settings, address),
  },
] satisfies Variant[];

/** The rest is in gunicorn.conf.py. */
function gunicorn(
  target: string,
  { workers, options }: Settings,
  { host, port }: Address,
): string[] {
  const onLoop = options?.loop === "asyncio" ? "GunicornWebWorker" : "GunicornUVLoopWebWorker";
  return [
    "gunicorn",
    ...["--bind", `${host}:${port}`, "--workers", String(workers)],
    ...["--worker-class", `aiohttp.${onLoop}`],
    target,
  ];
}
