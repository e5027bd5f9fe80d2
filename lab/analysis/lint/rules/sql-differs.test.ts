import assert from "node:assert/strict";
import { changedRun, inComparison, inPublished, statement } from "../testing.ts";

const withSql = (gamma: string[], beta: string[]) =>
  changedRun({
    "gamma-sync": { receipt: { statements: gamma.map((sql) => statement(sql, 1)) } },
    "beta-sync": { receipt: { statements: beta.map((sql) => statement(sql, 1)) } },
  });

Deno.test("sql-differs names a statement that one side alone runs", () => {
  const [found] = inComparison("sql-differs", withSql(["BEGIN", "SELECT 1"], ["SELECT 1"]));
  assert.equal(
    found!.sentence,
    "gamma-sync 3×5 runs 1 statement that the other does not, first “BEGIN”.",
  );
});

Deno.test("sql-differs takes quotes, case and white space for the same SQL", () => {
  const run = withSql(['SELECT "id"\n  FROM "item"'], ["select id from item"]);
  assert.deepEqual(inComparison("sql-differs", run), []);
});

Deno.test("sql-differs overlooks statements that hardly any request needs", () => {
  const run = changedRun({
    "gamma-sync": {
      receipt: { statements: [statement("SELECT 1", 1), statement("SET x = $1", 0, 7)] },
    },
    "beta-sync": { receipt: { statements: [statement("SELECT 1", 1)] } },
  });
  assert.deepEqual(inComparison("sql-differs", run), []);
});

Deno.test("sql-differs finds published tables that mix tools, where they touch the database", () => {
  const subjects = inPublished("sql-differs").map(({ subject }) => subject);
  assert.ok(subjects.includes("maple, table “best”"), subjects.join());
  assert.ok(!subjects.includes("maple, table “pages”"));
});
