import type { Variant } from "../../../lab/mod.ts";

const common = {
  runtime: "node",
  model: "async",
  threaded: false,
  endpoints: ["/static", "/quote", "/quote/update", "/upstream", "/fanout"],
  options: { sql: ["join", "limit-then-key", "django-join"] },
  ready: { line: "Started worker", times: "each worker", path: "/static" },
} satisfies Partial<Variant>;

/** node:cluster: several processes, one event loop each. WORKERS, HOST and PORT are environment. */
export const variants = [
  {
    ...common,
    name: "node-http-pg",
    title: "Node, pg",
    command: () => ["node", "cluster.js", "http-pg.js"],
  },
  {
    ...common,
    name: "node-fastify-postgresjs",
    title: "Node, Fastify, postgres.js",
    command: () => ["node", "cluster.js", "fastify-postgresjs.js"],
  },
] satisfies Variant[];
