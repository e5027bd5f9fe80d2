/** wrk against a small server of known answers; where it is not installed, what is said of that. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Load } from "../../nouns/load.ts";
import type { LoadResult } from "../../nouns/outcome.ts";
import { decodeHistogram } from "../../nouns/histogram.ts";
import { processTable } from "../../system/processes/proc.ts";
import { onPath } from "../../system/path.ts";
import { toolFor } from "../tool.ts";

const installed = await onPath("wrk") !== null;
const WORKLOAD = fileURLToPath(new URL("../fixture-workload.ts", import.meta.url));

type Closed = Omit<Extract<Load, { kind: "closed" }>, "kind" | "tool">;

/** One window of wrk on a server, with the CPU that its processes used in it. */
async function measured(
  handler: Deno.ServeHandler,
  endpoint: string,
  load: Closed,
  windowS = 1,
): Promise<LoadResult & { cpuS: number; settled: boolean | null }> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  const { tool } = await toolFor({ kind: "closed", tool: "wrk", ...load }, "http");
  await using session = tool.open({ kind: "closed", tool: "wrk", ...load });
  const requests = { file: WORKLOAD, endpoint, size: 0, seed: 1 };
  const asked = { speaks: "http", requests } as const;
  const url = `http://127.0.0.1:${server.addr.port}`;
  const { settled } = await session.warmUp({ url, timeoutS: 1, asked }, { leastS: 1, mostS: 1 });
  const cpuOf = async (pids: number[]) => {
    const table = await processTable();
    return pids.reduce((sum, pid) => sum + table.get(pid)!.cpuS, 0);
  };
  let before = 0, after = 0;
  const result = await session.window(windowS, {
    onOpened: async (pids) => void (before = await cpuOf(pids)),
    onClosed: async (pids) => void (after = await cpuOf(pids)),
  });
  return { ...result, cpuS: after - before, settled };
}

if (!installed) {
  Deno.test("a load of wrk is refused with how to get it, where it is not installed", async () => {
    await assert.rejects(
      toolFor({ kind: "closed", connections: 8, tool: "wrk" }, "http"),
      /^GauntletError: Cannot load with "wrk": it is not on this machine; install it \(Debian: apt-get install wrk\)/,
    );
  });
} else {
  Deno.test("wrk counts every answer of a window, and its latencies are those of the answers", async () => {
    let answered = 0;
    const seen = await measured(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        answered++;
        return new Response("hello");
      },
      "same",
      { connections: 8 },
      0.6,
    );
    // Whole seconds: 0.6 s is one; and the warm-up was one.
    assert.ok(seen.durationS >= 1 && seen.durationS < 1.5, String(seen.durationS));
    assert.ok(seen.okCount > 0 && seen.okCount < answered);
    assert.equal(decodeHistogram(seen.latencyHistogramUs).totalCount, seen.okCount);
    assert.ok(seen.latencyP50Ms > 18 && seen.latencyP50Ms < 60, String(seen.latencyP50Ms));
    // Little's law: with a correction of wrk's own, the mean would be another.
    const busy = seen.throughputRps * seen.latencyMeanMs / 1000;
    assert.ok(Math.abs(busy - 8) < 1, `${busy} of 8 connections are busy`);
    assert.deepEqual([seen.non2xxCount, seen.errorCount, seen.timeoutCount], [0, 0, 0]);
    assert.ok(seen.responseBytes > "hello".length);
    assert.equal(seen.settled, null, "a second is too short to tell");
  });

  Deno.test("an answer that is held up counts once, and not once for each that was not sent", async () => {
    let count = 0;
    const seen = await measured(
      async () => {
        if (count++ % 4000 === 3999) await new Promise((resolve) => setTimeout(resolve, 300));
        return new Response("hello");
      },
      "same",
      { connections: 4 },
    );
    const histogram = decodeHistogram(seen.latencyHistogramUs);
    assert.equal(histogram.totalCount, seen.okCount);
    assert.ok(seen.latencyMaxMs > 290, String(seen.latencyMaxMs));
    // Nothing between the quick and the held up: wrk itself puts its own there.
    assert.ok(seen.latencyP99Ms < 100, String(seen.latencyP99Ms));
    assert.ok(seen.cpuS > 0, "its CPU is known though it has ended its load");
  });

  Deno.test("drawn requests are drawn by the workload, with their bodies, and shared among threads", async () => {
    const bodies = new Set<string>();
    const wrong: string[] = [];
    const seen = await measured(
      async (request) => {
        const body = await request.text();
        bodies.add(body);
        const type = request.headers.get("content-type");
        if (request.method !== "POST" || type !== "application/json") wrong.push(request.method);
        return Response.json({ heard: JSON.parse(body).word }, { status: 201 });
      },
      "drawn",
      { connections: 8, generatorCount: 2 },
    );
    assert.deepEqual(wrong, []);
    assert.equal(seen.non2xxCount, 0);
    assert.ok(bodies.size > 100 && bodies.size <= 20_000, String(bodies.size));
    assert.ok([...bodies].every((body) => /^\{"word":"[a-z]{6}ü"\}$/.test(body)));
  });

  Deno.test("answers of 400 and more, and those that come too late, are no throughput", async () => {
    let count = 0;
    const failing = await measured(
      () => new Response("", { status: count++ % 2 === 0 ? 200 : 503 }),
      "same",
      { connections: 4 },
    );
    const share = failing.non2xxCount / (failing.okCount + failing.non2xxCount);
    assert.ok(Math.abs(share - 0.5) < 0.05, String(share));
    const late = await measured(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1300));
        return new Response("");
      },
      "same",
      { connections: 4 },
      2,
    );
    assert.equal(late.okCount, 0);
    assert.ok(late.timeoutCount >= 4, String(late.timeoutCount));
  });

  Deno.test("without keep-alive each request has a connection of its own", async () => {
    const ports = new Set<number>();
    const seen = await measured(
      (_request, { remoteAddr }) => {
        ports.add((remoteAddr as Deno.NetAddr).port);
        return new Response("");
      },
      "same",
      { connections: 2, keepAlive: false },
    );
    assert.ok(seen.okCount > 0 && ports.size > seen.okCount * 0.5, `${ports.size} ports`);
    assert.equal(seen.reconnectCount, seen.okCount);
  });

  Deno.test("what wrk cannot do is refused in a sentence", async () => {
    const { tool } = await toolFor({ kind: "closed", connections: 7, tool: "wrk" }, "http");
    assert.throws(
      () => tool.open({ kind: "closed", connections: 7, generatorCount: 2 }),
      /7 connections are not to be shared evenly among 2 threads; choose another number of either/,
    );
    await using session = tool.open({ kind: "closed", connections: 2 });
    const requests = { file: WORKLOAD, endpoint: "same", size: 0, seed: 1 };
    await assert.rejects(
      session.warmUp(
        { url: "http://127.0.0.1:9", timeoutS: 1, asked: { speaks: "http", requests } },
        { leastS: 1, mostS: 1 },
      ),
      /wrk ended early; its log ends:\n.*refused/,
    );
    await assert.rejects(
      toolFor(
        { kind: "open", connections: 2, rateRps: 5, arrivals: "constant", tool: "wrk" },
        "http",
      ),
      /Cannot load with "wrk": it speaks http and gives closed loads, and this is open/,
    );
  });
}
