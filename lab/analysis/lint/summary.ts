/** Findings in short: grouped by rule, and in one line. */
import { counted, type Finding, type Severity } from "./rule.ts";

/** What one rule found. */
export interface FindingGroup {
  rule: string;
  /** The worst of them. */
  severity: Severity;
  count: number;
  subjects: string[];
  /** That of the first finding, which is one of the worst. */
  sentence: string;
  remedy: string;
}

/** One entry a rule, in the order in which they come; `lintRun` and the others put the worst first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  return [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, [first, ...others]]) => ({
    rule,
    severity: first!.severity,
    count: 1 + others.length,
    subjects: [first!, ...others].map(({ subject }) => subject),
    sentence: first!.sentence,
    remedy: first!.remedy,
  }));
}

/**
 * Findings in one line.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { lintLine, lintRun } from "lab/analysis/lint/mod.ts";
 * console.log(lintLine(lintRun(fixtureRun()))); // Lint: nothing found.
 * ```
 */
export function lintLine(findings: readonly Finding[]): string {
  if (findings.length === 0) return "Lint: nothing found.";
  const groups = groupFindings(findings);
  const severities = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  const rules = groups.map(({ rule, count }) => count === 1 ? rule : `${rule} (${count})`);
  return `Lint: ${severities.join(", ")}: ${rules.join(" · ")}.`;
}
