import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { FILL_VERSION } from "./fill.ts";
import { AUTHOR_COUNT, authors, quotes } from "./texts.ts";

Deno.test("quotes() is the same everywhere; whoever changes it raises FILL_VERSION", () => {
  const text = JSON.stringify([authors(), [...quotes(1000)]]);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  assert.deepEqual({ version: FILL_VERSION, hash }, { version: 1, hash: "1b305d8a70b9e52c" });
});

Deno.test("quotes() of 100,000 begins with those of 1,000", () => {
  const many = quotes(100_000);
  for (const quote of quotes(1000)) assert.deepEqual(many.next().value, quote);
});

Deno.test("quotes() are as long as quotes are, and every author has some", () => {
  const all = [...quotes(1000)];
  const lengths = all.map((quote) => quote.text.length).sort((a, b) => a - b);
  assert.ok(lengths[0]! >= 40 && lengths.at(-1)! <= 500);
  assert.ok(lengths[500]! > 120 && lengths[500]! < 260);
  assert.equal(new Set(all.map((quote) => quote.authorId)).size, AUTHOR_COUNT);
  assert.equal(new Set(authors().map((author) => author.name)).size, AUTHOR_COUNT);
});
