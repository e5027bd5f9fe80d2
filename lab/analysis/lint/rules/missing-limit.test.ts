import assert from "node:assert/strict";
import { changedRun, inPublished, inRun, inTrials, statement } from "../testing.ts";

const ITEMS = "SELECT item.id FROM item ORDER BY random()";

Deno.test("missing-limit finds a statement that fetches every row, and names it", () => {
  const found = inTrials("missing-limit", {
    outcome: { okCount: 2000 },
    receipt: { rowCount: 2_000_000, statements: [statement(ITEMS, 1000)] },
  });
  assert.equal(found.length, 4);
  assert.equal(found[0]!.severity, "error");
  assert.match(found[0]!.subject, /^gamma-sync 3×5, trial \d+$/);
  assert.equal(
    found[0]!.sentence,
    `The database handed over 1,000 rows a request, 1,000 for each call of “${ITEMS}”; 2 are enough.`,
  );
});

Deno.test("missing-limit goes by the numbers alone where no statements are listed", () => {
  const receipt = { rowCount: 2_000_000, statementCount: 8000 };
  assert.equal(inTrials("missing-limit", { outcome: { okCount: 2000 }, receipt }).length, 4);
});

Deno.test("missing-limit finds rows that an answer has no room for, where the plan does not say how many", () => {
  const greedy = (responseBytes: number) => {
    const run = changedRun({
      "gamma-sync": {
        outcome: { okCount: 2000, responseBytes },
        receipt: { rowCount: 400_000, statements: [statement(ITEMS, 200)] },
      },
    });
    run.plan.endpoints = [];
    return inRun("missing-limit", run);
  };
  assert.match(greedy(180)[0]!.sentence, /; an answer of 180 bytes has no room for them\.$/);
  assert.deepEqual(greedy(4000), []);
});

Deno.test("missing-limit lets what an endpoint should fetch pass, and trials without a receipt", () => {
  assert.deepEqual(
    inTrials("missing-limit", { receipt: { statements: [statement(ITEMS, 1)] } }),
    [],
  );
  assert.deepEqual(inTrials("missing-limit", { outcome: { receipt: null } }), []);
});

Deno.test("missing-limit counts rows that were fetched for requests that gave up waiting", () => {
  const outcome = { okCount: 500, timeoutCount: 9500 };
  const receipt = { rowCount: 10_000, statements: [statement(ITEMS, 1)] };
  assert.deepEqual(inTrials("missing-limit", { outcome, receipt }), []);
});

Deno.test("missing-limit finds published rows that say so", () => {
  const subjects = inPublished("missing-limit").map(({ subject }) => subject);
  assert.deepEqual(subjects, [
    "maple, table “first”: Delta 1",
    "maple, table “first”: Delta 2",
  ]);
});

Deno.test("missing-limit leaves out what a driver asks once a session, and no statement of each request", () => {
  const types = statement("select oid, typarray from pg_catalog.pg_type", 300, 8);
  const found = (sessionsOpenedCount: number, sql = types, okCount = 400) =>
    inTrials("missing-limit", {
      outcome: { okCount },
      receipt: {
        ...{ sessionsOpenedCount, rowCount: okCount + sql.rowCount },
        statements: [statement(ITEMS, 1, okCount), sql],
      },
    });
  assert.deepEqual(found(8), []);
  assert.match(found(7)[0]!.sentence, /300 for each call of “select oid/);
  // A session for each request: what it asks first is asked for each request.
  assert.match(found(400, statement(ITEMS, 300, 400))[0]!.sentence, /300 for each call of/);
});
