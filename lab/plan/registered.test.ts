import assert from "node:assert/strict";
import { fixtureCell } from "../analysis/fixtures/runs.ts";
import type { RegisteredClaim } from "../nouns/registered.ts";
import { experiment, type ExperimentDefinition } from "./experiment.ts";

const [one, other, absent] = [1, 2, 3].map((workers) => fixtureCell("mine", workers, 5));
const more: RegisteredClaim = {
  id: "one-beats-the-other",
  source: "gauntlet",
  sentence: "One gives more than the other",
  expects: "more",
  of: [one!, other!],
};
const withClaims = (...claims: unknown[]) =>
  experiment(
    { name: "small", question: "?", cells: [one, other, one], claims } as ExperimentDefinition,
  );
const refused = (claim: Record<string, unknown>, sentence: string | RegExp) =>
  assert.throws(() => withClaims({ ...more, ...claim }), {
    name: "GauntletError",
    message: typeof sentence === "string"
      ? `Cannot use the experiment "small": ${sentence}`
      : sentence,
  });

Deno.test("experiment() takes claims on its cells, on twins, and on quantities", () => {
  const twins = { ...more, id: "twins", of: [one, one], expects: "same", headline: true };
  const wait = { ...more, id: "wait", of: "the longest wait", expects: { atMost: 3 }, unit: "ms" };
  assert.deepEqual(withClaims(more, twins, wait).claims!.map(({ id }) => id), [
    "one-beats-the-other",
    "twins",
    "wait",
  ]);
});

Deno.test("experiment() refuses a claim on a cell that it has not, and says which", () => {
  refused(
    { of: [one, absent] },
    'the claim "one-beats-the-other" is of mine 3×5, and the experiment has no such cell; ' +
      "add it to cells, or name another",
  );
  refused(
    { of: [other, other] },
    /compares mine 2×5 with itself, and the experiment has it once; have it twice among cells$/,
  );
});

Deno.test("experiment() takes claims on the best of some cells, and refuses what makes none of them", () => {
  const best = (over: unknown[], under: unknown[]) => ({ of: { best: { over, under } } });
  const [claim] = withClaims({ ...more, ...best([one, other], [one]) }).claims!;
  assert.deepEqual(claim!.of, { best: { over: [one, other], under: [one] } });
  refused(
    best([one, absent], [other]),
    /is of mine 3×5, and the experiment has no such cell; add it/,
  );
  refused(
    best([one, other], [other]),
    /may compare mine 2×5 with itself, and the experiment has it once; have it twice among cells$/,
  );
  refused(best([one], []), /claims\.0\.of\.best\.under/);
  const elsewhere = { ...other!, scenario: { ...other!.scenario, size: 5 } };
  assert.throws(
    () =>
      experiment({
        ...{ name: "small", question: "?", cells: [one!, other!, elsewhere] },
        claims: [{ ...more, of: { best: { over: [other!, elsewhere], under: [one!] } } }],
      }),
    /looks for the best among cells of several scenarios; give cells of one scenario each$/,
  );
});

Deno.test("experiment() refuses two claims of one id", () => {
  assert.throws(
    () => withClaims(more, { ...more, expects: "less" }),
    /the claim "one-beats-the-other" is there twice; give one of them another id/,
  );
});

Deno.test("experiment() refuses a δ without its reason, and what makes no sense of a ratio or a quantity", () => {
  refused(
    { deltaShare: 0.2 },
    /has the δ 0\.2, and not 0\.1 as usual; give the reason as deltaReason$/,
  );
  withClaims({ ...more, deltaShare: 0.2, deltaReason: "a second machine costs that" });
  refused({ unit: "ms" }, /compares two cells and has a unit; leave it out/);
  refused(
    { of: "a wait", measure: "latencyP50Ms" },
    /is of a quantity, and measure and deltaShare are for two cells; leave them out/,
  );
});

Deno.test("experiment() says which field of a claim, or which measure, was meant", () => {
  refused(
    { sentense: "One" },
    'there is no field "claims.0.sentense"; did you mean "sentence"?',
  );
  refused(
    { measure: "latencyP50" },
    'the claim "one-beats-the-other" measures "latencyP50"; did you mean "latencyP50Ms"?',
  );
  refused(
    { of: [one, { ...other, setings: {} }] },
    'there is no field "claims.0.of.1.setings"; did you mean "settings"?',
  );
  refused({ expects: "mroe" }, 'claims.0.expects is "mroe"; did you mean "more"?');
});
