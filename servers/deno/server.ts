/** One worker: it shares its port with the other copies that `main.ts` starts. */
import postgres from "postgres";

/** A row of the query below, which is also the answer. */
interface Quote {
  id: number;
  text: string;
  author: string;
  views: number;
}

const sql = postgres(Deno.env.get("DATABASE_URL")!, {
  // Opened when first needed and kept; postgres.js has no lower bound to set (POOL_MIN).
  max: Number(Deno.env.get("POOL_MAX")),
  // The array types that it would ask each new connection for are not used here.
  fetch_types: false,
});

async function randomQuote(): Promise<Response> {
  const [quote] = await sql<Quote[]>`
    select quote.id, quote.quote_text as text, author.name as author, quote.views
    from quote join author on author.id = quote.author_id
    order by random()
    limit 1
  `;
  return quote ? Response.json(quote) : new Response("There are no quotes.", { status: 404 });
}

const server = Deno.serve({
  hostname: Deno.env.get("HOST"),
  port: Number(Deno.env.get("PORT")),
  reusePort: true,
  onListen: () => console.log(`Started worker (process ${Deno.pid})`),
}, (request) => {
  switch (new URL(request.url).pathname) {
    case "/static":
      return Response.json({ hello: "world" });
    case "/quote":
      return randomQuote();
    default:
      return new Response("Not found.", { status: 404 });
  }
});

Deno.addSignalListener("SIGTERM", async () => {
  // A client may keep its connection busy for ever: one second for the answers under way.
  setTimeout(() => Deno.exit(0), 1_000);
  await server.shutdown();
  await sql.end();
  Deno.exit(0);
});
