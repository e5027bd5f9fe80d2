/** One worker: it answers /static after WORK percent of the base work and DELAY_MS of waiting. */
import { hash, roundsOf } from "./work.ts";

const rounds = roundsOf(Number(Deno.env.get("WORK") ?? "100"));
const delayMs = Number(Deno.env.get("DELAY_MS") ?? "0");

// Each request goes on from the last one's hash: an engine may not skip what somebody reads.
let state = 1;

const wait = () => new Promise((resolve) => setTimeout(resolve, delayMs));

async function answer(request: Request): Promise<Response> {
  if (new URL(request.url).pathname !== "/static") {
    return new Response("Not found.", { status: 404 });
  }
  state = hash(state, rounds);
  if (delayMs > 0) await wait();
  return Response.json({ hello: "world" });
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
  Deno.exit(0);
});
