import assert from "node:assert/strict";
import { fixtureClaim, fixtureStudy } from "../fixtures/runs.ts";
import { changedVerdicts, ledgerCounts, ledgerMachines, ledgerRows } from "./ledger.ts";
import { countsText, ledgerText, registeredText } from "./ledger-text.ts";
import { fixtureCell } from "../fixtures/runs.ts";
import { benjaminiHochberg } from "../judgement/benjamini-hochberg.ts";

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
  assert.deepEqual(ledgerCounts(rows), {
    ...{ holds: 1, fails: 2, undecided: 1, "not measured": 0 },
    sameTest: 0,
  });
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
      verdict: "not measured",
      machineId: "here",
      value: null,
      low: null,
      high: null,
      blocks: 0,
      reason: "Not measured: the quick profile of this run does not measure alpha 1×5.",
    }),
  ];
  assert.equal(
    ledgerText(ledgerRows(recorded, now, HERE)),
    [
      "The ledger: of 2 claims judged here 0 hold, 1 fails, 1 is undecided; " +
      "2 were registered before they were measured.",
      "",
      "fails:",
      "  One gives more than the other (cedar, notebook synthetic): 1.5× (95 % interval 1.2 to 1.8)",
      "",
      "undecided:",
      "  One gives more than the other (gauntlet, notebook synthetic): 1.5× (95 % interval 1.2 to 1.8)",
      "",
      "Not as recorded:",
      "  a: recorded as holds, here fails",
      "1 claim was not measured: cells that this profile leaves out are measured by " +
      '"deno task run NAME --full".',
      "1 claim of the ledger was not judged here.",
    ].join("\n"),
  );
  assert.equal(
    ledgerText(ledgerRows(recorded, [], HERE)),
    "The ledger: no claim was judged here.\n3 claims of the ledger were not judged here.",
  );
});

Deno.test("ledgerText() tells why claims were not measured: too few blocks, cells left out, or what befell the trials", () => {
  const missing = (id: string, blocks: number | null, reason: string) =>
    fixtureClaim({
      ...{ id, blocks, reason, verdict: "not measured", machineId: "here" },
      ...{ value: null, low: null, high: null },
    });
  const invalid = "Not measured: all 4 trials of alpha 1×5 are invalid; the first: it was held up.";
  const now = [
    missing("a", 1, "Not measured: 1 block measured both."),
    missing("b", 2, "Not measured: 2 blocks measured both."),
    missing("c", 0, "Not measured: the quick profile of this run does not measure alpha 1×5."),
    missing("d", null, "Not measured in this run."),
    missing("e", 0, invalid),
    missing("f", 0, invalid),
  ];
  const lines = ledgerText(ledgerRows([], now, HERE)).split("\n");
  assert.deepEqual(lines, [
    "The ledger: no claim was judged here.",
    "2 claims were not measured: too few blocks in the time there was; more minutes, or " +
    '"deno task run NAME --until-decided", measure more.',
    "2 claims were not measured: cells that this profile leaves out are measured by " +
    '"deno task run NAME --full".',
    "2 claims were not measured (e, f): all 4 trials of alpha 1×5 are invalid; the first: it was " +
    "held up.",
  ]);
});

const [a, b, c] = [1, 2, 3].map((workers) => fixtureCell("gamma-sync", workers, 5));
const compared = (over = a!, under = b!, measure = "throughputRps") => ({ measure, over, under });

Deno.test("ledgerRows() marks claims that are one test, in whatever order their cells are", () => {
  const rows = ledgerRows(
    [
      fixtureClaim({ id: "first", compared: compared() }),
      fixtureClaim({ id: "turned-round", compared: compared(b, a), verdict: "fails" }),
      fixtureClaim({ id: "other-measure", compared: compared(a, b, "latencyP50Ms") }),
      fixtureClaim({ id: "other-run", compared: compared(), runId: "another" }),
      fixtureClaim({ id: "other-cell", compared: compared(a, c) }),
      fixtureClaim({ id: "no-comparison" }),
    ],
    [],
    HERE,
  );
  assert.deepEqual(rows.map(({ sameTestAs }) => sameTestAs), [
    null,
    "first",
    ...[null, null, null, null],
  ]);
  assert.equal(
    countsText(rows),
    "5 hold, 0 fail, 0 are undecided, 1 is the same test as another",
  );
  // Of a part of the ledger the first counts, though it is not the first of all.
  assert.deepEqual(ledgerCounts(rows.slice(1)).fails, 1);
  assert.match(ledgerText(rows.map((row) => ({ ...row, here: true }))), /; the same test as first/);
});

Deno.test("ledgerRows() adjusts p-values over the ledger's tests, each once", () => {
  const pValues = [0.01, 0.03, 0.2];
  const rows = ledgerRows(
    [
      fixtureClaim({ id: "one", compared: compared(), pValue: 0.01 }),
      fixtureClaim({ id: "one-again", compared: compared(b, a), pValue: 0.01 }),
      fixtureClaim({ id: "two", compared: compared(a, c), pValue: 0.03 }),
      fixtureClaim({ id: "three", compared: compared(b, c), pValue: 0.2 }),
      fixtureClaim({ id: "quantity", pValue: null }),
      fixtureClaim({
        id: "not-measured",
        compared: compared(c, b, "latencyP99Ms"),
        pValue: null,
        verdict: "not measured",
      }),
    ],
    [],
    HERE,
  );
  const [one, two, three] = benjaminiHochberg(pValues);
  assert.deepEqual(
    rows.map(({ adjustedPValue }) => adjustedPValue),
    [one, one, two, three, null, null],
  );
});

Deno.test("what was not measured, now or then, changed no verdict", () => {
  const judged = (verdict: "holds" | "not measured") =>
    fixtureClaim({ id: "a", verdict, machineId: "here" });
  for (const [then, now] of [["holds", "not measured"], ["not measured", "holds"]] as const) {
    assert.deepEqual(changedVerdicts(ledgerRows([judged(then)], [judged(now)], HERE)), []);
  }
});

Deno.test("ledgerText() says where the recorded verdict is another method's", () => {
  const then = fixtureClaim({ id: "a", verdict: "undecided", methodVersion: 1 });
  const now = fixtureClaim({ id: "a", verdict: "holds", machineId: "here" });
  assert.match(
    ledgerText(ledgerRows([then], [now], HERE)),
    /a: recorded as undecided, here holds; judged then by the median of block ratios/,
  );
});

Deno.test("registeredText() counts the claims that were registered before, after, and never", () => {
  const rows = (...all: ("before" | "after" | "never")[]) =>
    ledgerRows(
      all.map((registered, index) => fixtureClaim({ id: `claim-${index}`, registered })),
      [],
      HERE,
    );
  assert.equal(registeredText(rows("before")), "1 was registered before it was measured");
  assert.equal(
    registeredText(rows("after", "never", "never")),
    "0 were registered before they were measured, 1 after, 2 never",
  );
});
