import assert from "node:assert/strict";
import { answersOf, connectionsOf, inodesAt } from "./connections.ts";

const TABLE = `
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 12 1
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 13 1
   3: 0100007F:1F90 0100007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 0 1
   4: 0100007F:1F90 0100007F:C352 06 00000000:00000000 00:00000000 00000000     0        0 14 1
   5: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C353 01 0:0 0:0 0 1000 0 15 1
`;

Deno.test("inodesAt() has open connections to a port: none that listens, asks, ends or waits to be accepted", () => {
  assert.deepEqual([...inodesAt(8080, TABLE)], [["12", 0xc350], ["15", 0xc353]]);
  assert.deepEqual([...inodesAt(8081, TABLE)], []);
});

Deno.test("connectionsOf() finds who holds a connection, and nobody who does not", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const other = new Deno.Command("sleep", { args: ["60"] }).spawn();
  try {
    const clients = await Promise.all([1, 2].map(() => Deno.connect({ port })));
    const servers = [await listener.accept(), await listener.accept()];
    const ports = clients.map(({ localAddr }) => (localAddr as Deno.NetAddr).port);
    const [mine, others] = connectionsOf([Deno.pid, other.pid], port)!;
    assert.deepEqual([mine!.toSorted(), others], [ports.toSorted(), []]);
    const answers = ports.map((each, index) => [each, 10 * (index + 1)] as const);
    assert.deepEqual(answersOf([mine!, others!], answers), [30, 0]);
    assert.equal(answersOf(null, answers), undefined);
    for (const connection of [...clients, ...servers]) connection.close();
    assert.deepEqual(connectionsOf([Deno.pid], port), [[]]);
  } finally {
    other.kill("SIGKILL");
    await other.status;
  }
});

Deno.test("connectionsOf() knows nothing of processes that are gone, and has none where there are none", () => {
  assert.equal(connectionsOf([2 ** 22 - 1], 8080), null);
  assert.deepEqual(connectionsOf([], 8080), []);
});
