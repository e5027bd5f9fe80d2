/** What the variants of quotes have in common, without starting one. */
import assert from "node:assert/strict";
import { pgbenchScript } from "../../lab/load/statements.ts";
import { catalog } from "../../lab/server/catalog.ts";

const variants = [...catalog.variants.values()].filter(({ workload }) => workload === "quotes");
const started = variants.filter(({ command }) => command !== undefined);

Deno.test("every variant claims the endpoints of the contract, with or without those that fetch or lock all", () => {
  const endpoints = ["/static", "/quote", "/quote/update", "/upstream", "/fanout"];
  for (const variant of started) {
    const claimed = variant.endpoints.filter((endpoint) => !endpoint.endsWith("/unlimited"));
    assert.deepEqual(claimed, endpoints, variant.name);
  }
});

Deno.test("Granian is the first choice of every Python variant, and another server the second", () => {
  for (const variant of started.filter(({ runtime }) => runtime === "python")) {
    const [first, ...others] = variant.options!.httpServer!;
    assert.equal(first, "granian", variant.name);
    assert.equal(others.length, 1, variant.name);
    const settings = {
      ...{ workers: 3, threads: variant.threaded ? 7 : null, poolMin: 5, poolMax: 15 },
      options: { httpServer: others[0]! },
    };
    const [word] = variant.command!(settings, { host: "127.0.0.1", port: 4321 });
    assert.equal(word, others[0], variant.name);
  }
});

const ceiling = catalog.variants.get("ceiling")!;
const textsOf = (sql: string) => {
  const settings = { workers: 1, threads: null, poolMin: 1, poolMax: 1, options: { sql } };
  return ceiling.statements!(settings, 1000);
};

Deno.test("the ceiling asks a quote in each shape, and hands the author's key on where it needs one", () => {
  for (const sql of ceiling.options!.sql!) {
    const { texts } = textsOf(sql);
    assert.ok(pgbenchScript({ texts: [...texts], seed: 1 }).startsWith(texts[0]!), sql);
  }
  const { texts } = textsOf("limit-then-key");
  assert.match(
    pgbenchScript({ texts: [...texts], seed: 1 }),
    /LIMIT 1 \\gset\n.* WHERE id = :author_id;\n$/i,
  );
});

Deno.test("every shape of the workload is that of one statement of the ceiling, and no other's", () => {
  const shapes = catalog.workloads.get("quotes")!.shapes!;
  for (const sql of ceiling.options!.sql!) {
    const [main] = textsOf(sql).texts;
    const matching = Object.entries(shapes)
      .filter(([, pattern]) => new RegExp(pattern, "i").test(main!.replace(/\s+/g, " ").trim()))
      .map(([name]) => name);
    assert.deepEqual(matching, [sql]);
  }
});
