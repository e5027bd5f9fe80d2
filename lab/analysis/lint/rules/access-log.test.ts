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

const ACCESS = '127.0.0.1 - "GET /things HTTP/1.1" 200 OK';
const TRACEBACK = [
  "Traceback (most recent call last):",
  '  File "/srv/pool.py", line 209, in connection',
  "    raise error from None",
  "OperationalError: terminating connection due to administrator command",
].join("\n");

Deno.test("access-log takes the tracebacks of failures for no access log", () => {
  const failing = { okCount: 197, non2xxCount: 45, serverLogLineCount: 2832 };
  const said = (outcome: object) => inTrials("access-log", { outcome });
  for (const serverLog of [TRACEBACK, undefined]) {
    const [found] = said({ ...failing, serverLog });
    assert.equal(found!.severity, "note");
    assert.match(found!.sentence, /^It wrote 2,?832 lines within the window, in which 45 requests/);
    assert.match(found!.sentence, /62\.9 for each, as tracebacks have\.$/);
  }
  // Of those whose session was ended some are answered after all, and are written of too.
  const ended = { okCount: 119, non2xxCount: 0, killedSessionCount: 1, serverLogLineCount: 235 };
  assert.equal(said({ ...ended, serverLog: TRACEBACK })[0]!.severity, "note");
});

Deno.test("access-log finds one among failures: by its lines, or because there are too many", () => {
  const failing = { okCount: 9900, non2xxCount: 100, serverLogLineCount: 10_000 };
  const said = (outcome: object) => inTrials("access-log", { outcome })[0]!;
  const named = said({ ...failing, serverLog: [ACCESS, ACCESS, TRACEBACK].join("\n") });
  assert.equal(named.severity, "warning");
  assert.equal(named.sentence, "It wrote 1 lines for each answer: its access log is on.");
  const many = said({ ...failing, non2xxCount: 1, serverLog: TRACEBACK });
  assert.equal(many.severity, "warning");
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
