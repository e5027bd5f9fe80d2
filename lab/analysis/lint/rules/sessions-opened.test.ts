import assert from "node:assert/strict";
import { inPublished, inTrials } from "../testing.ts";

const withSessions = (sessionsOpenedCount: number) =>
  inTrials("sessions-opened", { outcome: { okCount: 2000 }, receipt: { sessionsOpenedCount } });

Deno.test("sessions-opened finds an overflow that opens and closes, and a session a request", () => {
  const [overflow] = withSessions(79);
  assert.equal(overflow!.severity, "warning");
  assert.match(
    overflow!.sentence,
    /^79 sessions opened within the window of 5 s, 0.0395 a request/,
  );
  assert.equal(withSessions(2000)[0]!.severity, "error");
});

Deno.test("sessions-opened tolerates a connection that was replaced", () => {
  assert.deepEqual(withSessions(5), []);
  assert.deepEqual(inTrials("sessions-opened", { outcome: { receipt: null } }), []);
});

Deno.test("sessions-opened finds published servers without a pool, where they touch the database", () => {
  const subjects = inPublished("sessions-opened").map(({ subject }) => subject);
  assert.deepEqual(subjects, ["maple, table “first”: Beta 2"]);
});
