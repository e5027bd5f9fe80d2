import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { escaped } from "./html.ts";
import { REDACTED, redacted } from "./redacted.ts";

/** A password as people make them; none that is part of the mark itself. */
const secret = fc.string({ unit: "grapheme", minLength: 4, maxLength: 24 })
  .filter((text) => !/[[\]]/.test(text) && !REDACTED.includes(text) && text.trim() === text);

const bytesOf = (text: string) => Buffer.from(text);
const inPython = (text: string) =>
  "'" + text.replace(/[\\']/g, "\\$&").replace(
    /[^\x20-\x7e]/gu,
    (character) => {
      const code = character.codePointAt(0)!;
      return code < 0x100
        ? `\\x${code.toString(16).padStart(2, "0")}`
        : [...Array(character.length).keys()].map((at) =>
          `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`
        ).join("");
    },
  ) + "'";
const inJsonOfAscii = (text: string) =>
  JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
const allPercent = (text: string) =>
  [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");

/** How programs write a text into a log. */
const WRITERS: Record<string, (text: string) => string> = {
  raw: (text) => text,
  percent: (text) => encodeURIComponent(text),
  "percent in small letters": (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  "percent of everything": allPercent,
  "percent twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "a form": (text) => String(new URLSearchParams({ x: text })).slice(2),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  "JSON of ASCII": (text) => inJsonOfAscii(text).slice(1, -1),
  Python: (text) => inPython(text).slice(1, -1),
  HTML: escaped,
  "JSON in an address": (text) => encodeURIComponent(JSON.stringify(text).slice(1, -1)),
  "JSON in HTML": (text) => escaped(JSON.stringify(text).slice(1, -1)),
  "bytes in Python": (text) =>
    [...bytesOf(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
  "a shell": (text) => text.replaceAll("'", "'\\''"),
  "a shell with other quotes": (text) => text.replaceAll("'", `'"'"'`),
  SQL: (text) => text.replaceAll("'", "''"),
  CSV: (text) => text.replaceAll('"', '""'),
  hex: (text) => bytesOf(text).toString("hex"),
  "hex in capitals": (text) => bytesOf(text).toString("hex").toUpperCase(),
  "hex with colons": (text) => bytesOf(text).toString("hex").match(/../g)!.join(":"),
  "a buffer in Node": (text) => bytesOf(text).toString("hex").match(/../g)!.join(" "),
  "bytes in C": (text) => bytesOf(text).toString("hex").match(/../g)!.join(", 0x"),
  "hex of an address": (text) => bytesOf(encodeURIComponent(text)).toString("hex"),
  "a list of numbers": (text) => JSON.stringify([...bytesOf(text)]).slice(1, -1),
  base64: (text) => bytesOf(text).toString("base64"),
  "base64 in lines": (text) => bytesOf(text).toString("base64").match(/.{1,7}/g)!.join("\r\n  "),
  "base64 in lines in JSON": (text) =>
    JSON.stringify(bytesOf(text).toString("base64").match(/.{1,7}/g)!.join("\n")).slice(1, -1),
  "hex in lines": (text) => bytesOf(text).toString("hex").match(/.{1,6}/g)!.join("\n"),
  "a list of numbers in lines": (text) => JSON.stringify([...bytesOf(text)], null, 2).slice(4, -2),
  "octal of everything": (text) =>
    [...bytesOf(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
  "lines of a terminal": (text) => [...text].join("\n"),
  "lines of a block": (text) => [...text].join("\n    | "),
  "lines that go on": (text) => [...text].join("\\\n"),
  "colours that were escaped": (text) => [...text].join("\\u001b[1;31m"),
  "colours as they are shown": (text) => [...text].join("^[[0m"),
  "joined letters": (text) => [...text].join("\u200d"),
  "base64 for URLs": (text) => bytesOf(text).toString("base64url"),
  "base64 in an address": (text) => encodeURIComponent(bytesOf(text).toString("base64")),
  "base64 in JSON of PHP": (text) => bytesOf(text).toString("base64").replaceAll("/", "\\/"),
  "base64 of an address": (text) => bytesOf(encodeURIComponent(text)).toString("base64"),
  "base64 of JSON": (text) => bytesOf(JSON.stringify(text).slice(1, -1)).toString("base64"),
};

Deno.test("no password that is named is left, however it was written", () => {
  for (const [name, write] of Object.entries(WRITERS)) {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
        const left = redacted(`${before} ${write(hidden)} ${after}`, [hidden]);
        assert.ok(left.includes(REDACTED), name);
        // Beside it the same letters may stand by chance, but not as the password.
        assert.equal(redacted(` ${write(hidden)} `, [hidden]), ` ${REDACTED} `, name);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  }
});

Deno.test("a password within what was encoded is found, wherever it stands there", () => {
  const around = fc.string({ maxLength: 9 });
  for (const encoding of ["base64", "base64url", "hex"] as const) {
    fc.assert(
      fc.property(secret, around, around, (hidden, before, after) => {
        const whole = bytesOf(before + hidden + after).toString(encoding);
        const left = redacted(`Authorization: Basic ${whole}`, [hidden]);
        assert.ok(left.includes(REDACTED), encoding);
        for (const rest of left.replace("Authorization: Basic ", "").split(REDACTED)) {
          // A quarter of its bits is left at the most, where both neighbours share a character with it.
          assert.ok(!Buffer.from(rest, encoding).includes(hidden), encoding);
        }
        assert.equal(redacted(left, [hidden]), left);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }
});

Deno.test("of a mark that codes begin with, all of its code goes", () => {
  assert.equal(redacted("!  %25 !++%2525.", ["!  %"]), `${REDACTED} ${REDACTED}.`);
  assert.equal(redacted("one&amp;two", ["one&"]), `${REDACTED}two`);
});

Deno.test("a password within a longer word is found, but for one that is a word itself", () => {
  assert.equal(redacted("xhunter2y", ["hunter2"]), `x${REDACTED}y`);
  assert.equal(redacted("Cannot start PostgreSQL", ["postgre"]), "Cannot start PostgreSQL");
  assert.equal(
    redacted("as gauntlet, gauntlet_admin, gauntlets", ["gauntlet"]),
    `as ${REDACTED}, ${REDACTED}_admin, gauntlets`,
  );
  assert.equal(redacted("a b c", ["a"]), "a b c");
  assert.equal(redacted("postgres://me:a@host/a", ["a"]), `postgres://me:${REDACTED}@host/a`);
});

Deno.test("to redact twice is to redact once, whatever the text", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(secret, { maxLength: 3 }), (text, secrets) => {
      const inText = secrets.reduce((sum, each) => sum + " " + each, text);
      const once = redacted(inText, secrets);
      assert.equal(redacted(once, secrets), once);
    }),
    { numRuns: 40 },
  );
});

Deno.test("text without a password stays as it is", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/)).map((each) => each.join(" "));
  fc.assert(fc.property(words, (text) => assert.equal(redacted(text, ["p@ss-w0rd"]), text)));
  for (
    const text of [
      "http://127.0.0.1:41234/items/17",
      'FATAL: password authentication failed for user "gauntlet"',
      "fe_sendauth: no password supplied",
      "see https://example.org/a:b@c",
    ]
  ) assert.equal(redacted(text, []), text);
});

Deno.test("a password in an address or a setting is redacted though nobody named it", () => {
  const cases: [string, string][] = [
    ["postgres://user:pass@host/db", `postgres://user:${REDACTED}@host/db`],
    [
      "postgresql+psycopg://u:p@ss@[::1]:5432/db",
      `postgresql+psycopg://u:${REDACTED}@[::1]:5432/db`,
    ],
    ["redis://:hush@cache:6379", `redis://:${REDACTED}@cache:6379`],
    ['{"url":"postgres:\\/\\/u:p@h"}', `{"url":"postgres:\\/\\/u:${REDACTED}@h"}`],
    ["host=a password=hush dbname=b", `host=a password=${REDACTED} dbname=b`],
    ["PGPASSWORD='two words'", `PGPASSWORD=${REDACTED}`],
    ['{"password": "hush", "port": 1}', `{"password": ${REDACTED}, "port": 1}`],
    ["postgres://h/db?user=a&password=hush&x=1", `postgres://h/db?user=a&password=${REDACTED}&x=1`],
  ];
  for (const [text, left] of cases) assert.equal(redacted(text, []), left);
});

Deno.test("a long text is looked through within the bound of a test", () => {
  for (
    const text of [
      "a".repeat(300_000),
      "a://".repeat(80_000),
      "a:".repeat(100_000),
      "\\".repeat(100_000),
      "password".repeat(40_000),
      "%25".repeat(100_000),
    ]
  ) assert.equal(redacted(text, ["p@ss\\w0rd", "aaaaaaaaaaaaaaaa!"]), text);
});
