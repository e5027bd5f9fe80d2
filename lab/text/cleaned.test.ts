import assert from "node:assert/strict";
import fc from "fast-check";
import { bounded, cleaned, LEFT_OUT, oneLine, withoutLog } from "./cleaned.ts";

/** Text with all that a terminal listens to. */
const noisy = fc.array(
  fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      ...["\x1b[31m", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\", "\x1bP1$r\x1b\\", "\x9b2J"],
      ...["\x9d0;t\x9c", "\x1b", "\x1bc", "\r", "\r\n", "\n", "\t", "\u202e", "\u2066", "\u0085"],
      ...["\ud800", "\udc00", "\u200b", "\u{e0041}", "\x1b[", "\x1b]", "\x07", "\x9c"],
    ),
  ),
).map((parts) => parts.join(""));

Deno.test("what is cleaned has no control but tab and newline, and no unseen character", () => {
  fc.assert(fc.property(noisy, (text) => {
    const clean = cleaned(text, { lengthMax: Infinity });
    assert.doesNotMatch(clean, /(?![\t\n])\p{Cc}/u);
    assert.doesNotMatch(clean, /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/);
    assert.ok(clean.isWellFormed());
  }));
});

Deno.test("to clean twice is to clean once, and bounded text stays within its bound", () => {
  fc.assert(
    fc.property(noisy, fc.integer({ min: 1, max: 60 }), fc.constantFrom("start", "end"), (
      text,
      lengthMax,
      keep,
    ) => {
      const bounds = { lengthMax, keep } as const;
      const once = cleaned(text, bounds);
      assert.equal(cleaned(once, bounds), once);
      assert.ok(once.length <= lengthMax);
      assert.ok(once.isWellFormed());
      const line = oneLine(text, bounds);
      assert.equal(oneLine(line, bounds), line);
      assert.doesNotMatch(line, /[\n\t]/);
    }),
  );
});

Deno.test("text that can be read is left as it is", () => {
  const readable = fc.string({ unit: "grapheme" })
    .filter((text) => !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text));
  fc.assert(fc.property(readable, (text) => assert.equal(cleaned(text), text)));
  for (
    const text of ["naïve – “quoted” 100 % 🧪\n\tnext", "e\u0301, 한글, \u{1F469}\u200d\u{1F52C}"]
  ) {
    assert.equal(cleaned(text), text);
  }
});

Deno.test("what a terminal would do is gone with its parameters, and the words stay", () => {
  const cases: [string, string][] = [
    ["\x1b[1;31mred\x1b[0m", "red"],
    ["\x1b]0;a title\x07said", "said"],
    ["\x1b]52;c;cm0gLXJmIC8=\x07said", "said"],
    ["\x1b]8;;http://evil\x1b\\here\x1b]8;;\x1b\\", "here"],
    ["\x1bP+q544e\x1b\\said", "said"],
    ["\x1b[2J\x1b[Hsaid", "said"],
    ["\x9b31msaid", "said"],
    ["\x1bcsaid", "said"],
    ["\x1b(0said", "said"],
    ["first\rsecond\r\nthird", "first\nsecond\nthird"],
    ["\x1b]0;no end\nnext", "0;no end\nnext"],
    ["user\u202etxt.exe", "usertxt.exe"],
    ["a\u0000b\u0008c\u007f", "abc"],
  ];
  for (const [text, left] of cases) assert.equal(cleaned(text), left, JSON.stringify(text));
});

Deno.test("of a log the end is kept, and no character is cut in two", () => {
  assert.equal(cleaned("one two three", { lengthMax: 6, keep: "end" }), `${LEFT_OUT}three`);
  assert.equal(cleaned("one two three", { lengthMax: 4 }), `one${LEFT_OUT}`);
  assert.equal(bounded("🧪🧪🧪", { lengthMax: 4, keep: "end" }), `${LEFT_OUT}🧪`);
  assert.equal(bounded("🧪🧪🧪", { lengthMax: 4 }), `🧪${LEFT_OUT}`);
});

Deno.test("a long text that looks like commands is cleaned within the bound of a test", () => {
  for (
    const text of ["\x1b]".repeat(200_000), "\x1b[" + ";".repeat(400_000), "\x1b".repeat(400_000)]
  ) {
    assert.ok(!cleaned(text).includes("\x1b"));
  }
});

Deno.test("of a sentence with a log behind it the sentence is left", () => {
  assert.equal(withoutLog("it ended; its log ends:\nerror: no\n  at main"), "it ended");
  assert.equal(withoutLog("5 errors; the server's log ends:\n(nothing)"), "5 errors");
  assert.equal(withoutLog("one line"), "one line");
});
