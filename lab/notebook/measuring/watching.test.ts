import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import { progressBundle } from "./progress.ts";
import { watching } from "./watching.ts";

const cell = fixtureCell("gamma-sync", 2, 5);
const { plan } = fixtureRun({ cells: [cell], blocks: 4, answerCount: 1 });
const claim = {
  ...{ id: "more-is-more", ratio: 1.2, low: 0.9, high: 1.6, confidence: 0.99 },
  ...{ verdict: "undecided" as const, open: true, moreBlocks: 3 },
};

const SOUND = { failure: null, validity: { state: "sound" as const, reason: null } };

/** A run of four trials of ten seconds each, up to one of its moments. */
function watched(trials: number) {
  let s = 0;
  const run = watching(plan, () => s);
  run.after({ type: "preparing", what: "PostgreSQL" });
  s += 5;
  run.after({ type: "run-started", runId: "x", trialCount: 4, doneCount: 0, remainingS: 40 });
  for (let place = 1; place <= trials; place++) {
    const at = { trial: place, cell, place, likelyCount: 4, mostCount: 4, remainingS: 99 };
    run.after({ type: "trial-phase", phase: "measuring", ...at });
    s += 10;
    run.after({ type: "trial-ended", ...at, throughputRps: 500 + place, ...SOUND });
  }
  return { run, goOn: (moreS: number) => s += moreS };
}

Deno.test("a run that is watched says what runs, what is left, and what the last trial gave", () => {
  const { run, goOn } = watched(2);
  const state = run.now()!;
  assert.deepEqual(
    { trial: state.trial, trialCount: state.trialCount, what: state.what, leftS: state.leftS },
    { trial: 2, trialCount: 4, what: "gamma-sync 2×5, measuring", leftS: 20 },
  );
  assert.equal(state.throughputs!.last, "gamma-sync 2×5: 502 requests/s");
  assert.equal(state.throughputs!.ratios.length, 2);
  goOn(7);
  assert.equal(run.now()!.leftS, 13);
});

Deno.test("claims are shown as intervals, in words for those who see none", () => {
  const { run } = watched(3);
  const state = run.after({ type: "claims", block: 3, claims: [claim] })!;
  const { "text/html": html, "text/plain": text } = progressBundle(state);
  assert.match(html!, /more-is-more/);
  assert.match(html!, /aria-label="1\.20, from 0\.90 to 1\.60: undecided"/);
  assert.match(html!, />about 3 more blocks</);
  assert.match(html!, /<polyline points="[\d., ]+"/);
  assert.match(text, /0 of 1 decided; more-is-more 1\.20[\s\S]*gamma-sync 2×5: 503 requests\/s$/);
  const soFar = { ratio: 1.1, low: 0.8, high: 1.5, confidence: 0.95 };
  const moving = { ...claim, ratio: null, low: null, high: null, blocksLeft: 1, soFar };
  const shown = progressBundle(run.after({ type: "claims", block: 3, claims: [moving] })!);
  assert.match(
    shown["text/html"]!,
    /aria-label="1\.10, from 0\.80 to 1\.50 so far: no verdict yet"/,
  );
  assert.match(shown["text/html"]!, />so far<.*>its verdict comes at the end, in 1 more block</);
  const none = { ...claim, ratio: null, low: null, high: null, verdict: "not measured" as const };
  const open = progressBundle(
    run.after({ type: "claims", block: 3, claims: [none] })!,
  )["text/html"]!;
  assert.match(open, />not yet</);
  assert.doesNotMatch(open, /NaN|null|Infinity/);
});

Deno.test("a trial that failed says so, and is in no line", () => {
  const { run } = watched(1);
  const at = { trial: 2, cell, place: 2, likelyCount: 4, mostCount: 4, remainingS: 9 };
  const { throughputs } = run.after({
    type: "trial-ended",
    ...at,
    throughputRps: null,
    failure: "no",
    validity: null,
  })!;
  assert.equal(throughputs!.ratios.length, 1);
  assert.equal(throughputs!.last, "gamma-sync 2×5: failed");
});
