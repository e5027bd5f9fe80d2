import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import { compareAsClaimed } from "../../lab/analysis/comparing/looked.ts";
import type { RegisteredClaim } from "../../lab/nouns/registered.ts";
import { foundIn } from "./found.ts";
import { foundCsv, foundMarkdown, foundText } from "./foundtext.ts";
import { GATE_CODES, gateOf } from "./gate.ts";

const cells = [1, 2].map((workers) => fixtureCell("gamma-sync", workers, 5));
const [over, under] = [cells[1]!, cells[0]!];
const claimOf = (id: string, expects: RegisteredClaim["expects"]): RegisteredClaim => ({
  ...{ id, source: "gate", sentence: `Two, "or" <b>more</b>`, expects, of: [over, under] },
});

/** A run whose second cell gives so many times what the first does. */
function runOf(times: number, claims: RegisteredClaim[], blocks = 5, noiseShare = 0.01) {
  const run = fixtureRun({
    ...{ cells, blocks, noiseShare, answerCount: 1 },
    throughputRpsOf: ({ settings }) => settings.workers === 2 ? 400 * times : 400,
  });
  run.plan.claims = claims;
  return run;
}
const words = { goOn: "deno task run --resume X --until-decided", report: "Its figures: here" };

Deno.test("what was found is each cell with its interval, and each claim as it is judged elsewhere", () => {
  const run = runOf(1.5, [claimOf("two-are-more", "more")]);
  const found = foundIn(run);
  for (const { throughputRps, lowRps, highRps, trialCount } of found.cells) {
    assert.equal(trialCount, 5);
    assert.ok(lowRps! < throughputRps! && throughputRps! < highRps!);
  }
  const { ratio, low, high, verdict, moreBlocks } = found.pairs[0]!;
  const judged = compareAsClaimed(run, [over, under], { expects: "more" });
  assert.deepEqual([ratio, low, high], [judged.ratio, judged.low, judged.high]);
  assert.deepEqual([verdict, moreBlocks], ["holds", null]);
  const text = foundText(found, words);
  assert.match(text, /\n {2}gamma-sync 1×5 {2}█+▒* +4\d\d \(3\d\d–4\d\d\), 5 trials\n/);
  assert.match(
    text,
    /\ngamma-sync 2×5 gave 1\.\d+ × gamma-sync 1×5 \(95 %: 1\.4\d–1\.5\d?\): different; two-are-more holds \(“Two/,
  );
  assert.doesNotMatch(text, /Undecided/);
});

Deno.test("of what is undecided it is told what would decide it, and how that is typed", () => {
  const found = foundIn(runOf(1.03, [claimOf("two-are-more", "more")], 5, 0.1));
  assert.equal(found.pairs[0]!.verdict, "undecided");
  assert.match(
    foundText(found, words),
    /\nUndecided: two-are-more; (?:about \d+ more blocks of its cells, \d+ minutes?, would decide it:|likely not even 80 blocks would decide it)\n {2}deno task run --resume X --until-decided\n/,
  );
});

Deno.test("where nobody claims anything each cell is held against the first, and a cell without a trial says why", () => {
  const run = runOf(1.5, []);
  assert.equal(foundIn(run).pairs.length, 1);
  for (const trial of run.trials.filter(({ cell }) => cell.settings.workers === 2)) {
    trial.outcome = { state: "failed", reason: "It is gone" };
  }
  const found = foundIn(run);
  const text = foundText(found, words);
  assert.match(
    text,
    /gamma-sync 2×5 .*no figure: all 5 trials of gamma-sync 2×5 failed: It is gone/,
  );
  assert.equal(found.cells.find(({ workers }) => workers === 2)!.failedCount, 5);
});

Deno.test("a gate holds, fails, is undecided or could not be measured, each with its exit code", () => {
  const gate = (times: number, expects: RegisteredClaim["expects"], noise = 0.01, blocks = 5) =>
    gateOf(foundIn(runOf(times, [claimOf("expect-1", expects)], blocks, noise)));
  const broken = runOf(1, [claimOf("expect-1", { atLeast: 0.9 })]);
  for (const trial of broken.trials.filter(({ cell }) => cell.settings.workers === 2)) {
    trial.outcome = { state: "failed", reason: "It is gone" };
  }
  const verdicts = [
    gate(1, { atLeast: 0.9 }),
    gate(0.8, { atLeast: 0.9 }),
    gate(0.9, { atLeast: 0.9 }, 0.1),
    gateOf(foundIn(broken)),
  ];
  assert.deepEqual(verdicts, ["holds", "fails", "undecided", "could not be measured"]);
  assert.deepEqual(verdicts.map((verdict) => GATE_CODES[verdict!]), [0, 1, 2, 3]);
  assert.equal(gate(1, { atLeast: 0.9 }, 0.01, 2), "undecided", "too few blocks tell nothing yet");
  const both = [claimOf("expect-1", { atLeast: 0.9 }), claimOf("expect-2", { atLeast: 1.2 })];
  assert.equal(gateOf(foundIn(runOf(1, both))), "fails", "one that fails is enough");
  assert.equal(gateOf(foundIn(runOf(1, [claimOf("mine", "more")]))), null);
});

Deno.test("programs get JSON without a hole and CSV as it is read everywhere", () => {
  const found = foundIn(runOf(1.5, [claimOf("expect-1", { atLeast: 1 })]));
  assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  const [head, ...rows] = foundCsv(found).split("\n");
  assert.match(
    head!,
    /^runId,experiment,cell,variant,workers,threads,.*throughputRps,lowRps,highRps/,
  );
  assert.equal(rows.length, 2);
  found.cells[0]!.cell = 'a "b", c';
  assert.match(foundCsv(found), /"a ""b"", c"/);
});

Deno.test("a summary for a pull request has no markup of others", () => {
  const found = foundIn(runOf(1.5, [claimOf("expect-1", { atLeast: 1 })]));
  const text = foundMarkdown(found, "holds", ["Run <script>"]);
  assert.match(text, /^### synthetic: holds\n/);
  assert.match(text, /\n\| \*\*holds\*\* \| .* \| 1\.\d+ × \(95 %: /);
  assert.doesNotMatch(text, /(?<!\\)<(?!\/?sub>)/);
});
