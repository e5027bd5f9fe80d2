import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import { inRun, withLimits } from "../analysis/lint/testing.ts";
import { call } from "../system/processes/call.ts";
import { overflowsFromNow, portUse, tcpCounter } from "./network.ts";
import { faultTest } from "../testing/faults.ts";

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

faultTest(
  "a short accept queue",
  "overflowsFromNow() sees a real queue overflow, and how long it is",
  async () => {
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
  },
);

/** Uses up the ports of a network of its own: connections that nobody closes, to one address. */
const USES_UP = `
  import { portUse } from "${new URL("./network.ts", import.meta.url)}";
  const { localPortCount } = (await import("${new URL("../system/limits.ts", import.meta.url)}"))
    .machineLimits();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 5432 });
  const kept = [];
  (async () => { for await (const connection of listener) kept.push(connection); })();
  let refused = 0;
  for (let at = 0; at < localPortCount + 5; at++) {
    await Deno.connect({ hostname: "127.0.0.1", port: 5432 })
      .then((made) => kept.push(made), () => refused++);
  }
  console.log(JSON.stringify({ localPortCount, refused, ...portUse("self") }));
  Deno.exit();
`;

faultTest(
  "ports used up",
  "portUse() counts the ports of a network that has no more, and towards whom",
  async (counted) => {
    const file = await Deno.makeTempFile({ suffix: ".ts", dir: import.meta.dirname });
    try {
      await Deno.writeTextFile(file, USES_UP);
      const script =
        `ip link set lo up && echo "40000 40127" >/proc/sys/net/ipv4/ip_local_port_range ||
      { echo cannot; exit; }; exec "$0" run -A --quiet "$1"`;
      const { stdout, said } = await call(
        "unshare",
        ["-n", "bash", "-c", script, Deno.execPath(), file],
      );
      if (/^cannot|not permitted|not found/m.test(said)) {
        counted.cannot = "it takes the right to make a network of one's own (root, unshare, ip)";
        return;
      }
      const seen = JSON.parse(stdout);
      assert.deepEqual([seen.localPortCount, seen.towardsPort], [128, 5432]);
      assert.ok(seen.refused > 0, stdout);
      const cell = fixtureCell("gamma-sync", 1, null);
      const run = withLimits(fixtureRun({ cells: [cell], blocks: 1 }), seen);
      const { localPortsUsedCount, towardsPort } = seen;
      Object.assign(run.trials[0]!.outcome, { localPortsUsedCount, towardsPort });
      if (inRun("ports-used-up", run).length === 0) counted.wrongFigures++;
    } finally {
      await Deno.remove(file);
    }
  },
);
