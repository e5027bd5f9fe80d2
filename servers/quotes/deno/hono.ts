/** Hono on Deno.serve. */
import { type Context, Hono } from "hono";
import { countView, type Quote, randomQuote, sql } from "./quotes.ts";
import { BadParameter, call, wholeNumber } from "./upstream.ts";
import { serve } from "./worker.ts";

const app = new Hono();

app.get("/static", (c) => c.json({ hello: "world" }));

app.get("/quote", async (c) => answer(c, await randomQuote()));

app.get("/quote/update", async (c) => answer(c, await countView()));

app.get("/upstream", async (c) => {
  const ms = parameter(c, "ms", 0, 10_000);
  await call(ms);
  return c.json({ waited: ms });
});

app.get("/fanout", async (c) => {
  const n = parameter(c, "n", 1, 100);
  const ms = parameter(c, "ms", 0, 10_000);
  await Promise.all(Array.from({ length: n }, () => call(ms)));
  return c.json({ calls: n, waited: ms });
});

app.onError((error, c) => {
  if (error instanceof BadParameter) return c.json({ error: error.message }, 400);
  console.error(error);
  return c.text("Internal server error.", 500);
});

function answer(c: Context, quote: Quote | undefined) {
  return quote ? c.json(quote) : c.text("There are no quotes.", 404);
}

function parameter(c: Context, name: string, least: number, most: number): number {
  return wholeNumber(name, c.req.query(name) ?? null, least, most);
}

serve((request) => app.fetch(request), () => sql.end());
