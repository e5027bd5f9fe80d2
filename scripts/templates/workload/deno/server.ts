/** One worker: Deno.serve and postgres.js. */
import postgres from "postgres";

const sql = postgres(Deno.env.get("DATABASE_URL")!, {
  max: Number(Deno.env.get("POOL_MAX")),
  // The array types that it would ask each new connection for are not used here.
  fetch_types: false,
});

async function route(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const key = pathname.match(/^\/items\/(\d{1,9})$/)?.[1];
  if (key !== undefined) {
    const [item] = await sql`select id, name, price from item where id = ${Number(key)}`;
    return item ? Response.json(item) : new Response("There is no such item.", { status: 404 });
  }
  if (pathname === "/orders" && request.method === "POST") {
    const { item, count } = await request.json();
    const [order] = await sql`
      insert into item_order (item_id, count) values (${item}, ${count}) returning id
    `;
    return Response.json(order, { status: 201 });
  }
  return new Response("Not found.", { status: 404 });
}

const server = Deno.serve({
  hostname: Deno.env.get("HOST"),
  port: Number(Deno.env.get("PORT")),
  reusePort: true,
  // The lab waits for this line from each worker: `ready` in variants.ts.
  onListen: () => console.log(`Started worker (process ${Deno.pid})`),
  onError: (error) => {
    console.error(error);
    return new Response("Internal server error.", { status: 500 });
  },
}, route);

Deno.addSignalListener("SIGTERM", async () => {
  // A client may keep its connection busy for ever: one second for the answers under way.
  setTimeout(() => Deno.exit(0), 1_000);
  await server.shutdown();
  await sql.end();
  Deno.exit(0);
});
