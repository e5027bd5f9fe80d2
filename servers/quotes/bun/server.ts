/** Bun.serve and its own routes. One worker: it shares its port with the copies of `main.ts`. */
/// <reference types="./bun.d.ts" />
import process from "node:process";
import { countView, type Quote, randomQuote, sql } from "./quotes.ts";
import { BadParameter, call, wholeNumber } from "./upstream.ts";

const server = Bun.serve({
  hostname: process.env.HOST,
  port: Number(process.env.PORT),
  reusePort: true,
  development: false,
  // Seconds that a connection may be silent, between requests and within one; Bun's own are 10,
  // which is as long as /upstream may take.
  idleTimeout: 75,
  routes: {
    "/static": () => Response.json({ hello: "world" }),
    "/quote": async () => answer(await randomQuote()),
    "/quote/update": async () => answer(await countView()),
    "/upstream": async (request) => {
      const { searchParams } = new URL(request.url);
      const ms = wholeNumber("ms", searchParams.get("ms"), 0, 10_000);
      await call(ms);
      return Response.json({ waited: ms });
    },
    "/fanout": async (request) => {
      const { searchParams } = new URL(request.url);
      const n = wholeNumber("n", searchParams.get("n"), 1, 100);
      const ms = wholeNumber("ms", searchParams.get("ms"), 0, 10_000);
      await Promise.all(Array.from({ length: n }, () => call(ms)));
      return Response.json({ calls: n, waited: ms });
    },
  },
  fetch: () => new Response("Not found.", { status: 404 }),
  error(error) {
    if (error instanceof BadParameter) {
      return Response.json({ error: error.message }, { status: 400 });
    }
    console.error(error);
    return new Response("Internal server error.", { status: 500 });
  },
});
console.log(`Started worker (process ${process.pid})`);

function answer(quote: Quote | undefined): Response {
  return quote ? Response.json(quote) : new Response("There are no quotes.", { status: 404 });
}

process.on("SIGTERM", async () => {
  // A client may keep its connection busy for ever: one second for the answers under way.
  setTimeout(() => process.exit(0), 1_000);
  await server.stop();
  await sql.close();
  process.exit(0);
});
