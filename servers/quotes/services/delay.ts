/**
 * The service behind `/upstream` and `/fanout`: `GET /delay?ms=50` answers after 50 ms. A server
 * under test makes real calls to it; sleeping in the server would not need its sockets.
 */
async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const ms = Number(searchParams.get("ms"));
  if (pathname !== "/delay" || !Number.isFinite(ms)) {
    return new Response("not found", { status: 404 });
  }
  await new Promise((resolve) => setTimeout(resolve, ms));
  return Response.json({ waited: ms });
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ hostname, port }) => console.log(`http://${hostname}:${port}`),
}, answer);
