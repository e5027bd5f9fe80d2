/**
 * The service behind `/upstream` and `/fanout`: `GET /delay?ms=50` answers after 50 ms. A server
 * under test makes real calls to it; sleeping in the server would not need its sockets.
 */
import { fileURLToPath } from "node:url";
import { GauntletError } from "../system/state.ts";
import { jsonLines } from "../system/lines.ts";
import { LOOPBACK } from "../system/ports.ts";
import { ManagedProcess } from "../system/processes.ts";

/** Starts the service as a process of its own; its address is what servers get as `UPSTREAM_URL`. */
export async function startDelay(): Promise<AsyncDisposable & { url: string }> {
  const service = new ManagedProcess({
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", fileURLToPath(import.meta.url)],
    stdout: "piped",
  }, 1);
  for await (const url of jsonLines(service.child.stdout)) {
    return { url, [Symbol.asyncDispose]: () => service.stop() };
  }
  await service.stop();
  throw new GauntletError(`Cannot start the delay service; its log ends:\n${service.logTail()}`);
}

async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const ms = Number(searchParams.get("ms"));
  if (pathname !== "/delay" || !Number.isFinite(ms)) {
    return new Response("not found", { status: 404 });
  }
  await new Promise((resolve) => setTimeout(resolve, ms));
  return Response.json({ waited: ms });
}

if (import.meta.main) {
  Deno.serve({
    hostname: LOOPBACK,
    port: 0,
    onListen: ({ port }) => console.log(`http://${LOOPBACK}:${port}`),
  }, answer);
}
