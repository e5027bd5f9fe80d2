import assert from "node:assert/strict";
import { changedRun } from "../../analysis/lint/testing.ts";
import { lintLine, lintRun } from "../../analysis/lint/mod.ts";
import { DISPLAY } from "./display.ts";
import { percent, say, significant } from "./say.ts";

Deno.test("say`` shows numbers to three digits, and is shown as Markdown", async () => {
  const sentence = say`${"Alpha"} gave ${1234.5} and **${0.01234}**, ${7} times.`;
  assert.equal(String(sentence), "Alpha gave 1,230 and **0.0123**, 7 times.");
  assert.equal((await sentence[DISPLAY]!())["text/markdown"], String(sentence));
});

Deno.test("say`` keeps links to what explains a lint rule, and no other", async () => {
  const line = lintLine(
    lintRun(changedRun({ "gamma-sync": { outcome: { reconnectCount: 2000 } } })),
  );
  const links = line.split("](").length - 1;
  assert.ok(links > 0);
  const shown = async (text: string) =>
    (await say`${text}.`[DISPLAY]!())["text/markdown"] as string;
  assert.equal(await shown(line), `${line}.`);
  for (
    const address of [
      "http://x/lint/pages/a.md",
      "//x/lint/pages/a.md",
      "javascript:lint/pages/a.md",
    ]
  ) {
    assert.doesNotMatch(await shown(`[a](${address})`), /\[a\]\(/, address);
  }
});

Deno.test("percent() and significant() round, and know what is no number", () => {
  assert.equal(percent(0.0834), "8.3 %");
  assert.equal(percent(1.5), "150 %");
  assert.equal(significant(123_456), "123,000");
  assert.equal(significant(Infinity), "∞");
  assert.equal(significant(NaN), "NaN");
});
