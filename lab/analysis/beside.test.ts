import assert from "node:assert/strict";
import { bestBesidePublished } from "./beside.ts";
import { fixtureCell, fixtureRun } from "./fixtures.ts";

const run = fixtureRun({ blocks: 4, answerCount: 1 });

Deno.test("bestBesidePublished() puts both sides as ratios to the same reference", () => {
  const rows = bestBesidePublished(run);
  const of = (variant: string) => rows.find((row) => row.variant === variant)!;
  assert.equal(of("fastapi-sqlalchemy").ratio, 1);
  assert.equal(of("fastapi-sqlalchemy").publishedRatio, 1);
  assert.equal(of("fastapi-sqlalchemy").comparison, null);
  assert.ok(Math.abs(of("flask-sqlalchemy").publishedRatio! - 682.73 / 687.26) < 1e-12);
  assert.equal(of("flask-sqlalchemy").publishedSettings, "3×5");
  assert.equal(of("django-sync-pooled").publishedThroughputRps, 411.91);
  assert.ok(of("django-sync-pooled").ratioLow < of("django-sync-pooled").ratio);
  assert.equal(of("django-sync-pooled").comparison!.verdict, "different");
});

Deno.test("bestBesidePublished() has no article side for a variant that it did not measure", () => {
  const deno = bestBesidePublished(run).find(({ variant }) => variant === "deno-postgresjs")!;
  assert.equal(deno.published, null);
  assert.equal(deno.publishedRatio, null);
  assert.ok(deno.ratio > 1);
});

Deno.test("bestBesidePublished() takes another reference on both sides", () => {
  const rows = bestBesidePublished(run, { reference: "django-sync-pooled" });
  const flask = rows.find(({ variant }) => variant === "flask-sqlalchemy")!;
  assert.ok(Math.abs(flask.publishedRatio! - 682.73 / 411.91) < 1e-12);
  assert.ok(flask.ratio > 1.2);
});

Deno.test("bestBesidePublished() has no published ratios where the reference has no counterpart", () => {
  const rows = bestBesidePublished(run, { reference: "deno-postgresjs" });
  assert.ok(rows.every(({ publishedRatio }) => publishedRatio === null));
});

Deno.test("bestBesidePublished() puts nothing beside an endpoint that the article did not measure", () => {
  const cells = [fixtureCell("fastapi-sqlalchemy", 1, null, { endpoint: "/static" })];
  const [row] = bestBesidePublished(fixtureRun({ cells, answerCount: 1 }));
  assert.equal(row!.published, null);
  assert.equal(row!.publishedRatio, null);
});

Deno.test("bestBesidePublished() refuses a run without completed trials in a sentence", () => {
  assert.throws(
    () => bestBesidePublished({ ...run, trials: [] }),
    /beside the article: it has no completed trial of these cells/,
  );
});
