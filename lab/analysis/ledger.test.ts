import assert from "node:assert/strict";
import { fixtureClaim, fixtureStudy } from "./fixtures.ts";
import { changedVerdicts, ledgerCounts, ledgerMachines, ledgerRows, ledgerText } from "./ledger.ts";

const HERE = { machineId: "here", studies: [fixtureStudy()] };
const recorded = [
  fixtureClaim({ id: "a", source: "cedar", verdict: "holds" }),
  fixtureClaim({ id: "b", source: "gauntlet", verdict: "fails" }),
  fixtureClaim({ id: "c", source: "maple", verdict: "undecided" }),
];

Deno.test("ledgerRows() puts what was judged now over what is recorded, and keeps both verdicts", () => {
  const now = [
    fixtureClaim({ id: "a", source: "cedar", verdict: "fails", machineId: "here", value: 0.5 }),
    fixtureClaim({ id: "new", source: "cedar", verdict: "holds", machineId: "here" }),
  ];
  const rows = ledgerRows(recorded, now, HERE);
  assert.deepEqual(
    rows.map(({ id, verdict, recordedVerdict, here }) => [id, verdict, recordedVerdict, here]),
    [
      ["c", "undecided", "undecided", false],
      ["a", "fails", "holds", true],
      ["new", "holds", null, true],
      ["b", "fails", "fails", false],
    ],
  );
  assert.equal(rows[1]!.ratio, 0.5);
  assert.deepEqual(changedVerdicts(rows).map(({ id }) => id), ["a"]);
  assert.deepEqual(ledgerCounts(rows), { holds: 1, fails: 2, undecided: 1 });
});

Deno.test("ledgerRows() sorts by source and notebook, keeps the order within, and knows a quantity from a ratio", () => {
  const rows = ledgerRows(
    [
      fixtureClaim({ id: "z", experiment: "early" }),
      fixtureClaim({ id: "y", experiment: "late", unit: "ms", value: 12 }),
      fixtureClaim({ id: "x", experiment: "early" }),
    ],
    [],
    { ...HERE, notebookOf: ({ experiment }) => experiment === "early" ? "01-early" : "02-late" },
  );
  assert.deepEqual(rows.map(({ id, notebook }) => [id, notebook]), [
    ["z", "01-early"],
    ["x", "01-early"],
    ["y", "02-late"],
  ]);
  assert.deepEqual([rows[2]!.ratio, rows[2]!.value, rows[2]!.unit], [null, 12, "ms"]);
});

Deno.test("ledgerMachines() counts claims by machine", () => {
  const rows = ledgerRows(
    recorded,
    [fixtureClaim({ id: "d", machineId: "here", machine: "8 cores" })],
    HERE,
  );
  assert.deepEqual(ledgerMachines(rows), [
    { machine: "2 cores of synthetic CPU", here: false, claimCount: 3 },
    { machine: "8 cores", here: true, claimCount: 1 },
  ]);
});

Deno.test("ledgerText() tells what holds here, what differs, and what was not measured or judged", () => {
  const now = [
    fixtureClaim({ id: "a", source: "cedar", verdict: "fails", machineId: "here" }),
    fixtureClaim({ id: "d", source: "gauntlet", verdict: "undecided", machineId: "here" }),
    fixtureClaim({
      id: "b",
      source: "gauntlet",
      verdict: "undecided",
      machineId: "here",
      value: null,
      low: null,
      high: null,
    }),
  ];
  assert.equal(
    ledgerText(ledgerRows(recorded, now, HERE)),
    [
      "The ledger: of 2 claims judged here 0 hold, 1 fail and 1 are undecided.",
      "",
      "fails:",
      "  One gives more than the other (cedar, notebook synthetic): 1.5× (1.2 to 1.8)",
      "",
      "undecided:",
      "  One gives more than the other (gauntlet, notebook synthetic): 1.5× (1.2 to 1.8)",
      "",
      "Not as recorded:",
      "  a: recorded as holds, here fails",
      '1 claim needs a cell that this profile did not measure: "deno task run NAME --full" does.',
      "1 claim of the ledger was not judged here.",
    ].join("\n"),
  );
  assert.equal(
    ledgerText(ledgerRows(recorded, [], HERE)),
    "The ledger: no claim was judged here.\n3 claims of the ledger were not judged here.",
  );
});
