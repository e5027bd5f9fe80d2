import assert from "node:assert/strict";
import fc from "fast-check";
import { fixtureCell } from "../analysis/fixtures/runs.ts";
import { RunnerEvent } from "./protocol.ts";

const text = fc.string({ unit: "binary" });
const cell = fixtureCell("alpha-sync", 1, 5);
const some = fc.integer({ min: 0, max: 1e6 });
const events: fc.Arbitrary<RunnerEvent> = fc.oneof(
  fc.record({ type: fc.constant("preparing" as const), what: text }),
  fc.record({ type: fc.constant("failed" as const), stopped: fc.boolean(), reason: text }),
  fc.record({
    type: fc.constant("serving" as const),
    url: text,
    databaseUrl: fc.option(text),
  }),
  fc.record({
    type: fc.constant("trial-ended" as const),
    trial: some,
    place: some,
    likelyCount: some,
    mostCount: some,
    cell: fc.constant(cell),
    throughputRps: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })),
    failure: fc.option(text),
    validity: fc.option(fc.record({
      state: fc.constantFrom("sound" as const, "unsettled" as const, "invalid" as const),
      reason: fc.option(text),
    }, { noNullPrototype: true })),
    remainingS: some,
  }),
);

Deno.test("an event is one line, and comes back from it as it was", () => {
  fc.assert(fc.property(events, (event) => {
    const line = JSON.stringify(event);
    assert.doesNotMatch(line, /[\n\r]/);
    assert.deepEqual(RunnerEvent.parse(JSON.parse(line)), { ...event });
  }));
});

Deno.test("an event that lacks a field, or has one too many, is refused", () => {
  fc.assert(fc.property(events, fc.nat(), (event, which) => {
    const names = Object.keys(event);
    const lacking: Record<string, unknown> = { ...event };
    delete lacking[names[which % names.length]!];
    assert.ok(!RunnerEvent.safeParse(lacking).success);
    assert.ok(!RunnerEvent.safeParse({ ...event, other: 1 }).success);
  }));
});
