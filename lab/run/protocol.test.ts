/** Whatever two processes say to each other arrives as it was said, however the stream is cut. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { fixtureCell, fixtureRun } from "../analysis/fixtures.ts";
import { jsonLines, lineWriter } from "../system/lines.ts";
import { RunnerCommand, RunnerEvent } from "./protocol.ts";

const { plan } = fixtureRun();
const cell = fixtureCell("alpha-sync", 3, 5);
const text = fc.string({ unit: "grapheme", maxLength: 30 });
const count = fc.nat();
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0);
const place = { place: count, likelyCount: count, remainingS: number };
const trial = { trial: count, cell: fc.constant(cell), ...place };

const message: fc.Arbitrary<RunnerCommand | RunnerEvent> = fc.oneof(
  fc.record({ type: fc.constant("stop" as const) }),
  fc.record({ type: fc.constant("serve" as const), cell: fc.constant(cell) }),
  fc.record({
    ...{ type: fc.constant("start" as const), plan: fc.constant(plan) },
    resume: fc.option(text),
  }),
  fc.record({ type: fc.constant("preparing" as const), what: text }),
  fc.record({
    ...{ type: fc.constant("run-started" as const), runId: text },
    ...{ trialCount: count, doneCount: count, remainingS: number },
  }),
  fc.record({
    ...{ type: fc.constant("trial-phase" as const), ...trial },
    phase: fc.constantFrom("starting", "verifying", "measuring", "stopping"),
  }),
  fc.record({
    ...{ type: fc.constant("trial-ended" as const), ...trial },
    ...{ throughputRps: fc.option(number), failure: fc.option(text) },
  }),
  fc.record({
    ...{ type: fc.constant("run-ended" as const), state: fc.constantFrom("completed", "stopped") },
    ...{ runId: text, reason: fc.constant(null), completedCount: count, failedCount: count },
  }),
  fc.record({ type: fc.constant("failed" as const), stopped: fc.boolean(), reason: text }),
).map((said) => ({ ...said }));

const schemaOf = ({ type }: { type: string }) =>
  ["start", "serve", "stop"].includes(type) ? RunnerCommand : RunnerEvent;

Deno.test("messages written as lines are read as they were, wherever the stream is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 64 }),
      async (messages, pieceBytes) => {
        const written: Uint8Array[] = [];
        const write = lineWriter(
          new WritableStream({ write: (bytes) => void written.push(bytes) }),
        );
        for (const each of messages) write(each);
        await write({ type: "stop" });
        const bytes = new Uint8Array(await new Blob(written as BlobPart[]).arrayBuffer());
        const pieces = Array.from(
          { length: Math.ceil(bytes.length / pieceBytes) },
          (_, index) => bytes.slice(index * pieceBytes, (index + 1) * pieceBytes),
        );
        const lines = await Array.fromAsync(jsonLines(ReadableStream.from(pieces)));
        const read = lines.map((line) => {
          const value = JSON.parse(line);
          return schemaOf(value).parse(value);
        });
        assert.deepEqual(read, [...messages, { type: "stop" }]);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a message with a field more, or one that is missing, is refused", () => {
  fc.assert(fc.property(message, fc.nat(), (said, at) => {
    const schema = schemaOf(said);
    assert.equal(schema.safeParse({ ...said, more: 1 }).success, false);
    const names = Object.keys(said);
    const { [names[at % names.length]!]: _gone, ...less } = said as Record<string, unknown>;
    assert.equal(schema.safeParse(less).success, false);
  }));
});
