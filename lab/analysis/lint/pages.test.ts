import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  LINT_RULES,
  lintHtml,
  lintLine,
  lintRun,
  lintText,
  pageIds,
  pageOf,
  rulePage,
} from "./mod.ts";
import { changedRun } from "./testing.ts";

const PARTS = ["Seen", "Why it misleads", "How to tell", "What to do"];

Deno.test("every rule has a page, and no page is without a rule", () => {
  assert.deepEqual(pageIds(), [...LINT_RULES.keys()]);
});

Deno.test("every page has a title, its four parts, and 80 to 200 words", () => {
  for (const id of pageIds()) {
    const { title, text } = rulePage(id);
    assert.match(title, /^[A-Z].+[^.]$/, id);
    assert.deepEqual([...text.matchAll(/^\*\*(.+)\.\*\* /gm)].map(([, part]) => part), PARTS, id);
    const words = text.split(/\s+/).length;
    assert.ok(words >= 80 && words <= 200, `${id}: ${words} words`);
  }
});

Deno.test("every finding leads to its page, from wherever one stands", () => {
  const [finding] = lintRun(changedRun({ "gamma-sync": { outcome: { reconnectCount: 2000 } } }));
  assert.equal(resolve(finding!.page), rulePage("keep-alive-off").path);
  const far = pageOf("keep-alive-off", "/somewhere/my (own) project/notebooks");
  assert.ok(existsSync(resolve("/somewhere/my (own) project/notebooks", decodeURI(far))), far);
  // Where the way leads through such a folder, no bracket and no blank may end a link.
  assert.match(pageOf("stopped", "/"), /^[^ ()]+\/lint\/pages\/stopped\.md$/);
});

Deno.test("one line tells the rules in Markdown and HTML with links, and in a terminal with the folder", () => {
  const found = lintRun(changedRun({ "gamma-sync": { outcome: { reconnectCount: 2000 } } }));
  const { page } = found[0]!;
  assert.equal(lintLine(found), `Lint: 4 errors: [keep-alive-off](${page}) (4).`);
  assert.equal(lintHtml(found), `Lint: 4 errors: <a href="${page}">keep-alive-off</a> (4).`);
  const [, folder] = lintText(found).match(
    /^Lint: 4 errors: keep-alive-off \(4\)\. Explained in (.+)\/<rule>\.md\.$/,
  )!;
  assert.ok(existsSync(join(folder!, "keep-alive-off.md")), folder!);
});
