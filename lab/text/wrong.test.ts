import assert from "node:assert/strict";
import { z } from "zod";
import { wrongIn } from "./wrong.ts";

const Shape = z.strictObject({
  kind: z.enum(["round", "square"]),
  size: z.union([z.number(), z.strictObject({ least: z.number(), most: z.number() })]),
  parts: z.array(z.strictObject({ colour: z.string() })).optional(),
  by: z.record(
    z.string(),
    z.union([
      z.strictObject({ path: z.string(), check: z.string(), size: z.number().optional() }),
      z.strictObject({ mix: z.record(z.string(), z.number()), title: z.string().optional() }),
    ]),
  ).optional(),
});
const good = { kind: "round", size: 1 };
const words = (value: unknown, root?: string) => {
  const wrong = wrongIn(Shape, value, root);
  return wrong && `${wrong.what}; ${wrong.remedy}`;
};

Deno.test("wrongIn() finds nothing wrong with what is right", () => {
  assert.equal(words(good), null);
  assert.equal(words({ ...good, size: { least: 1, most: 2 }, by: { a: { mix: { b: 1 } } } }), null);
});

Deno.test("wrongIn() names a field that does not exist by its whole path, and the one that was meant", () => {
  assert.equal(words({ ...good, sizes: 2 }), 'there is no field "sizes"; did you mean "size"?');
  assert.equal(
    words({ ...good, parts: [{ colour: "red" }, { color: "red" }] }, "shape"),
    'there is no field "shape.parts.1.color"; did you mean "colour"?',
  );
});

Deno.test("wrongIn() names the value that was meant", () => {
  assert.equal(words({ ...good, kind: "sqare" }), 'kind is "sqare"; did you mean "square"?');
  assert.equal(words({ ...good, kind: "?" }), 'kind is "?"; choose one of round, square');
});

Deno.test("wrongIn() speaks of the branch of a union that was meant", () => {
  assert.equal(
    words({ ...good, size: { least: 1, mots: 2 } }),
    'there is no field "size.mots"; did you mean "most"?',
  );
  assert.equal(
    words({ ...good, by: { a: { mix: { b: 1 }, tilte: "x" } } }),
    'there is no field "by.a.tilte"; did you mean "title"?',
  );
  assert.equal(
    words({ ...good, by: { a: { path: "/", chekc: "x" } } }),
    'there is no field "by.a.chekc"; did you mean "check"?',
  );
  assert.equal(
    words({ ...good, by: { a: { path: 5, check: "x" } } }),
    "by.a.path is 5; give a text",
  );
});

Deno.test("wrongIn() says what was expected where nothing can be guessed", () => {
  assert.equal(words({ kind: "round" }), "size is missing; give a number");
  assert.equal(words(undefined), "the whole is missing; give an object");
  assert.equal(words(5, "shape"), "shape is 5; give an object");
  assert.equal(words({ ...good, parts: "all" }), 'parts is "all"; give a list');
});

Deno.test("wrongIn() speaks of bounds and of long values in words, and never as its validator does", () => {
  const Bounded = z.strictObject({
    few: z.array(z.int()).min(1).optional(),
    share: z.number().min(0).max(1).optional(),
    above: z.number().positive().optional(),
    name: z.string().min(2).optional(),
  });
  const found = (value: unknown) => {
    const wrong = wrongIn(Bounded, value)!;
    return `${wrong.what}; ${wrong.remedy}`;
  };
  assert.equal(found({ few: [] }), "few is []; give at least 1 of them");
  assert.equal(found({ few: [1.5] }), "few.0 is 1.5; give a whole number");
  assert.equal(found({ share: 2 }), "share is 2; give at most 1");
  assert.equal(found({ above: 0 }), "above is 0; give more than 0");
  assert.equal(found({ name: "a" }), 'name is "a"; give at least 2 letters');
  assert.equal(found({ share: "x".repeat(99) }), `share is "${"x".repeat(59)}…; give a number`);
  assert.equal(found({ share: NaN }), "share is NaN; give a number");
});
