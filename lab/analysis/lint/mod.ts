/**
 * Lint: rules over trials, runs, comparisons and published tables. Every file in `rules/` is a
 * rule; a new one is found by being there.
 */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { ceilingFinder } from "../tables/ceiling.ts";
import { cellKey, completedTrials, distinctCellLabels, trialsOf } from "../tables/cells.ts";
import { type PublishedRow, publishedRows } from "../studies/published.ts";
import { pageOf } from "./pages.ts";
import { type Finding, type LintOptions, type Rule, type Said, sideOf } from "./rule.ts";

export type { Finding, LintOptions, Rule, Severity } from "./rule.ts";
export { pageIds, pageOf, RULE_LINK, type RulePage, rulePage } from "./pages.ts";
export { type FindingGroup, groupFindings, lintHtml, lintLine, lintText } from "./summary.ts";

/** The rules by id, in the order of their names. */
export const LINT_RULES: ReadonlyMap<string, Rule> = await readRules(
  new URL("rules/", import.meta.url),
);

async function readRules(folder: URL): Promise<Map<string, Rule>> {
  const ids = Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.slice(0, -3))
    .sort();
  const modules = await Promise.all(
    ids.map((id) => import(new URL(`${id}.ts`, folder).href) as Promise<{ rule?: Rule }>),
  );
  return new Map(ids.map((id, index) => {
    const { rule } = modules[index]!;
    if (rule) return [id, rule];
    throw new Error(`Reading the lint rules: rules/${id}.ts exports no "rule"; export one.`);
  }));
}

/**
 * What is wrong, or worth knowing, with each trial of a run and with the run as a whole; the worst
 * first. Failed trials are counted, not judged.
 *
 * @param options what is known besides the run, such as the database's ceiling
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { lintRun } from "lab/analysis/lint/mod.ts";
 * const run = fixtureRun({ failedTrials: [1] });
 * console.log(lintRun(run).map(({ rule }) => rule)); // ["failed-trials"]
 * ```
 */
export function lintRun(run: Run, options: LintOptions = {}): Finding[] {
  options = { ceilingOf: ceilingFinder(run), ...options };
  const ofRun = [...LINT_RULES].flatMap(([id, rule]) =>
    finding(id, rule, "run", `run ${run.runId}`, rule.run?.(run, options))
  );
  return worstFirst([...ofRun, ...lintTrials(run, options)]);
}

/**
 * What stands between two cells and a comparison of them: the rules for the pair first, then what is
 * wrong with their trials.
 *
 * @throws when the run has no completed trial of a cell
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { lintComparison } from "lab/analysis/lint/mod.ts";
 * const run = fixtureRun({ blocks: 2 });
 * const [a, b] = cellsOf(run);
 * console.log(lintComparison(run, a!, b!)[0]!.rule); // too-few-blocks
 * ```
 */
export function lintComparison(
  run: Run,
  cellA: Cell,
  cellB: Cell,
  options: LintOptions = {},
): Finding[] {
  options = { ceilingOf: ceilingFinder(run), ...options };
  const [labelA, labelB] = distinctCellLabels([cellA, cellB], run);
  const pair = { run, a: sideOf(run, cellA, labelA!), b: sideOf(run, cellB, labelB!) };
  for (const [cell, label] of [[cellA, labelA], [cellB, labelB]] as const) {
    if (trialsOf(run, cell, { invalid: "include" }).length === 0) {
      throw new Error(
        `Linting a comparison in run ${run.runId}: it has no completed trial of ${label}; ` +
          `choose among cellsOf(run) and look at failures(run).`,
      );
    }
  }
  // Of a side whose trials are all invalid there is nothing to compare; why they are is among the rest.
  const isPair = pair.a.trials.length > 0 && pair.b.trials.length > 0;
  const ofPair = !isPair ? [] : [...LINT_RULES].flatMap(([id, rule]) =>
    finding(
      id,
      rule,
      "comparison",
      `${labelA} against ${labelB}`,
      rule.comparison?.(pair, options),
    )
  );
  const keys = [cellKey(cellA), cellKey(cellB)];
  const ofTrials = lintTrials(run, options, (cell) => keys.includes(cellKey(cell)));
  return [...worstFirst(ofPair), ...worstFirst(ofTrials)];
}

/**
 * Published tables under the rules that their columns allow. Silence means little here: they have no
 * receipt, no CPU and no errors.
 *
 * @example
 * ```ts
 * import { fixtureStudy } from "lab/analysis/fixtures/runs.ts";
 * import { lintPublished } from "lab/analysis/lint/mod.ts";
 * const found = lintPublished(fixtureStudy().rows).filter(({ rule }) => rule === "missing-limit");
 * console.log(found.length); // 2
 * ```
 */
export function lintPublished(rows: PublishedRow[] = publishedRows()): Finding[] {
  const tables = Map.groupBy(rows, ({ source, table }) => `${source}, table “${table}”`);
  return worstFirst([...LINT_RULES].flatMap(([id, rule]) => [
    ...[...tables].flatMap(([name, ofTable]) =>
      finding(id, rule, "published", name, rule.publishedTable?.(ofTable))
    ),
    ...rows.flatMap((row) => {
      const { source, table, server, workers, threads } = row;
      const settings = [workers, threads].filter((value) => value !== null).join("×");
      const subject = `${source}, table “${table}”: ${server} ${settings}`.trimEnd();
      return finding(id, rule, "published", subject, rule.published?.(row));
    }),
  ]));
}

function lintTrials(
  run: Run,
  options: LintOptions,
  where: (cell: Cell) => boolean = () => true,
): Finding[] {
  const trials = completedTrials(run).filter(({ cell }) => where(cell));
  const labels = distinctCellLabels(trials.map(({ cell }) => cell), run);
  return [...LINT_RULES].flatMap(([id, rule]) => {
    const found = trials.flatMap((trial, index) =>
      finding(
        id,
        rule,
        "trial",
        `${labels[index]}, trial ${trial.trial}`,
        rule.trial?.(trial, run, options),
      )
    );
    const once = rule.ofCircumstances && options.circumstances !== "each";
    return once && found.length > trials.length * MANY_SHARE && found.length >= MANY_COUNT
      ? [gathered(found, trials.length, run)]
      : found;
  });
}

/** What holds of so many trials tells nothing of any one of them. */
const MANY_SHARE = 1 / 3;
const MANY_COUNT = 3;

/** Findings of one rule as one of the run, with the first of the worst as an example. */
function gathered(found: readonly Finding[], trialCount: number, run: Run): Finding {
  const worst = worstFirst([...found])[0]!;
  const { subject, sentence } = worst;
  return {
    ...worst,
    scope: "run",
    subject: `run ${run.runId}`,
    sentence: `So it is in ${found.length} of ${trialCount} trials. Of ${subject}: ${sentence}`,
  };
}

function finding(
  id: string,
  rule: Rule,
  scope: Finding["scope"],
  subject: string,
  said: Said | undefined,
): Finding[] {
  if (said === null || said === undefined) return [];
  const { sentence, severity } = typeof said === "string"
    ? { sentence: said, severity: rule.severity }
    : said;
  return [{ rule: id, severity, scope, subject, sentence, remedy: rule.remedy, page: pageOf(id) }];
}

function worstFirst(findings: Finding[]): Finding[] {
  const order = ["error", "warning", "note"];
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
