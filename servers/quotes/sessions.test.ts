/** PostgreSQL ends the sessions of a server under load: it costs requests, and not the server. */
import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { openStage } from "../../lab/conformance/open.ts";
import { cellOf } from "../../lab/conformance/stage.ts";
import { endSessions } from "../../lab/database/killing.ts";
import { runtimeNamed } from "../../lab/runtimes/runtime.ts";
import { variantNamed, workloadNamed } from "../../lab/server/catalog.ts";
import { withServer } from "../../lab/server/server.ts";
import { descendants, processTable } from "../../lab/system/processes/proc.ts";
import { alone } from "../../lab/testing/database.ts";

/** postgres.js throws outside of any promise where a transaction goes on with a lost connection. */
const VARIANTS = ["deno-postgresjs", "deno-hono-postgresjs", "node-fastify-postgresjs"];
const ENDINGS = 6;
const WELL_WITHIN_MS = 120_000;

Deno.test("servers with postgres.js outlive their sessions", async (t) => {
  using _lock = await alone();
  await using stage = await openStage(workloadNamed("quotes"), () => {});
  for (const name of VARIANTS) {
    await t.step(name, async () => {
      const variant = variantNamed(name);
      const runtime = await runtimeNamed(variant.runtime);
      assert.ok(runtime.kind === "process");
      await runtime.prepare(variant, () => {});
      const never = new AbortController().signal;
      await withServer(variant, cellOf(variant, stage), stage.services, never, async (server) => {
        const processes = async () => descendants(await processTable(), server.pid!);
        const before = await processes();
        const ask = async (path: string): Promise<number> => {
          const response = await fetch(server.url + path, { signal: AbortSignal.timeout(100_000) });
          await response.body?.cancel();
          return response.status;
        };
        let loading = true;
        const seen = new Set<number>();
        const load = Array.from({ length: 24 }, async (_, client) => {
          while (loading) seen.add(await ask(client % 3 === 0 ? "/quote" : "/quote/update"));
        });
        let ended = 0;
        for (let ending = 0; ending < ENDINGS; ending++) {
          await sleep(150);
          ended += await endSessions(stage.database!.sql);
        }
        loading = false;
        await Promise.all(load);
        assert.ok(ended > ENDINGS, `${ended} sessions were ended`);
        assert.ok(seen.has(200) && seen.has(500), [...seen].join(" "));
        // Now and then postgres.js takes the end of a session for a result with no row: a 404.
        assert.deepEqual([...seen].filter((status) => ![200, 404, 500].includes(status)), []);
        const deadline = performance.now() + WELL_WITHIN_MS;
        for (let well = 0; well < 10;) {
          well = await ask("/quote/update") === 200 ? well + 1 : 0;
          assert.ok(performance.now() < deadline, "it is well again");
        }
        assert.equal(server.hasEnded(), false);
        assert.deepEqual(await processes(), before, "no worker was started anew");
      });
    });
  }
});
