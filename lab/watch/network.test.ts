import assert from "node:assert/strict";
import { overflowsFromNow, portUse, tcpCounter } from "./network.ts";

const netstat = (overflows: number) =>
  `TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 0 ${overflows} 9\n` +
  `IpExt: InNoRoutes\nIpExt: 0\n`;

Deno.test("tcpCounter() finds a counter by its name", () => {
  assert.equal(tcpCounter("ListenOverflows", "self", () => netstat(7)), 7);
  assert.equal(tcpCounter("Nothing", "self", () => netstat(7)), null);
  assert.equal(tcpCounter("ListenOverflows", "self", () => null), null);
});

Deno.test("overflowsFromNow() counts what came since, and says nothing where nothing is told", async () => {
  let overflows = 5;
  const since = overflowsFromNow("self", null, () => netstat(overflows));
  assert.deepEqual(await since(), { listenOverflowCount: 0 });
  overflows = 25;
  assert.deepEqual(await since(), { listenOverflowCount: 20 });
  assert.deepEqual(await overflowsFromNow("self", null, () => null)(), {});
});

/** Lines of /proc/net/tcp: local and remote port. */
const table = (lines: [number, number][]) =>
  [
    "  sl  local_address rem_address   st",
    ...lines.map(([local, remote], at) =>
      `  ${at}: 0100007F:${hex(local)} 0100007F:${hex(remote)} 06 0:0 0:0 0 0 0 ${at}`
    ),
  ].join("\n");
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");

Deno.test("portUse() counts local ports towards the address that has most, not those that listen", () => {
  const read = (path: string) =>
    path.endsWith("ip_local_port_range") ? "40000 40127\n" : path.endsWith("/tcp")
      ? table([
        [40001, 5432],
        [40002, 5432],
        [40003, 5432],
        // The other ends of the same connections, and a server that listens on a port of the range.
        [5432, 40001],
        [5432, 40002],
        [40100, 50001],
        [40100, 50002],
        [40100, 50003],
        [40100, 50004],
        [40100, 0],
      ])
      : null;
  assert.deepEqual(portUse("self", read), { localPortsUsedCount: 3, towardsPort: 5432 });
  assert.equal(portUse("self", () => null), null);
});

Deno.test("overflowsFromNow() sees a real queue overflow, and how long it is", async () => {
  const counted = overflowsFromNow("self", null);
  const listener = new Deno.Command("python3", {
    args: [
      "-c",
      "import socket,time\ns=socket.socket()\ns.bind(('127.0.0.1',0))\ns.listen(2)\n" +
      "print(s.getsockname()[1],flush=True)\ntime.sleep(60)",
    ],
    stdout: "piped",
  }).spawn();
  const connections: Deno.Conn[] = [];
  try {
    const reader = listener.stdout.getReader();
    const port = Number(new TextDecoder().decode((await reader.read()).value));
    const ofPort = overflowsFromNow("self", port);
    for (let at = 0; at < 8; at++) {
      Deno.connect({ hostname: "127.0.0.1", port }).then(
        (made) => connections.push(made),
        () => {},
      );
    }
    let seen = await ofPort();
    for (let round = 0; round < 100 && !seen.listenOverflowCount; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen = await ofPort();
    }
    assert.ok(seen.listenOverflowCount! > 0);
    // Where `ss` is not installed its length stays unknown.
    if (seen.acceptQueueCount !== undefined) assert.equal(seen.acceptQueueCount, 2);
    assert.ok((await counted()).listenOverflowCount! > 0);
    await reader.cancel();
  } finally {
    listener.kill("SIGKILL");
    await listener.status;
    connections.forEach((each) => each.close());
  }
});
