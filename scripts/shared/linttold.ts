/** What lint found in runs that were measured, in a line for a terminal. */
import { trialsBehind } from "../../lab/analysis/claims/behind.ts";
import { type Finding, groupFindings, lintRun } from "../../lab/analysis/lint/mod.ts";
import { pagesFolder } from "../../lab/analysis/lint/pages.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { counted, formatCount } from "../../lab/text/format.ts";

/** More names of rules than these are a list of their own. */
const NAMED = 6;

/**
 * `Lint: 31 findings in 3 runs, 4 of them errors …`: how many, how many of them make figures wrong, which
 * trials do not count for it, by which rules, and where to read more.
 *
 * @param where the page or the folder that has them one by one
 */
export function lintTold(runs: readonly Run[], where: string): string {
  const findings = runs.flatMap((run) => lintRun(run));
  const inRuns = runs.length === 1 ? "" : ` in ${counted(runs.length, "run")}`;
  if (findings.length === 0) return `Lint: nothing found${inRuns}.`;
  return `Lint: ${counted(findings.length, "finding")}${inRuns}, ${errorsText(findings)}${
    leftOutText(runs)
  }: ${rulesText(findings)}. One by one: ${where}; what a rule means: ${pagesFolder()}/<rule>.md`;
}

function errorsText(findings: readonly Finding[]): string {
  const count = findings.filter(({ severity }) => severity === "error").length;
  const what = `${count === 1 ? "an error" : "errors"}, by which figures are not what they seem`;
  return count === 0 ? "none of them an error" : `${formatCount(count)} of them ${what}`;
}

function leftOutText(runs: readonly Run[]): string {
  const behind = runs.map((run) => trialsBehind(run));
  const sum = (of: "leftOutCount" | "trialCount") =>
    behind.reduce((whole, each) => whole + each[of], 0);
  const [left, counting] = [sum("leftOutCount"), sum("trialCount")];
  if (left === 0) return "; no trial is invalid";
  const are = left === 1 ? "is" : "are";
  return `; ${formatCount(left)} of ${
    counted(left + counting, "trial")
  } ${are} invalid and left out`;
}

/** Errors first: `wrong-answers (3) · never-settled and 2 more`. */
function rulesText(findings: readonly Finding[]): string {
  const order = ["error", "warning", "note"];
  const groups = groupFindings(
    findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
  );
  const named = groups.slice(0, NAMED)
    .map(({ rule, count }) => count === 1 ? rule : `${rule} (${formatCount(count)})`);
  const more = groups.length - named.length;
  return named.join(" · ") + (more === 0 ? "" : ` and ${more} more`);
}
