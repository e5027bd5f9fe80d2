import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureClaim } from "../analysis/fixtures/runs.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { noteClaim, notedClaims, recordedClaims, writeRecordedLedger } from "./ledger.ts";
import { temporaryData } from "./temporary.ts";

const ids = (claims: { id: string }[]) => claims.map(({ id }) => id);

Deno.test("noteClaim() keeps one entry for each id in its place, one file for each experiment", async () => {
  await using data = await temporaryData();
  const folder = join(data.folder, "noted");
  assert.deepEqual(notedClaims(folder), []);
  noteClaim(fixtureClaim({ id: "b" }), folder);
  noteClaim(fixtureClaim({ id: "a" }), folder);
  noteClaim(fixtureClaim({ id: "b", verdict: "fails" }), folder);
  noteClaim(fixtureClaim({ id: "c", experiment: "another" }), folder);
  assert.deepEqual(
    notedClaims(folder).map(({ id, verdict }) => [id, verdict]),
    [["c", "holds"], ["b", "fails"], ["a", "holds"]],
  );
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["another.json", "synthetic.json"]);
});

Deno.test("noteClaim() begins an experiment's file anew with another run", async () => {
  await using data = await temporaryData();
  noteClaim(fixtureClaim({ id: "gone", runId: "first" }), data.folder);
  noteClaim(fixtureClaim({ id: "kept", runId: "second" }), data.folder);
  assert.deepEqual(ids(notedClaims(data.folder)), ["kept"]);
});

Deno.test("noteClaim() refuses the id of another experiment's claim", async () => {
  await using data = await temporaryData();
  noteClaim(fixtureClaim({ id: "taken", experiment: "first" }), data.folder);
  assert.throws(
    () => noteClaim(fixtureClaim({ id: "taken", experiment: "second" }), data.folder),
    /the claim "taken" of the experiment "second": "first" has one of that id; give it another/,
  );
  assert.deepEqual(notedClaims(data.folder).map(({ experiment }) => experiment), ["first"]);
});

Deno.test("writeRecordedLedger() replaces the experiments that were judged and keeps the others", async () => {
  await using data = await temporaryData();
  const [first, second] = [join(data.folder, "first"), join(data.folder, "second")];
  noteClaim(fixtureClaim({ id: "old", experiment: "one" }), first);
  noteClaim(fixtureClaim({ id: "other", experiment: "two" }), first);
  assert.deepEqual(await recordedClaims(), []);
  assert.equal(await writeRecordedLedger(first), 2);
  noteClaim(fixtureClaim({ id: "new", experiment: "one" }), second);
  assert.equal(await writeRecordedLedger(second), 2);
  assert.deepEqual(ids(await recordedClaims()), ["new", "other"]);
});

Deno.test("a ledger that cannot be read is named, with its field", async () => {
  await using data = await temporaryData();
  const file = join(data.folder, "broken.json");
  await Deno.writeTextFile(file, "{");
  assert.throws(() => notedClaims(data.folder), /broken\.json: it is no JSON/);
  await Deno.writeTextFile(file, JSON.stringify({ schemaVersion: SCHEMA_VERSION, claims: [{}] }));
  assert.throws(() => notedClaims(data.folder), /broken\.json, field claims\.0\.id/);
});
