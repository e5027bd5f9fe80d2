/** What is known of these tables, whatever the lab becomes. */
import assert from "node:assert/strict";
import { lintPublished } from "../../../lab/analysis/lint/mod.ts";
import { readStudies } from "../../../lab/analysis/studies/study.ts";

const { rows } = readStudies().find(({ name }) => name === "async-python")!;
const subjectsOf = (rule: string) =>
  lintPublished(rows).filter((finding) => finding.rule === rule).map(({ subject }) => subject);

Deno.test("all 38 rows are there, and the best settings have their counterparts in the lab", () => {
  assert.equal(rows.length, 38);
  assert.deepEqual(
    rows.filter(({ table }) => table === "best configurations").map((row) => [
      row.server,
      row.counterpart,
      row.throughputRps,
    ]),
    [
      ["FastAPI (Pooled)", "fastapi-sqlalchemy", 687.26],
      ["Flask (Pooled)", "flask-sqlalchemy", 682.73],
      ["Django (Pooled)", "django-sync-pooled", 411.91],
      ["Django Async (Pooled)", null, 406.9],
    ],
  );
  const unlike = rows.filter(({ driverAndPool }) => /no LIMIT|none|raw/.test(driverAndPool));
  assert.ok(unlike.every(({ counterpart }) => counterpart === null));
});

Deno.test("lint finds the missing LIMIT, the async Django that breaks Little's law, and mixed SQL", () => {
  assert.deepEqual(subjectsOf("missing-limit"), [
    "hackeryarn, table “read”: FastAPI 1",
    "hackeryarn, table “read”: FastAPI 2",
  ]);
  assert.deepEqual(subjectsOf("littles-law"), [
    "changs, table “best configurations”: Django Async (Pooled) 1",
    "changs, table “same pool”: Django Async 1",
  ]);
  assert.ok(subjectsOf("sql-differs").includes("changs, table “same pool”"));
  assert.ok(!subjectsOf("sql-differs").includes("hackeryarn, table “static”"));
  assert.ok(subjectsOf("connections-differ").includes("hackeryarn, table “read”"));
  assert.ok(!subjectsOf("connections-differ").includes("changs, table “best configurations”"));
  assert.equal(subjectsOf("too-few-blocks").length, 6);
  const sessions = subjectsOf("sessions-opened");
  assert.ok(sessions.length > 0 && sessions.every((subject) => !/static|Pooled/.test(subject)));
});
