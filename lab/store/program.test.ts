import assert from "node:assert/strict";
import { dataPath } from "../system/state.ts";
import { type Begun, begunRuns, noteBegun, readProgram, repeatedText } from "./program.ts";
import { temporaryData } from "./temporary.ts";

const BEGUN: Begun = {
  ...{ schemaVersion: 2, startedAt: "2026-01-02T03:04:05.000Z", experiment: "kiosk" },
  ...{ runId: "kiosk-1", planHash: "plan", codeHash: "code", commit: "c0ffee", minutes: 20 },
  why: null,
};

Deno.test("runs that were begun are read as they were noted, and a changed line is refused by name", async () => {
  await using _data = await temporaryData();
  assert.deepEqual(await begunRuns(), []);
  const repeat = { ...BEGUN, runId: "kiosk-2", why: "It rained." };
  await noteBegun(BEGUN);
  await noteBegun(repeat);
  assert.deepEqual(await begunRuns(), [BEGUN, repeat]);
  const file = dataPath("recordings.jsonl");
  const text = await Deno.readTextFile(file);
  for (const changed of ["It snowed.", ""]) {
    await Deno.writeTextFile(file, text.replace("It rained.", changed));
    await assert.rejects(
      begunRuns(),
      /data\/recordings\.jsonl, line 2: its checksum is that of an/,
    );
  }
  await Deno.writeTextFile(file, text.replace(/,"checksum":"[^"]*"/g, ""));
  await assert.rejects(begunRuns(), /data\/recordings\.jsonl, line 1: its checksum is missing/);
});

Deno.test("a repeated recording says beside which, and why", () => {
  assert.equal(repeatedText([BEGUN]), null);
  assert.equal(
    repeatedText([BEGUN, { ...BEGUN, runId: "kiosk-2", why: "It rained." }]),
    "kiosk-2 was measured beside kiosk-1, which is kept, because: It rained.",
  );
});

Deno.test("a program is refused where it is not there, is wrong, or has an experiment twice", async () => {
  await using _data = await temporaryData();
  await assert.rejects(readProgram(), /data\/recording\.json is not there; write/);
  const step = { experiment: "kiosk", minutes: 20, why: "It is short." };
  const write = (experiments: unknown[]) =>
    Deno.writeTextFile(dataPath("recording.json"), JSON.stringify({ experiments }));
  await write([step, step]);
  await assert.rejects(readProgram(), /has "kiosk" twice; give it once/);
  await write([{ ...step, minutes: 0 }]);
  await assert.rejects(readProgram(), /recording\.json, field experiments\.0\.minutes/);
  await write([step]);
  assert.deepEqual((await readProgram()).experiments, [step]);
});
