/** What holds of every trial that can be written, whatever its figures and texts are. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { type CompletedTrial, Trial } from "../nouns/trial.ts";
import { GauntletError } from "../system/state.ts";
import { appendTrial, createRun } from "./append.ts";
import { stamped } from "./checksum.ts";
import { trialsFile } from "./folder.ts";
import { readRun } from "./read.ts";
import { temporaryData } from "./temporary.ts";
import { parseTrials } from "./trials.ts";

const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun();
const whole = { plan: header.plan, blocksMax: Infinity, checksum: "must" } as const;

/** A trial of the fixtures' plan with figures and texts by lot, as any measurement may leave it. */
const anyTrial: fc.Arbitrary<Trial> = fc.record({
  base: fc.constantFrom(...trials as CompletedTrial[]),
  okCount: fc.nat(),
  durationS: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
  latenciesMs: fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), {
    minLength: 4,
    maxLength: 4,
  }),
  serverCpuS: fc.double({ min: 0, max: 1e6, noNaN: true }),
  text: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fails: fc.boolean(),
}).map(({ base, okCount, durationS, latenciesMs, serverCpuS, text, fails }) => {
  if (fails) return { ...base, outcome: { state: "failed", reason: text } } as Trial;
  const [p50, p90, p99, max] = latenciesMs.toSorted((a, b) => a - b);
  return {
    ...base,
    outcome: {
      ...base.outcome,
      ...{ okCount, durationS, throughputRps: okCount / durationS, serverCpuS, serverLog: text },
      ...{ latencyP50Ms: p50!, latencyP90Ms: p90!, latencyP99Ms: p99!, latencyMaxMs: max! },
    },
  };
});

Deno.test("every trial that can be written is read as it was", async () => {
  await using _data = await temporaryData();
  await createRun(header);
  await fc.assert(
    fc.asyncProperty(anyTrial, async (trial) => {
      Trial.parse(trial);
      await Deno.writeTextFile(trialsFile(header.runId), "");
      await appendTrial(header.runId, trial);
      assert.deepEqual((await readRun(header.runId)).trials, [trial]);
    }),
    { numRuns: 50 },
  );
});

Deno.test("a line in which any character is another, is gone or is there twice is refused", () => {
  const change = fc.constantFrom(
    (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + 1),
    (text: string, at: number, _by: string) => text.slice(0, at) + text.slice(at + 1),
    (text: string, at: number, _by: string) => text.slice(0, at + 1) + text.slice(at),
  );
  const character = fc.oneof(
    fc.constantFrom(..."0123456789.-e\"',:{}[]"),
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(
      anyTrial,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      change,
      character,
      (trial, share, changed, by) => {
        const line = stamped(trial);
        const other = changed(line, Math.floor(share * line.length), by);
        fc.pre(other !== line);
        assert.throws(() => parseTrials(other + "\n", "trials.jsonl", whole), GauntletError);
      },
    ),
  );
});
