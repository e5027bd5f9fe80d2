import assert from "node:assert/strict";
import { ledgerRows } from "../../analysis/claims/ledger.ts";
import { fixtureCell, fixtureClaim, fixtureRun } from "../../analysis/fixtures/runs.ts";
import type { RegisteredClaim } from "../../nouns/registered.ts";
import { answer, truths } from "./answer.ts";
import { DISPLAY } from "../display/display.ts";

const [one, two, never] = [1, 2, 9].map((workers) => fixtureCell("gamma-sync", workers, 5));
const claimOf = (fields: Partial<RegisteredClaim> = {}): RegisteredClaim => ({
  ...{ id: "second-worker", source: "changs", sentence: "A second worker helps" },
  ...{ of: [two!, one!], expects: "more" },
  ...fields,
});
const runOf = (of: number, noiseShare: number, claims = [claimOf()]) => ({
  ...fixtureRun({
    ...{ cells: [one!, two!], blocks: 6, noiseShare },
    throughputRpsOf: ({ settings }) => settings.workers === 1 ? 100 : 100 * of,
  }),
  claims,
});
const LINE = {
  claim: "second-worker",
  holds: "A second worker gives more",
  fails: "A second worker gives no more",
};

Deno.test("each verdict has its words; undecided is neither yes nor no", () => {
  assert.match(
    String(answer(runOf(1.5, 0.01), [LINE])),
    /^A second worker gives more \(1\.5.*6 blocks\)\.$/,
  );
  assert.match(String(answer(runOf(0.5, 0.01), [LINE])), /^A second worker gives no more \(0\.5/);
  const open = answer(runOf(1, 0.4), [LINE]);
  assert.deepEqual(open.verdicts, ["undecided"]);
  assert.match(
    String(open),
    /^Not decided, neither for nor against: “A second worker helps”, as changs has it \(/,
  );
  const own = { ...LINE, undecided: "Whether a second worker helps is open" };
  assert.match(String(answer(runOf(1, 0.4), [own])), /^Whether a second worker helps is open \(/);
  const lacking = runOf(1, 0.1, [claimOf({ of: [never!, one!] })]);
  assert.equal(
    String(answer(lacking, [LINE])),
    "Not measured in this run: “A second worker helps”, as changs has it.",
  );
});

Deno.test("a sentence leads to its claim, a quantity brings its own figure", () => {
  const claims = [
    claimOf(),
    claimOf({ id: "a-share", of: "a share of all", expects: { atMost: 0.1 }, unit: "of all" }),
  ];
  const said = answer(runOf(1.5, 0.01, claims), [
    LINE,
    { claim: "a-share", holds: "Few", fails: "Many", ours: { value: 0.04, low: 0.03, high: 0.05 } },
  ]);
  const { "text/markdown": markdown } = said[DISPLAY]!() as { "text/markdown": string };
  assert.match(
    markdown,
    /^- A second worker gives more \(\[.*\]\(#claim-second-worker\)\)\.\n- Few/,
  );
  assert.match(markdown, /0\.040 of all, 0\.030 to 0\.050/);
});

Deno.test("truths come from a ledger, lead to their notebooks, and say what is not there yet", () => {
  const [row] = ledgerRows([fixtureClaim()], [], {
    machineId: "here",
    notebookOf: () => "01-the-claim",
  });
  const said = truths([row!], [
    { claim: row!.id, holds: "So it is", fails: "So it is not" },
    { claim: "never-heard-of", holds: "Yes", fails: "No" },
  ]);
  assert.deepEqual(said.verdicts, [row!.verdict, "not measured"]);
  const { "text/markdown": markdown } = said[DISPLAY]!() as { "text/markdown": string };
  assert.ok(markdown.includes(`](01-the-claim.ipynb#claim-${row!.id})`), markdown);
  assert.match(markdown, /- Not measured yet: never-heard-of\.$/);
});
