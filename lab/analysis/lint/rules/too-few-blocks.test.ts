import assert from "node:assert/strict";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { compareAsClaimed } from "../../comparing/looked.ts";
import { BETA, changedRun, GAMMA, inComparison, inPublished } from "../testing.ts";

Deno.test("too-few-blocks is an error below three blocks", () => {
  const [found] = inComparison("too-few-blocks", changedRun({}, 2));
  assert.equal(found!.severity, "error");
  assert.match(found!.sentence, /^2 blocks measured both: nothing can be said/);
});

Deno.test("too-few-blocks warns of an interval that allows no verdict", () => {
  const scattered = ({ block }: CompletedTrial) => ({
    throughputRps: [300, 420, 380, 500][block - 1]!,
  });
  const run = changedRun({ "gamma-sync": { outcome: scattered } });
  const [found] = inComparison("too-few-blocks", run);
  assert.equal(found!.severity, "warning");
  assert.match(
    found!.sentence,
    /^These 4 blocks cannot tell: the ratio's 95 % interval [\d.–]+ holds 1/,
  );
});

Deno.test("too-few-blocks is silent where a verdict stands", () => {
  assert.deepEqual(inComparison("too-few-blocks", changedRun({}, 6)), []);
});

Deno.test("too-few-blocks says of a run that went by looks what its claims say, and of bests what fresh blocks say", () => {
  const { plan, ...run } = changedRun({
    "gamma-sync": { outcome: ({ block }) => ({ throughputRps: 400 + (block % 2) * 80 + block }) },
  }, 8);
  const claims = [{
    ...{ id: "more", source: "gauntlet", sentence: "More", expects: "more" as const },
    of: [GAMMA, BETA] as [typeof GAMMA, typeof BETA],
  }];
  const byLooks = {
    ...run,
    plan: { ...plan, claims, profile: { ...plan.profile, blocks: 3, blocksMax: 80 } },
  };
  const [found] = inComparison("too-few-blocks", byLooks);
  const { reason } = compareAsClaimed(byLooks, [GAMMA, BETA]);
  assert.equal(found!.sentence, reason);
  assert.match(reason, /99 % interval/);
  const [fresh] = inComparison("too-few-blocks", byLooks, { afterBlock: 3 });
  assert.match(fresh!.sentence, /after 5 such blocks/);
});

Deno.test("too-few-blocks finds each published table: one run a row, or who knows how many", () => {
  const sentences = inPublished("too-few-blocks").map(({ sentence }) => sentence);
  assert.equal(sentences.length, 4);
  assert.match(sentences[0]!, /^One run for each of its 4 rows, and no spread: by how much/);
  assert.match(sentences[3]!, /^No spread for any of its 2 rows, nor how often each was measured/);
});
