import assert from "node:assert/strict";
import { DISPLAY } from "./display.ts";
import { percent, say, significant } from "./say.ts";

Deno.test("say`` shows numbers to three digits, and is shown as Markdown", async () => {
  const sentence = say`${"Alpha"} gave ${1234.5} and **${0.01234}**, ${7} times.`;
  assert.equal(String(sentence), "Alpha gave 1,230 and **0.0123**, 7 times.");
  assert.equal((await sentence[DISPLAY]!())["text/markdown"], String(sentence));
});

Deno.test("percent() and significant() round, and know what is no number", () => {
  assert.equal(percent(0.0834), "8.3 %");
  assert.equal(percent(1.5), "150 %");
  assert.equal(significant(123_456), "123,000");
  assert.equal(significant(Infinity), "∞");
  assert.equal(significant(NaN), "NaN");
});
