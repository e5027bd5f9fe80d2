import assert from "node:assert/strict";
import { inPublished, inTrials, statement } from "../testing.ts";

const QUOTES = "SELECT quote.id FROM quote ORDER BY random()";

Deno.test("missing-limit finds a statement that fetches every row, and names it", () => {
  const found = inTrials("missing-limit", {
    outcome: { okCount: 2000 },
    receipt: { rowCount: 2_000_000, statements: [statement(QUOTES, 1000)] },
  });
  assert.equal(found.length, 4);
  assert.equal(found[0]!.severity, "error");
  assert.match(found[0]!.subject, /^gamma-sync 3×5, trial \d+$/);
  assert.equal(
    found[0]!.sentence,
    `The database handed over 1,000 rows a request, 1,000 for each call of “${QUOTES}”; the answer needs one.`,
  );
});

Deno.test("missing-limit goes by the numbers alone where no statements are listed", () => {
  const receipt = { rowCount: 2_000_000, statementCount: 8000 };
  assert.equal(inTrials("missing-limit", { outcome: { okCount: 2000 }, receipt }).length, 4);
});

Deno.test("missing-limit lets a quote and its author pass, and trials without a receipt", () => {
  assert.deepEqual(
    inTrials("missing-limit", { receipt: { statements: [statement(QUOTES, 1)] } }),
    [],
  );
  assert.deepEqual(inTrials("missing-limit", { outcome: { receipt: null } }), []);
});

Deno.test("missing-limit finds the first article's FastAPI, and no row of the second", () => {
  const subjects = inPublished("missing-limit").map(({ subject }) => subject);
  assert.deepEqual(subjects, [
    "hackeryarn, table “read”: FastAPI 1",
    "hackeryarn, table “read”: FastAPI 2",
  ]);
});
