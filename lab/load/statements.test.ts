import assert from "node:assert/strict";
import { numbered, pgbenchScript } from "./statements.ts";

Deno.test("numbered() gives each name its number, the same name the same", () => {
  assert.deepEqual(
    numbered("SELECT * FROM item WHERE id = :key AND maker = :maker_id OR id > :key"),
    {
      text: "SELECT * FROM item WHERE id = $1 AND maker = $2 OR id > $1",
      names: ["key", "maker_id"],
    },
  );
  assert.deepEqual(numbered("SELECT 1"), { text: "SELECT 1", names: [] });
});

Deno.test("numbered() leaves casts and times alone", () => {
  const text = "SELECT '2026-01-01 10:20:30'::timestamp, id::text, $tag$ a::int $tag$ FROM item";
  assert.deepEqual(numbered(text), { text, names: [] });
  assert.deepEqual(numbered("SELECT :key::text"), { text: "SELECT $1::text", names: ["key"] });
});

const byKey = "SELECT id, maker_id FROM item WHERE id = :key";
const maker = "SELECT name FROM maker WHERE id = :maker_id";

Deno.test("pgbenchScript() draws first, and hands the columns of a row to the statements behind it", () => {
  assert.equal(
    pgbenchScript({ draws: { key: [1, 100], other: [5, 9] }, texts: [byKey, maker], seed: 1 }),
    "\\set key random(1, 100)\n\\set other random(5, 9)\n" +
      `${byKey} \\gset\n${maker};\n`,
  );
});

Deno.test("pgbenchScript() keeps no row that nobody needs", () => {
  assert.equal(pgbenchScript({ texts: ["SELECT 1"], seed: 1 }), "SELECT 1;\n");
  assert.equal(
    pgbenchScript({ draws: { key: [1, 2] }, texts: [byKey, "SELECT '10:20'::text"], seed: 1 }),
    `\\set key random(1, 2)\n${byKey};\nSELECT '10:20'::text;\n`,
  );
});
