import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import postgres from "postgres";
import { processTable } from "../system/processes/proc.ts";
import { withShop } from "../testing/database.ts";
import { WaitSampler } from "./waits.ts";

Deno.test("WaitSampler sees what the servers' sessions wait for, none of the lab's own, and costs little", () =>
  withShop(async ({ serverUrl, sql }) => {
    const session = () => postgres(serverUrl, { max: 1, onnotice: () => {} });
    await using stack = new AsyncDisposableStack();
    const [holder, waiter, idler] = [session(), session(), session()].map((each) => {
      stack.defer(() => each.end({ timeout: 0 }));
      return each;
    });
    await idler!`SELECT 1`;
    await holder!`BEGIN; SELECT 1 FROM item WHERE id = 1 FOR UPDATE`.simple();
    const waiting = waiter!`UPDATE item SET price = price WHERE id = 1`.execute();
    const blocked = () => sql`SELECT 1 FROM pg_locks WHERE NOT granted`;
    while ((await blocked()).length === 0) await sleep(10);

    const [{ pid }] = await sql`SELECT pg_backend_pid() AS pid` as unknown as [{ pid: number }];
    const probeS = async () => (await processTable()).get(pid)!.cpuS;
    const before = await probeS();
    const sampler = new WaitSampler(sql);
    await sleep(1000);
    const waits = await sampler.stop();
    const costS = await probeS() - before;
    await holder!`ROLLBACK`;
    await waiting;

    assert.equal(waits.waitSessionMeanCount, 3);
    assert.equal(sampler.lastSessionCount, 3);
    assert.deepEqual(
      Object.fromEntries(
        waits.waitSamples.map(({ event, share }) => [event, Math.round(share * 3)]),
      ),
      { "Lock:transactionid": 1, "idle in transaction": 1, "idle": 1 },
    );
    assert.ok(
      waits.waitSampleCount >= 2 && waits.waitSampleCount <= 12,
      `${waits.waitSampleCount}`,
    );
    assert.ok(
      costS / waits.waitSampleCount < 0.02,
      `${costS} s for ${waits.waitSampleCount} looks`,
    );
  }));
