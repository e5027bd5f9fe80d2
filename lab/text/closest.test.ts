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

Deno.test("of a long list three are told, those that hold the word first, and what lists them", () => {
  assert.equal(
    closestTo("alpha", [...many, "the-alpha-that-is-meant", "another-alpha-of-these"], "task list"),
    "the closest of 22 are another-alpha-of-these, the-alpha-that-is-meant and server-0-of-many; " +
      '"task list" lists them all',
  );
});
