import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const lines = (serverLogLineCount: number | null) => ({
  outcome: { okCount: 2000, serverLogLineCount },
});

Deno.test("access-log finds a line for each answer, and notes fewer", () => {
  const [each] = inTrials("access-log", lines(1990));
  assert.equal(each!.severity, "warning");
  assert.equal(each!.sentence, "It wrote 0.995 lines for each answer: its access log is on.");
  const [some] = inTrials("access-log", lines(40));
  assert.equal(some!.severity, "note");
  assert.equal(
    some!.sentence,
    "It wrote 40 lines within the window, one for 2 % of its answers.",
  );
});

Deno.test("access-log lets a silent server pass, and one whose lines nobody sees", () => {
  for (const count of [0, 9, null]) assert.deepEqual(inTrials("access-log", lines(count)), []);
  assert.deepEqual(inTrials("access-log", {}), []);
});

Deno.test("access-log finds a log of requests in a file, which no stream shows", () => {
  const wrote = (writtenKiB: number) =>
    inTrials("access-log", {
      outcome: { okCount: 6000, non2xxCount: 0, serverWrittenMiB: writtenKiB / 1024 },
    });
  const [found] = wrote(120);
  assert.equal(found!.severity, "warning");
  assert.match(
    found!.sentence,
    /^Its processes wrote 0\.117 MiB to disks within the window, 20\.5 bytes for each answer/,
  );
  assert.deepEqual(wrote(24), []);
  assert.deepEqual(wrote(40), []);
});
