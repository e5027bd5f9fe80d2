import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Loss } from "../../nouns/loss.ts";
import { LOOPBACK } from "../../system/ports.ts";
import { targetAt } from "../../testing/orders.ts";
import { Window } from "../window.ts";
import { loop } from "./autocannon.ts";

const USUAL = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

/** autocannon keeps its connections and timers until its own end; a test must not wait for it. */
const unbounded = { sanitizeOps: false, sanitizeResources: false };

/** What a closed loop of one connection makes of a server, until it has so many answers. */
async function seenBy(
  serve: (socket: Socket, requestIndex: number) => Promise<void>,
  answerCount: number,
) {
  let requestIndex = 0;
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", () => void serve(socket, requestIndex++));
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as { port: number };

  const answers: { status: number; bytes: number }[] = [];
  const losses: Loss[] = [];
  let reconnectCount = 0;
  const enough = Promise.withResolvers<void>();
  class Listening extends Window {
    override response(status: number, bytes: number): void {
      answers.push({ status, bytes });
      if (answers.length === answerCount) enough.resolve();
    }
    override lost(loss: Loss): void {
      losses.push(loss);
    }
    override reconnect(): void {
      reconnectCount++;
    }
  }
  const order = {
    ...targetAt(`http://${LOOPBACK}:${port}/`),
    timeoutS: 10,
    load: { kind: "closed" as const, connections: 1 },
    share: { index: 0, count: 1 },
    sliceS: 1,
  };
  const running = await loop(order, new Listening());
  await enough.promise;
  const seen = { answers: answers.slice(0, answerCount), losses, reconnectCount };
  running.stop();
  server.close();
  return seen;
}

Deno.test("a closed loop reads answers whole, in pieces and chunked", unbounded, async () => {
  const kinds = [
    [USUAL],
    [USUAL.slice(0, 12), USUAL.slice(12, 60), USUAL.slice(60)],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", "0\r\n\r\n"],
    ["HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"],
  ];
  const ROUNDS = 5;
  const { answers, losses, reconnectCount } = await seenBy(async (socket, index) => {
    for (const piece of kinds[index % kinds.length]!) {
      socket.write(piece);
      // Each piece is a chunk of its own at the other end.
      await sleep(5);
    }
  }, kinds.length * ROUNDS);
  const expected = kinds.map((pieces) => {
    const whole = pieces.join("");
    return { status: whole.includes("503") ? 503 : 200, bytes: whole.length };
  });
  assert.deepEqual(answers, Array(ROUNDS).fill(expected).flat());
  assert.deepEqual([losses, reconnectCount], [[], 0]);
});

const CUTS: [how: string, parts: string[]][] = [
  ["before its length", [USUAL.slice(0, -1)]],
  ["within its head", [USUAL.slice(0, 20)]],
  ["before its last chunk", ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"]],
];
for (const [how, parts] of CUTS) {
  Deno.test(
    `a closed loop counts an answer that ends ${how}, and forgets it`,
    unbounded,
    async () => {
      const { answers, losses, reconnectCount } = await seenBy(async (socket, index) => {
        if (index !== 1) return void socket.write(USUAL);
        for (const part of parts) socket.write(part);
        await sleep(5);
        socket.end();
      }, 3);
      assert.deepEqual(answers, Array(3).fill({ status: 200, bytes: USUAL.length }));
      assert.deepEqual([losses, reconnectCount], [["answer cut short"], 1]);
    },
  );
}

for (const how of ["end", "resetAndDestroy"] as const) {
  Deno.test(
    `a connection that closes instead of an answer is a loss (${how})`,
    unbounded,
    async () => {
      const { answers, losses, reconnectCount } = await seenBy((socket, index) => {
        if (index === 2) socket[how]();
        else socket.write(USUAL);
        return Promise.resolve();
      }, 5);
      assert.equal(answers.length, 5);
      assert.deepEqual([losses, reconnectCount], [["closed before the answer"], 1]);
    },
  );
}

Deno.test(
  "a connection that closes between requests is opened again and nothing is lost",
  unbounded,
  async () => {
    const closing = USUAL.replace("\r\n", "\r\nConnection: close\r\n");
    const withoutLength = "HTTP/1.1 200 OK\r\n\r\nas long as it lasts";
    for (const text of [closing, withoutLength, USUAL]) {
      const { answers, losses, reconnectCount } = await seenBy((socket, index) => {
        if (index % 2 === 0) socket.write(USUAL);
        // Closed with the answer, before another request can be read.
        else socket.write(text, () => socket.destroy());
        return Promise.resolve();
      }, 6);
      assert.equal(answers.length, 6, text);
      assert.deepEqual(losses, [], text);
      assert.ok(reconnectCount >= 2, `${reconnectCount} of ${text}`);
    }
  },
);
