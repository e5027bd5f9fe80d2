import assert from "node:assert/strict";
import { closestTo } from "./closest.ts";

const many = [...Array(20).keys()].map((index) => `server-${index}-of-many`);

Deno.test("a word that is nearly a name is told that name, however many there are", () => {
  assert.equal(closestTo("server-3-of-may", many), 'did you mean "server-3-of-many"?');
});

Deno.test("a short list is told whole, and one of nothing says so", () => {
  assert.equal(closestTo("rails", ["flask", "django"]), "choose one of flask, django");
  assert.equal(closestTo("rails", []), "there is none");
});

Deno.test("of a long list those are told that hold the word, and what lists all", () => {
  const named = [...many, "the-alpha-that-is-meant", "another-alpha-of-these"];
  assert.equal(
    closestTo("alpha", named, "task list"),
    "the closest are another-alpha-of-these and the-alpha-that-is-meant; " +
      '"task list" lists all 22',
  );
  assert.equal(
    closestTo("another", named, "task list"),
    'the closest is another-alpha-of-these; "task list" lists all 22',
  );
});

Deno.test("of a long list none is told that has nothing of the word, but what lists them", () => {
  const named = [...many, "far-away"];
  for (const word of ["nosuch", ""]) {
    assert.equal(closestTo(word, named, "task list"), '"task list" lists all 21');
    assert.equal(closestTo(word, named), `choose one of ${named.join(", ")}`);
  }
});
