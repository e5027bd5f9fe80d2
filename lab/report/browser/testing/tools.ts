/// <reference lib="deno.ns" />
/**
 * For tests, whose packages are not the lab's: says what is wrong with HTML files, reads Parquet files,
 * and gives the program that looks for what keeps people out. Paths are its arguments; a line of JSON is
 * what it writes.
 */
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { parquetReadObjects } from "hyparquet";

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  // Figures and tables bring styles that a reader's tool does not take away.
  rules: { "no-inline-style": "off" },
});

const problems: string[] = [];
const rows: Record<string, unknown>[] = [];
for (const path of Deno.args.filter((path) => path.endsWith(".parquet"))) {
  const { buffer } = await Deno.readFile(path);
  rows.push(...await parquetReadObjects({ file: buffer }));
}
for (const path of Deno.args.filter((path) => path.endsWith(".html"))) {
  const { results } = await validator.validateString(await Deno.readTextFile(path), path);
  for (const { messages } of results) {
    for (const { line, ruleId, message, selector } of messages) {
      problems.push(`${path}:${line} ${ruleId}: ${message} (${selector})`);
    }
  }
}
console.log(JSON.stringify({ axe: axe.source, problems, rows }));
