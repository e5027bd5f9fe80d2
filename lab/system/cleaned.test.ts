import assert from "node:assert/strict";
import { cleaned, cleanedEnd, cleanedStart } from "./cleaned.ts";

Deno.test("cleaned() leaves words and lines, and no escape sequence, control character or password", () => {
  const cases: [string, string][] = [
    ["\x1b[2J\x1b]0;title\x07red \x1b[1;31mtext\x1b[0m", "red text"],
    ["one\r\ntwo\tthree\x00\x08", "one\ntwo\tthree"],
    ["a\u202egnp.exe", "agnp.exe"],
    ["postgresql://app:s3cr%3At@127.0.0.1:5432/db", "postgresql://app:***@127.0.0.1:5432/db"],
    ["see http://host:80/a and b@c", "see http://host:80/a and b@c"],
    ["Grüße, 你好", "Grüße, 你好"],
  ];
  for (const [text, wanted] of cases) assert.equal(cleaned(text), wanted);
});

Deno.test("the end of a log and the beginning of an answer are bounded, and say that they were cut", () => {
  assert.equal(cleanedEnd("x".repeat(9000)).length, 4096);
  assert.match(cleanedEnd(`first${"\nline".repeat(2000)}`), /^…[\s\S]*line$/);
  assert.equal(cleanedEnd(" all of it\n"), "all of it");
  assert.equal(cleanedStart(`{"a":\n  1}`), '{"a": 1}');
  assert.equal(cleanedStart("y".repeat(500)).length, 300);
});
