/// <reference lib="deno.ns" />
/**
 * For tests, whose packages are not the lab's: says what is wrong with HTML files, and gives the program
 * that looks for what keeps people out. Paths are its arguments; a line of JSON is what it writes.
 */
import axe from "axe-core";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  // Figures and tables bring styles that a reader's tool does not take away.
  rules: { "no-inline-style": "off" },
});

const problems: string[] = [];
for (const path of Deno.args) {
  const { results } = await validator.validateString(await Deno.readTextFile(path), path);
  for (const { messages } of results) {
    for (const { line, ruleId, message, selector } of messages) {
      problems.push(`${path}:${line} ${ruleId}: ${message} (${selector})`);
    }
  }
}
console.log(JSON.stringify({ axe: axe.source, problems }));
