/** One worker of the shop: it shares its port with the other copies that `main.ts` starts. */
import postgres from "postgres";

const greeting = Deno.env.get("GREETING");
const prices = Deno.env.get("PRICES_URL");
const sql = postgres(Deno.env.get("DATABASE_URL")!, {
  max: Number(Deno.env.get("POOL_MAX")),
  fetch_types: false,
});

async function route(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/") return Response.json({ greeting });
  if (pathname.startsWith("/items/")) return await item(Number(pathname.slice("/items/".length)));
  if (pathname === "/orders" && request.method === "POST") return await order(request);
  if (pathname === "/price") {
    const answer = await fetch(`${prices}/?ms=${Number(searchParams.get("ms"))}`);
    return Response.json(await answer.json());
  }
  return new Response("Not found.", { status: 404 });
}

async function item(id: number): Promise<Response> {
  const [row] = await sql`SELECT id, name, price FROM item WHERE id = ${id}`;
  return row ? Response.json(row) : new Response("Not found.", { status: 404 });
}

async function order(request: Request): Promise<Response> {
  const wanted = await request.json().catch(() => null);
  if (wanted === null) return new Response("That is no JSON.", { status: 400 });
  const [row] = await sql`
    INSERT INTO purchase (item_id, count, note)
    VALUES (${wanted.item}, ${wanted.count}, ${wanted.note})
    RETURNING item_id AS item, count, note`;
  return Response.json(row, { status: 201 });
}

Deno.serve({
  hostname: Deno.env.get("HOST"),
  port: Number(Deno.env.get("PORT")),
  reusePort: true,
  onListen: () => console.log(`Started worker (process ${Deno.pid})`),
}, (request) =>
  route(request).catch((error) => {
    console.error(error);
    return new Response("Internal server error.", { status: 500 });
  }));

Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
