/** What the variants of rows have in common, without starting one. */
import assert from "node:assert/strict";
import { catalog } from "../../lab/server/catalog.ts";

const variants = [...catalog.variants.values()].filter(({ workload }) => workload === "rows");

Deno.test("every variant claims both endpoints, and is named by its HTTP server and its driver", () => {
  assert.ok(variants.length > 0);
  for (const { name, endpoints } of variants) {
    assert.deepEqual(endpoints, ["/test", "/test after a wait"], name);
    assert.match(name, /^(gunicorn|uwsgi|uvicorn)-.*-(aiopg|psycopg2?)$/);
  }
});

Deno.test("whether a transaction is begun can be told of every driver but aiopg, which never does", () => {
  for (const { name, options } of variants) {
    const expected = name.endsWith("-aiopg") ? undefined : ["begin", "autocommit"];
    assert.deepEqual(options?.transaction, expected, name);
  }
});

Deno.test("those that serve one request at a time keep no connection, and all others do", () => {
  for (const { name, model, keepAlive } of variants) {
    assert.equal(keepAlive, model === "sync" ? false : undefined, name);
  }
});
