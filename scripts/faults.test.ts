import assert from "node:assert/strict";
import { type FaultNote, FAULTS } from "../lab/testing/faults.ts";
import { faultTable } from "./faults/tell.ts";

/** A test for each fault that is planted, all as promised. */
const notes: FaultNote[] = Object.values(FAULTS).flat().map((fault) => ({
  ...{ faults: [fault], triedCount: 1, survived: true },
  ...{ trialsLost: 0, wrongFigures: 0, leftBehind: 0 },
}));

Deno.test("faults that are all survived are counted, and nothing is wrong", () => {
  const { rows, untried, wrong } = faultTable(notes);
  assert.deepEqual([untried, wrong], [[], []]);
  const total = rows.reduce((sum, { tried }) => sum + tried, 0);
  assert.equal(total, notes.length);
  assert.ok(rows.every(({ tried, survived }) => tried === survived && tried > 0));
});

Deno.test("a fault that nobody plants, that a test fails on, or that costs something, is named", () => {
  const [silent, failing, costly, ...others] = notes;
  const { rows, wrong } = faultTable([
    ...others,
    { ...failing!, survived: false },
    { ...costly!, survived: false, trialsLost: 2, leftBehind: 1 },
  ]);
  assert.deepEqual(wrong, [
    `"${silent!.faults[0]}" was planted by no test`,
    `"${failing!.faults[0]}": its test failed`,
    `"${costly!.faults[0]}": 2 trials lost, 0 wrong figures, 1 left behind`,
  ]);
  assert.deepEqual([rows[0]!.trialsLost, rows[0]!.leftBehind], [2, 1]);
  assert.equal(rows[0]!.tried - rows[0]!.survived, 2);
});

Deno.test("what this machine cannot plant is named, and counts neither as tried nor as wrong", () => {
  const [first, ...others] = notes;
  const { rows, untried, wrong } = faultTable([...others, { ...first!, cannot: "it takes root" }]);
  assert.deepEqual([untried, wrong], [[`"${first!.faults[0]}": it takes root`], []]);
  assert.equal(rows[0]!.tried, FAULTS["servers that lie"].length - 1);
});
