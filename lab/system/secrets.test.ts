import assert from "node:assert/strict";
import fc from "fast-check";
import { temporaryState } from "../testing/state.ts";
import { knownSecrets, secretsPath, textOfOthers } from "./secrets.ts";

Deno.test("a password of DATABASE_URL is known as it is written and as it is meant", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (password) => {
    const url = `postgres://me:${encodeURIComponent(password)}@localhost:5432/mine`;
    const known = knownSecrets({ DATABASE_URL: url });
    assert.ok(known.includes(password), url);
    assert.ok(known.includes(encodeURIComponent(password)));
  }));
});

Deno.test("what else the environment hides is known, and what it does not hide is not", () => {
  const known = knownSecrets({
    PGPASSWORD: "short",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI",
    REDIS_URL: "redis://:not%ZZdecodable@cache",
    DSN: "postgres://h/db?user=a&password=par%40m",
    PWD: "/srv/somewhere",
    SSH_KEY: "/srv/me/.ssh/id",
    GAUNTLET_TOKEN: crypto.randomUUID(),
    USE_TOKEN: "true",
    HOME: "/srv/me",
  });
  for (const each of ["short", "wJalrXUtnFEMI", "not%ZZdecodable", "par@m"]) {
    assert.ok(known.includes(each), each);
  }
  for (const each of ["/srv/somewhere", "/srv/me/.ssh/id", "true", "/srv/me"]) {
    assert.ok(!known.includes(each), each);
  }
});

Deno.test("the passwords of the lab's own PostgreSQL are known as soon as there are any", async () => {
  await using _state = await temporaryState();
  assert.equal(textOfOthers("tried abc-admin-1"), "tried abc-admin-1");
  await Deno.writeTextFile(
    secretsPath(),
    JSON.stringify({ admin: "abc-admin-1", server: "abc-server-2" }),
  );
  assert.equal(textOfOthers("tried abc-admin-1, abc-server-2"), "tried [redacted], [redacted]");
});

Deno.test("a bound never leaves half of a password", async () => {
  await using _state = await temporaryState();
  await Deno.writeTextFile(secretsPath(), JSON.stringify({ admin: "0123456789abcdef" }));
  const text = "x".repeat(20) + "0123456789abcdef" + "y".repeat(20);
  for (const keep of ["start", "end"] as const) {
    for (let lengthMax = 1; lengthMax <= text.length; lengthMax++) {
      assert.doesNotMatch(textOfOthers(text, { lengthMax, keep }), /0123|cdef|9ab/);
    }
  }
});

Deno.test("a command to the terminal within a password does not hide it", () => {
  assert.equal(
    textOfOthers("postgres://me:hu\x1b[31msh@host/db"),
    "postgres://me:[redacted]@host/db",
  );
});
