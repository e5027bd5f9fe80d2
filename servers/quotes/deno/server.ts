/** Deno.serve, with nothing between it and the routes. */
import { countView, type Quote, randomQuote, sql } from "./quotes.ts";
import { BadParameter, call, wholeNumber } from "./upstream.ts";
import { serve } from "./worker.ts";

async function route(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  switch (pathname) {
    case "/static":
      return Response.json({ hello: "world" });
    case "/quote":
      return answer(await randomQuote());
    case "/quote/update":
      return answer(await countView());
    case "/upstream": {
      const ms = wholeNumber("ms", searchParams.get("ms"), 0, 10_000);
      await call(ms);
      return Response.json({ waited: ms });
    }
    case "/fanout": {
      const n = wholeNumber("n", searchParams.get("n"), 1, 100);
      const ms = wholeNumber("ms", searchParams.get("ms"), 0, 10_000);
      await Promise.all(Array.from({ length: n }, () => call(ms)));
      return Response.json({ calls: n, waited: ms });
    }
    default:
      return new Response("Not found.", { status: 404 });
  }
}

function answer(quote: Quote | undefined): Response {
  return quote ? Response.json(quote) : new Response("There are no quotes.", { status: 404 });
}

serve(async (request) => {
  try {
    return await route(request);
  } catch (error) {
    if (error instanceof BadParameter) {
      return Response.json({ error: error.message }, { status: 400 });
    }
    console.error(error);
    return new Response("Internal server error.", { status: 500 });
  }
}, () => sql.end());
