import { z } from "zod";
import type { Workload } from "../../lab/mod.ts";
import { jsonOf, problemWithQuote } from "./answers.ts";
import { contract } from "./contract.ts";
import { fill } from "./fill.ts";

/** Authors in the database, whatever its size. */
const AUTHOR_COUNT = 100;

/** One random quote with its author: what two articles measured, with what surrounds it. */
export const workload: Workload = {
  title: "One random quote with its author",
  database: { sizes: [1_000, 10_000, 100_000], unit: "quotes", fill },
  endpoints: {
    "/static": {
      title: "a small object, from no database",
      request: { path: "/static" },
      check: jsonOf(z.strictObject({ hello: z.literal("world") })),
      database: null,
    },
    "/quote": {
      title: "one random quote",
      request: { path: "/quote" },
      check: problemWithQuote,
      // From one join to a pool's reset of four statements; a quote, and its author apart.
      database: { statements: { least: 1, most: 8 }, rows: { least: 1, most: 3 } },
    },
    "/quote/unlimited": {
      title: "one quote after every one was fetched",
      request: { path: "/quote/unlimited" },
      check: problemWithQuote,
      database: ({ size }) => ({
        statements: { least: 1, most: 6 },
        rows: { least: size, most: size + AUTHOR_COUNT + 1 },
      }),
    },
    "/quote/update": {
      title: "one random quote, locked and counted",
      request: { path: "/quote/update" },
      check: problemWithQuote,
      database: { statements: { least: 3, most: 10 }, rows: { least: 1, most: 4 } },
      writes: true,
    },
    "/quote/update/unlimited": {
      title: "one random quote counted after all were locked",
      request: { path: "/quote/update/unlimited" },
      // That PostgreSQL ends one of two transactions is what it is there to show.
      check: (answer, context) =>
        answer.status === 503 && answer.body.includes("deadlock detected")
          ? null
          : problemWithQuote(answer, context),
      database: ({ size }) => ({
        statements: { least: 3, most: 10 },
        rows: { least: size, most: size + AUTHOR_COUNT + 2 },
      }),
      writes: true,
    },
    "/upstream": {
      title: "one call of a slow service",
      parameters: { delayMs: 0 },
      request: ({ parameters }) => ({ path: `/upstream?ms=${parameters.delayMs}` }),
      check: (answer, { parameters }) =>
        jsonOf(z.strictObject({ waited: z.literal(parameters.delayMs) }))(answer),
      database: null,
      services: ["delay"],
    },
    "/fanout": {
      title: "several calls of a slow service",
      parameters: { delayMs: 0, callCount: 1 },
      request: ({ parameters }) => ({
        path: `/fanout?n=${parameters.callCount}&ms=${parameters.delayMs}`,
      }),
      check: (answer, { parameters }) =>
        jsonOf(z.strictObject({
          calls: z.literal(parameters.callCount),
          waited: z.literal(parameters.delayMs),
        }))(answer),
      database: null,
      services: ["delay"],
    },
  },
  services: { delay: { program: "services/delay.ts", variable: "UPSTREAM_URL" } },
  contract,
  // So few that a few hundred questions must find each of them.
  contractSize: 20,
  // The articles' load, 64 connections, each asking again as soon as it is answered; and the pool of
  // changs, for each process.
  defaults: { endpoint: "/quote", connections: 64, pool: { poolMin: 5, poolMax: 15 } },
  shapes: {
    "limit-then-key": "^select (?!.* join ).*order by random\\(\\).* limit ",
    "django-join": "^select (?=.*author\\.id\\b.* from ).* join .*order by random\\(\\).* limit ",
    "join": "^select (?!.*author\\.id\\b.* from ).* join .*order by random\\(\\).* limit ",
  },
};
