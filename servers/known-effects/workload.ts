import type { Answer, Workload } from "../../lab/mod.ts";

/** What the lab itself is tested with: answers whose cost is known by construction. */
export const workload: Workload = {
  title: "Answers whose cost is known",
  database: null,
  endpoints: {
    "/static": {
      title: "a small object, after work of a known size",
      request: { path: "/static" },
      check: ({ status, body }: Answer) =>
        status === 200 && body === '{"hello":"world"}'
          ? null
          : `answered ${status}: ${body.slice(0, 300)}`,
      database: null,
    },
  },
  // A worker does one request at a time: more connections would only wait longer.
  defaults: { endpoint: "/static", connections: 16 },
};
