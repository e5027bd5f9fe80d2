/** A notebook that asks some servers of one workload, and the file that it is. */

/** A cell to be written. */
export interface NewCell {
  kind: "code" | "markdown";
  source: string;
  tags?: string[];
}

const METADATA = {
  kernelspec: { display_name: "Gauntlet (Deno)", language: "typescript", name: "gauntlet" },
  language_info: {
    file_extension: ".ts",
    mimetype: "text/x.typescript",
    name: "typescript",
    nbconvert_exporter: "script",
    pygments_lexer: "typescript",
  },
};

/**
 * The text of a notebook.
 *
 * @example
 * ```ts
 * import { notebookText } from "./notebook.ts";
 * const text = notebookText([{ kind: "markdown", source: "# A question" }]);
 * console.log(JSON.parse(text).cells[0].source); // [ "# A question" ]
 * ```
 */
export function notebookText(cells: readonly NewCell[]): string {
  const written = cells.map(({ kind, source, tags }, index) => ({
    cell_type: kind,
    id: `cell-${String(index + 1).padStart(2, "0")}`,
    metadata: tags ? { tags } : {},
    source: source.split(/(?<=\n)/),
    ...(kind === "code" ? { execution_count: null, outputs: [] } : {}),
  }));
  const notebook = { cells: written, metadata: METADATA, nbformat: 4, nbformat_minor: 5 };
  return JSON.stringify(notebook, null, 1) + "\n";
}

/** What a notebook is about. */
export interface Subject {
  name: string;
  /** Of the workload. */
  title: string;
  /** What its experiment spans. */
  asked: { variants: string[]; workers?: number[]; endpoint?: string };
  /** Whether it has two cells to compare. */
  comparable: boolean;
}

const code = (source: string, ...tags: string[]): NewCell => ({
  kind: "code",
  source,
  ...(tags.length > 0 ? { tags } : {}),
});
const text = (source: string): NewCell => ({ kind: "markdown", source });

/** Its cells: the experiment, its run, what was found, every trial, and what lint says. */
export function cellsAbout({ name, title, asked, comparable }: Subject): NewCell[] {
  return [
    text(`# ${name}\n\n${title}: which of the servers answers more?`),
    code(
      `import { experiment, grid } from "lab";

const cells = grid(${written(asked)});
const question = "Which of the servers answers more?";
${
        comparable
          ? withClaim(name, asked)
          : `const asked = experiment({ name: "${name}", question, cells });`
      }`,
      "experiment",
    ),
    text(
      `## The run\n\nTo measure it here, run \`deno task run ${name}\`, or set \`measure\` to ` +
        `\`true\` and run the cell.`,
    ),
    code(`import { runOf } from "lab";\n\nconst run = await runOf(asked, { measure: false });`),
    text("## Findings"),
    code(`import { bestOf, cellsOf, say, trialsOf } from "lab";

const measured = cellsOf(run).filter((cell) => trialsOf(run, cell).length > 0);
const names = [...new Set(measured.map(({ variant }) => variant))];
const best = names.map((variant) => bestOf(run, variant));
say\`\${best.map(({ sentence }) => \`- \${sentence}\`).join("\\n")}\`;`),
    ...(comparable
      ? [
        code(`import { claim } from "lab";\n\nclaim(run, "${claimId(name)}");`),
        comparison(asked.variants.length > 1),
      ]
      : []),
    text("## Every trial\n\nEach dot is one trial on a freshly started server."),
    code(`import { throughputFigure } from "lab";

const smallest = best.map(({ smallest }) => smallest.label).join(", ");
throughputFigure(run, { title: \`The smallest that cannot be told from the best: \${smallest}\` });`),
    code(`import { displayable, trialsTable } from "lab";

const columns = ["cell", "block", "throughputRps", "latencyP50Ms", "latencyP99Ms"];
displayable(trialsTable(run).select(...columns));`),
    text("## What stands in the way of believing it"),
    code(`import { groupFindings, lintRun } from "lab";

const findings = groupFindings(lintRun(run));
displayable(findings, { columns: ["severity", "rule", "count", "sentence", "remedy"] });`),
  ];
}

const claimId = (name: string) => `${name}-first`;

/**
 * The experiment with a first claim, to be rewritten: the first server over the second, with as many
 * workers; of one server, the more workers over the fewer.
 */
function withClaim(name: string, { variants: [first, second] }: Subject["asked"]): string {
  const pair = second === undefined
    ? "const [under, over] = cells;"
    : `const [over, under] = ["${first}", "${second}"]
  .map((name) => cells.find(({ variant }) => variant === name)!);`;
  const sentence = second === undefined
    ? "A second worker lets it answer more"
    : `${first} answers more than ${second}`;
  return `${pair}
const asked = experiment({
  name: "${name}",
  question,
  cells,
  // Written down before it is measured. With "headline: true" the quick profile measures these alone.
  claims: [{
    id: "${claimId(name)}",
    source: "me",
    sentence: "${sentence}",
    of: [over, under],
    expects: "more",
  }],
});`;
}

/** The two best servers, each at its best; of one server, the more workers against the fewer. */
function comparison(several: boolean): NewCell {
  const pair = several
    ? `const [first, second = first] = best
  .toSorted((a, b) => b.best.throughputRps - a.best.throughputRps).map(({ best }) => best);`
    : `const [second, first] = cells.map((cell) => ({ cell, label: cellLabel(cell) }));`;
  const names = `${several ? "" : "cellLabel, "}compare, lintComparison, lintLine`;
  return code(`import { ${names} } from "lab";

${pair}
const lead = compare(run, first.cell, second.cell);
say\`\${first.label} gives \${lead.ratio} times the throughput of \${second.label}
(95 % interval \${lead.low} to \${lead.high}): **\${lead.verdict}**.
\${lintLine(lintComparison(run, first.cell, second.cell))}\`;`);
}

/** As a literal of TypeScript: `{ variants: ["mine"], workers: [1, 2] }`. */
const written = (value: object): string =>
  JSON.stringify(value).replace(/"(\w+)":/g, "$1: ").replaceAll(",", ", ");
