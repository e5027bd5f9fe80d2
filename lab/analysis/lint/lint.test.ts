import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fixtureCell, fixtureForeignCell, fixtureRun, fixtureStudy } from "../fixtures/runs.ts";
import {
  groupFindings,
  LINT_RULES,
  lintComparison,
  lintLine,
  lintPublished,
  lintRun,
  lintText,
} from "./mod.ts";
import { BETA, changedRun, GAMMA } from "./testing.ts";

Deno.test("every rule is found, has a remedy, something to ask and a test beside it", () => {
  assert.ok(LINT_RULES.size >= 17, `${LINT_RULES.size}`);
  for (const [id, rule] of LINT_RULES) {
    assert.match(rule.remedy, /^[A-Z].{20,}\.$/s, id);
    assert.ok(rule.trial || rule.run || rule.comparison, id);
    assert.ok(existsSync(new URL(`rules/${id}.test.ts`, import.meta.url)), id);
  }
});

Deno.test("a clean run has no findings, and neither has a comparison in it", () => {
  assert.deepEqual(lintRun(fixtureRun()), []);
  assert.deepEqual(lintComparison(changedRun({}, 6), GAMMA, BETA), []);
  assert.equal(lintLine([]), "Lint: nothing found.");
});

Deno.test("findings are plain data with a subject, a sentence and a remedy", () => {
  const findings = [
    ...lintRun(changedRun({ "gamma-sync": { outcome: { reconnectCount: 2000 } } })),
    ...lintPublished(fixtureStudy().rows),
    ...lintPublished(),
  ];
  assert.deepEqual(JSON.parse(JSON.stringify(findings)), findings);
  for (const { subject, sentence, remedy } of findings) {
    assert.match(sentence, /^[A-Z0-9].*\.$/s, `${subject}: ${sentence}`);
    assert.doesNotMatch(sentence + subject, /NaN|undefined|Infinity|null/);
    assert.ok(remedy.length > 0);
  }
});

Deno.test("a foreign server is linted as far as it is known", () => {
  const run = fixtureRun({ cells: [fixtureForeignCell(), GAMMA], blocks: 4, answerCount: 1 });
  const findings = [
    ...lintRun(run),
    ...lintComparison(run, fixtureForeignCell(), GAMMA),
  ];
  for (const { sentence, subject } of findings) {
    assert.doesNotMatch(sentence + subject, /NaN|undefined|Infinity|null/);
  }
});

Deno.test("the worst findings come first, and one line tells them all", () => {
  const findings = lintRun(changedRun({
    "gamma-sync": { outcome: { databaseCpuS: 7, errorCount: 500 } },
    "beta-sync": { outcome: { stolenCpuS: 2 } },
  }));
  assert.deepEqual(groupFindings(findings).map(({ rule, count }) => [rule, count]), [
    ["failed-requests", 4],
    ["machine-busy", 1],
    ["database-bound", 4],
  ]);
  const line = "Lint: 4 errors, 1 warning, 4 notes: " +
    "failed-requests (4) · machine-busy · database-bound (4).";
  assert.ok(lintText(findings).startsWith(`${line} `), lintText(findings));
});

Deno.test("lintComparison() reports the trials of its own two cells alone", () => {
  const run = changedRun({ "gamma-sync": { outcome: { reconnectCount: 2000 } } }, 6);
  const rules = lintComparison(run, GAMMA, BETA).map(({ rule, scope }) => `${rule} ${scope}`);
  assert.deepEqual(new Set(rules), new Set(["keep-alive-off trial"]));
  assert.deepEqual(
    lintComparison(run, BETA, BETA).filter(({ scope }) => scope === "trial"),
    [],
  );
});

Deno.test("lintComparison() names a cell without a completed trial", () => {
  assert.throws(
    () => lintComparison(changedRun(), GAMMA, fixtureCell("alpha-async", 2, null)),
    /no completed trial of alpha-async 2 workers; choose among cellsOf\(run\)/,
  );
});

Deno.test("what holds of more than a third of the trials and is of the machine is told once of the run", () => {
  const busy = (variants: string[]) =>
    lintRun(
      changedRun(
        Object.fromEntries(variants.map((variant) => [variant, { outcome: { otherCpuS: 3 } }])),
      ),
    ).filter(({ rule }) => rule === "machine-busy");
  const [once, ...others] = busy(["gamma-sync", "beta-sync"]);
  assert.deepEqual([once!.scope, once!.severity, others], ["run", "warning", []]);
  assert.match(
    once!.sentence,
    /^So it is in 8 of 8 trials\. Of .+, trial \d+: Other processes used /,
  );
  // Of a server it is told trial by trial, however many they are.
  const reconnects = { outcome: { reconnectCount: 2000 } };
  const found = lintRun(changedRun({ "gamma-sync": reconnects, "beta-sync": reconnects }));
  assert.equal(found.filter(({ rule }) => rule === "keep-alive-off").length, 8);
});
