/** The shop by a server that lies, in the way that its argument names, once it has answered a few. */
import postgres from "postgres";

const fault = Deno.args[0];
/** The questions before a trial are answered as they should be. */
const HONEST_COUNT = 12;
const POOLS: Record<string, number> = { "pool of one": 1, "pool of forty": 40 };
const sql = postgres(Deno.env.get("DATABASE_URL")!, {
  max: POOLS[fault!] ?? Number(Deno.env.get("POOL_MAX")),
  fetch_types: false,
});
let answerCount = 0;
const kept = new Map<number, postgres.Row>();
const leaked: Uint8Array[] = [];

const logFile = fault === "log in a file" ? Deno.makeTempFileSync() : null;
/** One that is there before the load, and dies under it. */
const helper = fault === "helper dies"
  ? new Deno.Command("sleep", { args: ["600"], stdin: "null" }).spawn()
  : null;

/** An answer whose connection ends within it: the length that it tells never comes. */
const cutShort = () =>
  new Response(
    new ReadableStream({
      start: (body) => {
        body.enqueue(new TextEncoder().encode('{"id":'));
        setTimeout(() => body.error(new Error("cut")), 1);
      },
    }),
    { headers: { "content-type": "application/json", "content-length": "60" } },
  );

const rowOf = async (id: number) =>
  (await sql`SELECT id, name, price FROM item WHERE id = ${id}`)[0]!;

let keptSinceMs = 0;
let stoodStillMs = performance.now();
async function keptRow(id: number): Promise<postgres.Row> {
  if (!kept.has(id)) kept.set(id, await rowOf(id));
  return kept.get(id)!;
}

/** Of each connection, how many requests came over it. */
const requestsByPort = new Map<number, number>();

async function item(id: number, port: number): Promise<Response> {
  const ofConnection = (requestsByPort.get(port) ?? 0) + 1;
  requestsByPort.set(port, ofConnection);
  if (++answerCount <= HONEST_COUNT) return Response.json(await rowOf(id));
  switch (fault) {
    case "another key":
      return Response.json(await rowOf(id === 1 ? 2 : id - 1));
    case "error with 200":
      return Response.json({ error: "no such item" });
    case "moved":
      return new Response(null, { status: 302, headers: { location: "/" } });
    case "one in a hundred":
      return Response.json(answerCount % 100 === 0 ? {} : await rowOf(id));
    case "wrong after 200":
      return Response.json(answerCount > 200 ? {} : await rowOf(id));
    case "wrong on a long connection":
      // It asks the database still, and for the row that is wanted.
      return Response.json({ ...await rowOf(id), ...(ofConnection > 100 ? { id: 0 } : {}) });
    case "same answer":
      return Response.json(await rowOf(1));
    case "cache of a second":
      if (performance.now() - keptSinceMs > 1000) {
        kept.clear();
        keptSinceMs = performance.now();
      }
      return Response.json(await keptRow(id));
    case "from memory":
      return Response.json(await keptRow(id));
    case "asks for a hundredth":
      return Response.json(answerCount % 100 === 0 ? await rowOf(id) : await keptRow(id));
    case "slow hundredth":
      // Two of a hundred, so that the slowest hundredth is among them whatever chance does.
      if (answerCount % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      return Response.json(await rowOf(id));
    case "cut short":
      return answerCount % 20 === 0 ? cutShort() : Response.json(await rowOf(id));
    case "stands still":
      // For two seconds in every three: any window of three has a whole second of it.
      if (performance.now() - stoodStillMs > 1000) {
        const until = performance.now() + 2000;
        while (performance.now() < until);
        stoodStillMs = performance.now();
      }
      return Response.json(await rowOf(id));
    case "writes too":
      await sql`UPDATE item SET price = price WHERE id = ${id}`;
      return Response.json(await rowOf(id));
    case "log in a file":
      Deno.writeTextFileSync(logFile!, `GET /items/${id} 200 127.0.0.1\n`, { append: true });
      return Response.json(await rowOf(id));
    case "helper dies":
      if (answerCount === 200) helper!.kill("SIGKILL");
      return Response.json(await rowOf(id));
    case "leak of a KiB":
      leaked.push(new Uint8Array(2 ** 10).fill(1));
      return Response.json(await rowOf(id));
    case "leak":
      leaked.push(new Uint8Array(2 ** 16).fill(1));
      return Response.json(await rowOf(id));
    case "a query for each":
      for (let n = 0; n < 5; n++) await sql`SELECT name FROM item WHERE id = ${n}`;
      return Response.json(await rowOf(id));
    case "log":
      console.log(`\x1b[32mGET /items/${id}\x1b[0m by postgresql://shop:secret@host`);
      return Response.json(await rowOf(id));
    case "gzip": {
      const text = JSON.stringify(await rowOf(id));
      const body = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
      const headers = { "content-encoding": "gzip", "content-type": "application/json" };
      return new Response(await new Response(body).arrayBuffer(), { headers });
    }
    case "all fail":
      console.error("Cannot reach the shelf");
      return new Response("the shelf is empty", { status: 500 });
  }
  return Response.json(await rowOf(id));
}

async function order(request: Request): Promise<Response> {
  const wanted = await request.json();
  const { item: id, count, note } = wanted;
  if (fault === "rolled back") {
    await sql.begin(async (sql) => {
      await sql`INSERT INTO purchase (item_id, count, note) VALUES (${id}, ${count}, ${note})`;
      throw new Error("not kept");
    }).catch(() => {});
  } else if (fault !== "no order") {
    await sql`INSERT INTO purchase (item_id, count, note) VALUES (${id}, ${count}, ${note})`;
  }
  return Response.json(wanted, { status: 201 });
}

Deno.serve({
  hostname: Deno.env.get("HOST"),
  port: Number(Deno.env.get("PORT")),
  onListen: () => {},
}, (request, { remoteAddr: { port } }) => {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/items/")) return item(Number(pathname.slice("/items/".length)), port);
  return pathname === "/orders" ? order(request) : Response.json({ greeting: "hello" });
});
Deno.addSignalListener("SIGTERM", () => {
  if (logFile !== null) Deno.removeSync(logFile);
  try {
    helper?.kill("SIGKILL");
  } catch {
    // It has ended.
  }
  Deno.exit(0);
});
