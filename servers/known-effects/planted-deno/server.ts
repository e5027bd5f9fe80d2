/** One worker: one item by its key, and MORE_CPU percent of a request's CPU on top. */
import postgres from "postgres";
import { hash, ROUNDS_PER_PERCENT } from "./work.ts";

interface Item {
  id: number;
  name: string;
  maker: string;
}

const rounds = ROUNDS_PER_PERCENT * Number(Deno.env.get("MORE_CPU") ?? "0");
const sql = postgres(Deno.env.get("DATABASE_URL")!, {
  // Opened when first needed and kept; postgres.js has no lower bound to set (POOL_MIN).
  max: Number(Deno.env.get("POOL_MAX")),
  // The array types that it would ask each new connection for are not used here.
  fetch_types: false,
});

// Each request goes on from the last one's hash: an engine may not skip what somebody reads.
let state = 1;

async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/static") {
    state = hash(state, rounds);
    return Response.json({ hello: "world" });
  }
  if (pathname !== "/item") return new Response("Not found.", { status: 404 });
  const id = searchParams.get("id") ?? "";
  if (!/^\d{1,9}$/.test(id)) return new Response("id: give a whole number.", { status: 400 });
  state = hash(state, rounds);
  const [item] = await sql<Item[]>`
    select item.id, item.name, maker.name as maker
    from item
    join maker on maker.id = item.maker_id
    where item.id = ${Number(id)}
  `;
  return item ? Response.json(item) : new Response("There is no such item.", { status: 404 });
}

const server = Deno.serve({
  hostname: Deno.env.get("HOST"),
  port: Number(Deno.env.get("PORT")),
  reusePort: true,
  onListen: () => console.log(`Started worker (process ${Deno.pid})`),
}, answer);

Deno.addSignalListener("SIGTERM", async () => {
  // A client may keep its connection busy for ever: one second for the answers under way.
  setTimeout(() => Deno.exit(0), 1_000);
  await server.shutdown();
  await sql.end();
  Deno.exit(0);
});
