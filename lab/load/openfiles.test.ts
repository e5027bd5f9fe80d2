import assert from "node:assert/strict";
import { call } from "../system/processes/call.ts";
import { LOOPBACK } from "../system/ports.ts";
import { checkOpenFiles, openFileLimit } from "./openfiles.ts";
import { faultTest } from "../testing/faults.ts";

const share = { index: 0, count: 2 };
const load = { kind: "closed" as const, connections: 256 };

Deno.test("a load that its generator has no files for is refused, with the limit and what to raise", () => {
  assert.throws(
    () => checkOpenFiles({ load, share, idleConnections: 100 }, 240),
    /^GauntletError: Cannot load with 178 connections from one generator: it would need 242 open files and may have 240; raise the limit \(ulimit -n 242\), ask for fewer connections, or share them among more generators \(generatorCount\)$/,
  );
  checkOpenFiles({ load, share, idleConnections: 100 }, 242);
  checkOpenFiles({ load, share }, null);
});

Deno.test("openFileLimit() is what the shell says, and null where there is none", async () => {
  const { stdout } = await call("sh", ["-c", "ulimit -n 77; cat /proc/self/limits"]);
  assert.equal(openFileLimit(stdout), 77);
  assert.equal(openFileLimit("Max open files            unlimited   unlimited   files"), null);
  assert.ok(openFileLimit()! > 0);
});

/** The near side on a machine that allows so few files: a process of its own, as its limit holds for all below it. */
const LIMITED = `
  import { Generators } from "${new URL("./generators.ts", import.meta.url)}";
  import { targetAt } from "${new URL("../testing/orders.ts", import.meta.url)}";
  await using generators = new Generators(Deno.args[0], JSON.parse(Deno.args[2]));
  try {
    await generators.warmUp(targetAt(Deno.args[1]), { leastS: 0.3, mostS: 0.3 });
    const nothing = () => Promise.resolve();
    const { okCount } = await generators.window(0.5, { onOpened: nothing, onClosed: nothing });
    console.log(okCount + " answers");
  } catch (error) {
    console.log(error.name + ": " + error.message);
  }
`;

for (const [loop, kind] of [["autocannon", "closed"], ["undici", "open"]] as const) {
  faultTest(
    "few open files",
    `under a limit of 128 open files, 256 connections of ${loop} are one sentence, and 32 load`,
    async () => {
      await using server = Deno.serve(
        { hostname: LOOPBACK, port: 0, onListen: () => {} },
        () => new Response("ok"),
      );
      const said = async (connections: number) => {
        const open = kind === "open" ? { rateRps: 100, arrivals: "constant" } : {};
        const url = `http://${LOOPBACK}:${server.addr.port}/`;
        const args = [loop, url, JSON.stringify({ kind, connections, ...open })];
        const script = 'ulimit -n 128; exec "$0" run -A --quiet "$@"';
        const file = await Deno.makeTempFile({ suffix: ".ts", dir: import.meta.dirname });
        try {
          await Deno.writeTextFile(file, LIMITED);
          return (await call("timeout", [
            "60",
            "bash",
            "-c",
            script,
            Deno.execPath(),
            file,
            ...args,
          ]))
            .said;
        } finally {
          await Deno.remove(file);
        }
      };
      assert.match(
        await said(256),
        /^GauntletError: Cannot load with 256 connections from one generator: it would need 320 open files and may have 128; .*$/,
      );
      assert.match(await said(32), /^[1-9]\d* answers$/);
    },
  );
}
