import type { Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "python",
  model: "sync",
  threaded: false,
  endpoints: ["/test", "/test after a wait"],
  options: { transaction: ["begin", "autocommit"] },
  ready: { line: "Started worker", times: "each worker", path: "/test" },
  // Neither gunicorn's sync worker nor uWSGI keeps a connection.
  keepAlive: false,
} as const;

/** Bottle: a process a request. */
export const variants = [
  {
    ...common,
    name: "gunicorn-bottle-psycopg2",
    title: "gunicorn, Bottle, psycopg2",
    command: ({ workers }, { host, port }) => [
      // The rest is in gunicorn.conf.py.
      "gunicorn",
      ...["--bind", `${host}:${port}`, "--workers", String(workers), "--worker-class", "sync"],
      "app:app",
    ],
  },
  {
    ...common,
    name: "uwsgi-bottle-psycopg2",
    title: "uWSGI, Bottle, psycopg2",
    command: ({ workers }, { host, port }) => [
      // The rest is in uwsgi.ini.
      ...["uwsgi", "--ini", "uwsgi.ini"],
      ...["--http-socket", `${host}:${port}`, "--processes", String(workers)],
      ...["--module", "app:app"],
    ],
  },
] satisfies Variant[];
