import assert from "node:assert/strict";
import { join } from "node:path";
import { readNotebook } from "../lab/notebook/source.ts";
import { bench } from "../lab/report/fixtures.ts";
import { SCHEMA_VERSION } from "../lab/nouns/version.ts";
import { exists } from "../lab/system/state.ts";
import report, { write } from "./report.ts";

Deno.test("the committed pages are of all notebooks: none may be named", async () => {
  await assert.rejects(
    report(["--markdown", "01"], new Map()),
    /--markdown writes the pages of all notebooks on the recorded runs, and "01" was named; use deno task report/,
  );
  await assert.rejects(
    report(["--markdown", "--here"], new Map()),
    /and --here was asked for; use deno task report/,
  );
  await assert.rejects(report(["--mrkdown"], new Map()), /Cannot write the report: .*--mrkdown/);
});

Deno.test("what the notebooks judge is handed on from a fresh folder, which is gone afterwards", async () => {
  await using b = await bench();
  const path = await b.notebook("00-a.ipynb", [
    `const folder = Deno.env.get("GAUNTLET_LEDGER");
    if ([...Deno.readDirSync(folder)].length > 0) throw new Error("not fresh");
    Deno.writeTextFileSync(folder + "/judged.json", Deno.env.get("GAUNTLET_TRY"));`,
  ]);
  const none = JSON.stringify({ schemaVersion: SCHEMA_VERSION, claims: [] });
  let folder = "", judged = "";
  const index = await write([await readNotebook(path)], {
    outDir: join(b.dir, "report"),
    env: { GAUNTLET_TRY: none },
    introduction: "One notebook.",
    signal: new AbortController().signal,
    onLedger: async (given) => {
      folder = given;
      judged = await Deno.readTextFile(join(given, "judged.json"));
    },
  });
  assert.equal(judged, none);
  assert.ok(await exists(index));
  assert.ok(!await exists(folder));
});
