import assert from "node:assert/strict";
import { bestBesidePublished } from "./beside.ts";
import { fixtureCell, fixtureRun, fixtureStudy } from "../fixtures/runs.ts";

const run = fixtureRun({ blocks: 4, answerCount: 1 });
const studies = [fixtureStudy()];

Deno.test("bestBesidePublished() puts both sides as ratios to the same reference", () => {
  const rows = bestBesidePublished(run, { studies });
  const of = (variant: string) => rows.find((row) => row.variant === variant)!;
  assert.equal(of("delta-async").ratio, 1);
  assert.equal(of("delta-async").publishedRatio, 1);
  assert.equal(of("delta-async").comparison, null);
  assert.ok(Math.abs(of("gamma-sync").publishedRatio! - 682.73 / 687.26) < 1e-12);
  assert.equal(of("gamma-sync").publishedSettings, "3×5");
  assert.equal(of("beta-sync").publishedThroughputRps, 411.91);
  assert.ok(of("beta-sync").ratioLow < of("beta-sync").ratio);
  assert.equal(of("beta-sync").comparison!.verdict, "different");
});

Deno.test("bestBesidePublished() has nothing published of a variant without a counterpart", () => {
  const deno = bestBesidePublished(run, { studies }).find(({ variant }) =>
    variant === "alpha-async"
  )!;
  assert.equal(deno.published, null);
  assert.equal(deno.publishedRatio, null);
  assert.ok(deno.ratio > 1);
});

Deno.test("bestBesidePublished() takes another reference on both sides", () => {
  const rows = bestBesidePublished(run, { studies, reference: "beta-sync" });
  const gamma = rows.find(({ variant }) => variant === "gamma-sync")!;
  assert.ok(Math.abs(gamma.publishedRatio! - 682.73 / 411.91) < 1e-12);
  assert.ok(gamma.ratio > 1.2);
});

Deno.test("bestBesidePublished() has no published ratios where the reference has no counterpart", () => {
  const rows = bestBesidePublished(run, { studies, reference: "alpha-async" });
  assert.ok(rows.every(({ publishedRatio }) => publishedRatio === null));
});

Deno.test("bestBesidePublished() puts nothing beside an endpoint that the study did not ask", () => {
  const cells = [fixtureCell("delta-async", 1, null, { endpoint: "page" })];
  const [row] = bestBesidePublished(fixtureRun({ cells, answerCount: 1 }), { studies });
  assert.equal(row!.published, null);
  assert.equal(row!.publishedRatio, null);
});

Deno.test("bestBesidePublished() refuses a run without completed trials in a sentence", () => {
  assert.throws(
    () => bestBesidePublished({ ...run, trials: [] }),
    /beside what was published: it has no completed trial of these cells/,
  );
});
