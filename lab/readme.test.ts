/** README.md tells every message that processes send each other, and every folder. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { z } from "zod";
import { fixtureCell, fixtureRun } from "./analysis/fixtures/runs.ts";
import { GeneratorCommand, GeneratorEvent, Order } from "./load/order.ts";
import { LoadResult } from "./nouns/outcome.ts";
import { RunnerCommand, RunnerEvent } from "./run/protocol.ts";
import { ROOT } from "./system/state.ts";

const readme = await Deno.readTextFile(join(ROOT, "lab", "README.md"));

/** The tables of a chapter whose first column has such a head: each row's first and last cell. */
function rowsOf(chapter: string, head: string): { first: string; example: string }[] {
  const text = readme.slice(readme.indexOf(`### ${chapter}\n`)).split(/\n##+ /)[0]!;
  const [, ...lines] = text.slice(text.indexOf(`| ${head} `)).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(1, end).map((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return { first: cells[1]!, example: cells.at(-2)!.replace(/^`|`$/g, "") };
  });
}

/** What stands for the `{…}` of an example. */
function long(): Record<string, unknown> {
  const run = fixtureRun();
  const { outcome } = run.trials.find(({ outcome }) => outcome.state === "completed")!;
  const result = Object.keys(LoadResult.shape).filter((name) => name in outcome)
    .map((name) => [name, outcome[name as keyof typeof outcome]]);
  return {
    plan: run.plan,
    trials: run.plan.trials.slice(0, 2),
    trial: run.trials[0],
    environment: run.environment,
    cell: fixtureCell("alpha-sync", 1, 4),
    result: Object.fromEntries(result),
  };
}

const whole = (example: string) =>
  JSON.parse(
    example.replace(/"(\w+)":(?:\{…\}|\[…\])/g, (_, field) =>
      `"${field}":${JSON.stringify(long()[field])}`),
  );

const typesOf = (schema: { options: readonly { shape: { type: { value: string } } }[] }) =>
  schema.options.map(({ shape }) => shape.type.value);

const TABLES: [string, string, z.ZodType, string[]][] = [
  ["The runner", "on stdin", RunnerCommand, typesOf(RunnerCommand)],
  ["The runner", "on stdout", RunnerEvent, typesOf(RunnerEvent)],
  ["A load generator", "on stdin", Order.or(GeneratorCommand), typesOf(GeneratorCommand)],
  ["A load generator", "on stdout", GeneratorEvent, typesOf(GeneratorEvent)],
];

for (const [chapter, head, schema, types] of TABLES) {
  Deno.test(`lab/README.md tells every message of "${chapter}" ${head}, each with a line that is one`, () => {
    const rows = rowsOf(chapter, head);
    const named = rows.map(({ first }) => first.replaceAll("`", ""));
    assert.deepEqual(named.filter((name) => name !== "an order"), types);
    for (const { first, example } of rows) {
      const message = whole(example);
      assert.doesNotThrow(() => schema.parse(message), `lab/README.md, ${chapter}: ${first}`);
      if (first !== "an order") assert.equal(`\`${message.type}\``, first);
    }
  });
}

Deno.test("lab/README.md says what every folder holds", async () => {
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "lab"))) {
    if (!isDirectory) continue;
    const files = await Array.fromAsync(Deno.readDir(join(ROOT, "lab", name)));
    if (files.every((file) => file.name.endsWith(".test.ts"))) continue;
    assert.match(readme, new RegExp(`^\\| \`${name}\` +\\|`, "m"), `lab/README.md: ${name}`);
  }
});

Deno.test("every link of the READMEs leads to a file", async () => {
  const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "lab/README.md"].concat(
    "servers/README.md",
  );
  for (const page of pages) {
    const text = await Deno.readTextFile(join(ROOT, page));
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      const file = join(ROOT, page, "..", target!);
      await assert.doesNotReject(Deno.stat(file), `${page}: ${target}`);
    }
  }
});
