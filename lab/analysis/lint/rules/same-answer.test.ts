import assert from "node:assert/strict";
import { changedRun, inRun, inTrials } from "../testing.ts";

const sampled = (distinct: number, requests = 1, count = 200) => ({
  outcome: {
    sampledCount: count,
    sampledDistinctCount: distinct,
    sampledRequestDistinctCount: requests,
  },
});
const found = (gamma: ReturnType<typeof sampled>, beta: ReturnType<typeof sampled>) =>
  inRun("same-answer", changedRun({ "gamma-sync": gamma, "beta-sync": beta }));

Deno.test("same-answer finds a server that repeats itself where its rival does not", () => {
  const [finding, ...others] = found(sampled(6), sampled(190));
  assert.equal(finding!.severity, "error");
  assert.equal(
    finding!.sentence,
    "There were 6 different texts among 200 sampled answers, where beta-sync had 190 among 200.",
  );
  assert.ok(others.every(({ subject }) => subject.startsWith("gamma-sync")));
});

Deno.test("same-answer takes as few texts among fewer samples for no more variety", () => {
  assert.ok(
    found(sampled(1, 1, 200), sampled(1, 1, 33)).every(({ severity }) => severity === "note"),
  );
});

Deno.test("same-answer finds one answer to many requests in a trial alone", () => {
  const [finding] = inTrials("same-answer", sampled(1, 150));
  assert.equal(finding!.severity, "warning");
  assert.match(finding!.sentence, /to 150 different requests\.$/);
  assert.equal(inTrials("same-answer", sampled(1))[0]!.severity, "note");
});

Deno.test("same-answer finds workers that each keep an answer of their own", () => {
  const [finding] = inTrials("same-answer", sampled(3));
  assert.equal(finding!.severity, "warning");
  assert.match(
    finding!.sentence,
    /^There were 3 different texts among 200 sampled answers, no more than its 3 workers, of an endpoint that asks the database: of [\d,]+ rows chance would draw some \d+\.$/,
  );
  const [toMany] = inTrials("same-answer", sampled(2, 150));
  assert.match(toMany!.sentence, /no more than its 3 workers, to 150 different requests\.$/);
  // More than workers are no sign of it by themselves.
  assert.deepEqual(inTrials("same-answer", sampled(4)), []);
});

Deno.test("same-answer lets servers pass that repeat themselves alike, and few samples", () => {
  assert.deepEqual(found(sampled(60), sampled(190)), []);
  assert.deepEqual(inTrials("same-answer", sampled(1, 9, 9)), []);
  assert.deepEqual(inTrials("same-answer", {}), []);
});
