/** Findings in short: grouped by rule, and in one line. */
import { escaped } from "../../text/html.ts";
import { pagesFolder } from "./pages.ts";
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
  /** Where the rule is explained. */
  page: string;
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
    page: first!.page,
  }));
}

/**
 * Findings in one line of Markdown, each rule a link to what explains it.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { lintLine, lintRun } from "lab/analysis/lint/mod.ts";
 * console.log(lintLine(lintRun(fixtureRun()))); // Lint: nothing found.
 * ```
 */
export function lintLine(findings: readonly Finding[]): string {
  return lineOf(findings, ({ rule, page }) => `[${rule}](${page})`);
}

/** The same in HTML. */
export function lintHtml(findings: readonly Finding[]): string {
  return lineOf(findings, ({ rule, page }) => `<a href="${escaped(page)}">${escaped(rule)}</a>`);
}

/** The same for a terminal, with the folder of what explains the rules. */
export function lintText(findings: readonly Finding[]): string {
  const line = lineOf(findings, ({ rule }) => rule);
  return findings.length === 0 ? line : `${line} Explained in ${pagesFolder()}/<rule>.md.`;
}

function lineOf(
  findings: readonly Finding[],
  written: (group: FindingGroup) => string,
): string {
  if (findings.length === 0) return "Lint: nothing found.";
  const severities = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  const rules = groupFindings(findings).map((group) =>
    group.count === 1 ? written(group) : `${written(group)} (${group.count})`
  );
  return `Lint: ${severities.join(", ")}: ${rules.join(" · ")}.`;
}
