import type { Address, Settings, Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "python",
  threaded: false,
  endpoints: ["/test", "/test after a wait"],
  ready: { line: "Started worker", times: "each worker", path: "/test" },
} as const;
const transaction = ["begin", "autocommit"];

/** Flask: a process a request, or greenlets. */
export const variants = [
  {
    ...common,
    name: "gunicorn-flask-psycopg2",
    title: "gunicorn, Flask, psycopg2",
    model: "sync",
    keepAlive: false,
    options: { transaction },
    command: (settings, address) => gunicorn("sync", "app_psycopg2:app", settings, address),
  },
  {
    ...common,
    name: "gunicorn-flask-psycopg",
    title: "gunicorn, Flask, psycopg 3",
    model: "sync",
    keepAlive: false,
    options: { transaction },
    command: (settings, address) => gunicorn("sync", "app_psycopg:app", settings, address),
  },
  {
    ...common,
    name: "gunicorn-gevent-flask-psycopg2",
    title: "gunicorn with gevent, Flask, psycopg2",
    // Many requests at once in one thread, as with coroutines.
    model: "async",
    // With "worker" psycopg2 knows nothing of gevent, as the first article had it.
    options: { psycopg2Waits: ["greenlet", "worker"], transaction },
    command: (settings, address) =>
      gunicorn("gevent", "app_psycopg2_gevent:app", settings, address),
  },
  {
    ...common,
    name: "gunicorn-gevent-flask-psycopg",
    title: "gunicorn with gevent, Flask, psycopg 3",
    model: "async",
    options: { transaction },
    command: (settings, address) => gunicorn("gevent", "app_psycopg:app", settings, address),
  },
  {
    ...common,
    name: "uwsgi-flask-psycopg2",
    title: "uWSGI, Flask, psycopg2",
    model: "sync",
    keepAlive: false,
    options: { transaction },
    command: (settings, address) => uwsgi("app_psycopg2:app", settings, address),
  },
] satisfies Variant[];

/** The rest is in gunicorn.conf.py. */
function gunicorn(
  workerClass: "sync" | "gevent",
  target: string,
  { workers }: Settings,
  { host, port }: Address,
): string[] {
  return [
    "gunicorn",
    ...["--bind", `${host}:${port}`, "--workers", String(workers)],
    ...["--worker-class", workerClass],
    target,
  ];
}

/** The rest is in uwsgi.ini. */
function uwsgi(target: string, { workers }: Settings, { host, port }: Address): string[] {
  return [
    ...["uwsgi", "--ini", "uwsgi.ini"],
    ...["--http-socket", `${host}:${port}`, "--processes", String(workers)],
    ...["--module", target],
  ];
}
