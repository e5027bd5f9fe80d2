import assert from "node:assert/strict";
import { admission, admittedText } from "./admitted.ts";
import { fixtureClaim } from "../fixtures/runs.ts";
import { ledgerMachines, ledgerRows, refusedRuns } from "./ledger.ts";
import { ledgerText } from "./ledger-text.ts";

const HERE = { machineId: "here", studies: [] };
/** So many claims of a run. */
const claims = (runId: string, count: number, of: Parameters<typeof fixtureClaim>[0] = {}) =>
  Array.from(
    { length: count },
    (_, index) => fixtureClaim({ id: `${runId}-${index}`, runId, ...of }),
  );

Deno.test("a run on another Python is refused by name, and its claims are not counted", () => {
  const recorded = [
    ...claims("most", 3, { python: "3.11.2" }),
    ...claims("other", 2, { python: "3.11.7" }),
  ];
  assert.deepEqual(ledgerRows(recorded, [], HERE).map(({ runId }) => runId), Array(3).fill("most"));
  assert.deepEqual(refusedRuns(recorded, [], HERE).map(({ sentence }) => sentence), [
    "2 claims of the run other are not in this ledger: it was measured with Python 3.11.7, and the " +
    "ledger is of Python 3.11.2.",
  ]);
});

Deno.test("a run that started no Python agrees with every one, and is not what the ledger is of", () => {
  const recorded = [
    ...claims("no-python", 3, { python: null }),
    ...claims("python", 1, { python: "3.11.2" }),
    ...claims("older", 1, { python: "3.9.0" }),
  ];
  const { admits, refused } = admission(recorded, HERE);
  assert.deepEqual(recorded.map(admits), [true, true, true, true, false]);
  assert.deepEqual(refused.map(({ runId, claimCount }) => [runId, claimCount]), [["older", 1]]);
});

Deno.test("what was measured here decides of which code the ledger is", () => {
  const recorded = claims("recorded", 5, { python: "3.11.2" });
  const now = claims("mine", 2, {
    ...{ machineId: "here", codeHash: "0123456789abcdef", python: "3.11.2", experiment: "mine" },
  });
  assert.deepEqual(ledgerRows(recorded, now, HERE).map(({ runId }) => runId), ["mine", "mine"]);
  const refused = refusedRuns(recorded, now, HERE);
  assert.match(
    refused[0]!.sentence,
    /^5 claims of the run recorded are not in .* before runs held the hash of their code, and the ledger is of code 01234567\.$/,
  );
  assert.match(
    ledgerText(ledgerRows(recorded, now, HERE), refused),
    /5 claims of the run recorded/,
  );
  const changed = claims("changed", 1, { codeHash: "fedcba9876543210", python: "3.11.2" });
  assert.match(
    refusedRuns(changed, now, HERE)[0]!.sentence,
    /with other code \(fedcba98\) than the ledger's \(01234567\)/,
  );
});

Deno.test("a claim that is refused now is shown as it is recorded", () => {
  const recorded = claims("run", 3, { python: "3.11.2" });
  const [now] = claims("run", 1, { python: "3.12.0", verdict: "fails" });
  const rows = ledgerRows(recorded, [now!], HERE);
  assert.deepEqual(rows.map(({ verdict }) => verdict), ["holds", "holds", "holds"]);
});

Deno.test("machines of one kind are told apart by their ids", () => {
  const two = [
    ...claims("one", 2, { machineId: "2c6c95c1" }),
    ...claims("other", 1, { machineId: "911fab7f" }),
  ];
  assert.deepEqual(ledgerMachines(ledgerRows(two, [], HERE)).map(({ machine }) => machine), [
    "2 cores of synthetic CPU (2c6c)",
    "2 cores of synthetic CPU (911f)",
  ]);
});

Deno.test("admittedText() says of which code and Python a ledger is", () => {
  assert.match(
    admittedText(claims("run", 1, { python: "3.11.2" })),
    /before runs held a hash .* Python is 3\.11\.2\.$/,
  );
  assert.equal(
    admittedText(claims("run", 1, { codeHash: "0123456789abcdef" })),
    "The runs behind it are of the same code (01234567).",
  );
  assert.equal(admittedText([]), "");
});
