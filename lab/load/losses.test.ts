/** What a server drops or cuts short is counted by every load tool, as far as it tells. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Load } from "../nouns/load.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { LOOPBACK } from "../system/ports.ts";
import { targetAt } from "../testing/orders.ts";
import { toolFor } from "./tool.ts";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Every tenth request is dropped, and every tenth other answer cut short. */
async function seenBy(load: Load): Promise<LoadResult> {
  let requestCount = 0;
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", () => {
      const turn = ++requestCount % 10;
      if (turn === 3) socket.destroy();
      else if (turn === 8) socket.end(ANSWER.slice(0, -1));
      else socket.write(ANSWER);
    });
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  try {
    const { tool } = await toolFor(load, "http");
    await using session = tool.open(load);
    await session.warmUp(targetAt(`http://${LOOPBACK}:${port}/`), { leastS: 0.3, mostS: 0.3 });
    const nobody = () => Promise.resolve();
    return await session.window(1, { onOpened: nobody, onClosed: nobody });
  } finally {
    server.close();
  }
}

const LOADS: Load[] = [
  { kind: "closed", connections: 8 },
  { kind: "open", connections: 8, rateRps: 400, arrivals: "constant" },
];
for (const load of LOADS) {
  Deno.test(`the ${load.kind} loop counts a tenth dropped and a tenth cut short`, async () => {
    const { okCount, errorCount, losses = [] } = await seenBy(load);
    const shareOf = (loss: string) =>
      (losses.find((each) => each.loss === loss)?.count ?? 0) / (okCount + errorCount);
    assert.ok(okCount > 100, `${okCount} answers`);
    for (const loss of ["closed before the answer", "answer cut short"]) {
      assert.ok(Math.abs(shareOf(loss) - 0.1) < 0.03, JSON.stringify({ okCount, losses }));
    }
  });
}

const wrk = await toolFor({ kind: "closed", connections: 8, tool: "wrk" }, "http")
  .catch(() => null);
Deno.test({
  name: "wrk counts both, and cannot tell them apart",
  ignore: wrk === null,
  fn: async () => {
    const { okCount, errorCount, losses } = await seenBy({
      kind: "closed",
      connections: 8,
      tool: "wrk",
    });
    assert.deepEqual(losses, [{ loss: "closed", count: errorCount }]);
    const share = errorCount / (okCount + errorCount);
    assert.ok(Math.abs(share - 0.2) < 0.05, `${share}`);
  },
});
