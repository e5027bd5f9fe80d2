/** A request is sent as its workload has it, whatever tool sends it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Load } from "../nouns/load.ts";
import { toolFor } from "./tool.ts";

const WORKLOAD = fileURLToPath(new URL("fixture-workload.ts", import.meta.url));
const LOADS: Load[] = [
  { kind: "closed", connections: 4 },
  { kind: "open", connections: 4, rateRps: 200, arrivals: "constant" },
];

for (const load of LOADS) {
  Deno.test(`a ${load.kind} load sends method, headers and body of each request`, async () => {
    const bodies = new Set<string>();
    const heads = new Set<string>();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        bodies.add(await request.text());
        heads.add(`${request.method} ${request.headers.get("content-type")}`);
        return new Response("", { status: 201 });
      },
    );
    const { tool } = await toolFor(load, "http");
    await using session = tool.open(load);
    const requests = { file: WORKLOAD, endpoint: "drawn", size: 0, seed: 1 };
    const url = `http://127.0.0.1:${server.addr.port}`;
    const warmUp = { leastS: 0.2, mostS: 0.2 };
    await session.warmUp({ url, timeoutS: 1, asked: { speaks: "http", requests } }, warmUp);
    const nobody = () => Promise.resolve();
    const { okCount, non2xxCount } = await session.window(0.4, {
      onOpened: nobody,
      onClosed: nobody,
    });
    assert.ok(okCount > 10 && non2xxCount === 0, `${okCount} and ${non2xxCount}`);
    assert.deepEqual([...heads], ["POST application/json"]);
    assert.ok(bodies.size > 10, String(bodies.size));
    assert.ok([...bodies].every((body) => /^\{"word":"[a-z]{6}ü"\}$/.test(body)));
  });
}
