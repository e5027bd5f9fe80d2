import assert from "node:assert/strict";
import type { Receipt } from "../../../nouns/outcome.ts";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { completedTrials } from "../../tables/cells.ts";
import { changedRun, inRun, inTrials, statement } from "../testing.ts";

/** What Gamma's receipt says; its trials have some 2,000 answers, each of 1 to 4 statements. */
const saidOf = (receipt: Partial<Receipt>, outcome = {}) =>
  inTrials("database-use", { receipt, outcome })[0]?.sentence ?? null;

Deno.test("database-use finds too many statements, too few, and too few rows, in one trial alone", () => {
  const okCount = 2000;
  assert.equal(
    saidOf({ statementCount: 42_000, rowCount: 42_000 }, { okCount }),
    "It sent 21 statements a request, and 4 are the most that its workload expects.",
  );
  assert.equal(
    saidOf({ statementCount: 20, rowCount: 20 }, { okCount }),
    "It sent 0.01 statements for each answer, and 1 are the fewest that its workload expects: " +
      "answers came from elsewhere than the database.",
  );
  assert.match(saidOf({ rowCount: 100 }, { okCount })!, /changed 0\.05 rows for each answer/);
});

Deno.test("database-use lets pass what is under way, books that were read late, and books with losses", () => {
  const okCount = 2000;
  assert.equal(saidOf({ statementCount: 2000 * 4.3, rowCount: 1900 }, { okCount }), null);
  assert.equal(saidOf({ statementCount: 1000, rowCount: 1000, bookedS: 2.5 }, { okCount }), null);
  assert.notEqual(saidOf({ statementCount: 900, rowCount: 900 }, { okCount }), null);
  assert.equal(saidOf({ statementCount: 20, rowCount: 20, droppedCount: 3 }, { okCount }), null);
  assert.deepEqual(inTrials("database-use", {}), []);
});

Deno.test("database-use knows few answers from few statements: of 60 requests all may be under way", () => {
  const few = { okCount: 60 };
  assert.equal(saidOf({ statementCount: 30, rowCount: 30 }, few), null);
});

Deno.test("database-use takes no pool's ping and no transaction for what a request asks", () => {
  const okCount = 2000;
  const books = { statementCount: 6000, rowCount: 2000 };
  const idle = [statement("BEGIN", 0), statement("SELECT $1", 1), statement("COMMIT", 0)];
  assert.equal(
    saidOf({ ...books, statements: idle }, { okCount }),
    "It sent 3 statements for each answer, and 0 that ask for anything (the others are such as " +
      "“BEGIN”): answers came from elsewhere than the database.",
  );
  const asked = [statement("BEGIN", 0), statement("select f($1)", 1), statement("COMMIT", 0)];
  assert.equal(saidOf({ ...books, statements: asked }, { okCount }), null);
});

Deno.test("database-use finds an endpoint that asks a database which it does not need", () => {
  const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 3, 5, { endpoint: "page" })] });
  const receipt = { statementCount: 9000, rowCount: 0, sessionsOpenedCount: 0, executionMs: 1 };
  for (const { outcome } of completedTrials(run)) {
    Object.assign(outcome, { okCount: 9000, receipt: { ...receipt, statements: [] } });
  }
  const [finding] = inRun("database-use", run);
  assert.equal(finding!.severity, "warning");
  assert.match(
    finding!.sentence,
    /^It sent 1 statements for each answer of an endpoint that needs/,
  );
});

Deno.test("database-use finds requests that should change rows and do not, or not for long", () => {
  const writing = (receipt: Partial<Receipt>) => {
    const run = changedRun({ "gamma-sync": { outcome: { okCount: 2000 }, receipt } });
    for (const endpoint of run.plan.endpoints) endpoint.writesShare = 1;
    return inRun("database-use", run)[0]?.sentence;
  };
  assert.equal(
    writing({ writtenRowCount: 0 }),
    "100 % of its requests change rows, and 0 rows were changed for 2000 answers.",
  );
  assert.match(
    writing({ writtenRowCount: 2000, rolledBackCount: 1990 })!,
    /^1990 transactions were rolled back for 2000 answers/,
  );
  assert.equal(writing({ writtenRowCount: 1900, rolledBackCount: 3 }), undefined);
});

Deno.test("database-use finds an endpoint that only reads and changes rows all the same", () => {
  const okCount = 2000;
  const reads = { ...statement("select id from quote order by random()", 1), callCount: 2000 };
  const update = { ...statement("update quote set views = views where id = $1", 1) };
  const books = { statementCount: 4000, rowCount: 4000, writtenRowCount: 0 };
  assert.equal(
    saidOf({ ...books, statements: [reads, update] }, { okCount }),
    "It changed rows 1 times for each answer of an endpoint that only reads, first by “update " +
      "quote set views = views where id = $1”.",
  );
  // By a function, which says nothing of it.
  assert.match(
    saidOf({ ...books, statements: [reads], writtenRowCount: 1900 }, { okCount })!,
    /^It changed rows 0\.95 times for each answer of an endpoint that only reads\.$/,
  );
  const older = { ...books, writtenRowCount: undefined, statements: [reads, update] };
  assert.equal(saidOf(older, { okCount }), null);
  const upkeep = { ...update, callCount: 20 };
  assert.equal(
    saidOf({ ...books, statements: [reads, upkeep], writtenRowCount: 20 }, { okCount }),
    null,
  );
});
