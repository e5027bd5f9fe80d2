import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureClaim } from "../../analysis/fixtures/runs.ts";
import { machineId } from "../../system/machine.ts";
import { noteClaim, writeRecordedLedger } from "../../store/ledger.ts";
import { temporaryData } from "../../store/temporary.ts";
import { ledger } from "./ledger.ts";

/** A recorded claim that holds, and the same claim failing as it was judged now on this machine. */
async function judgedTwice(body: (folder: string) => Promise<void>) {
  await using data = await temporaryData();
  const [before, folder] = [join(data.folder, "before"), join(data.folder, "now")];
  noteClaim(fixtureClaim(), before);
  noteClaim(fixtureClaim({ id: "no-longer-claimed" }), before);
  await writeRecordedLedger(before);
  noteClaim(fixtureClaim({ verdict: "fails", machineId: await machineId() }), folder);
  await body(folder);
}

Deno.test("ledger() puts what was judged now beside what is recorded", async () => {
  await judgedTwice(async (folder) => {
    const rows = await ledger({ folder });
    assert.deepEqual(
      rows.map(({ id, verdict, recordedVerdict, here }) => [id, verdict, recordedVerdict, here]),
      [
        ["one-beats-the-other", "fails", "holds", true],
        ["no-longer-claimed", "holds", "holds", false],
      ],
    );
  });
});

Deno.test("ledger() of the recorded runs is what is recorded next, and here nowhere", async () => {
  const before = Deno.env.get("GAUNTLET_RUNS");
  Deno.env.set("GAUNTLET_RUNS", "recorded");
  try {
    await judgedTwice(async (folder) => {
      const rows = await ledger({ folder });
      assert.deepEqual(
        rows.map(({ id, verdict, recordedVerdict, here }) => [id, verdict, recordedVerdict, here]),
        [["one-beats-the-other", "fails", "fails", false]],
      );
    });
  } finally {
    if (before === undefined) Deno.env.delete("GAUNTLET_RUNS");
    else Deno.env.set("GAUNTLET_RUNS", before);
  }
});
