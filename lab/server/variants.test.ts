import assert from "node:assert/strict";
import { fixtureCell } from "../analysis/fixtures.ts";
import type { Variant } from "../nouns/types.ts";
import { checkConnections, checkSettings, findVariants, hashOf, variantNamed } from "./variants.ts";

const made: Variant = {
  name: "made-up",
  title: "Made up",
  runtime: "python",
  model: "sync",
  threaded: true,
  endpoints: ["/static"],
  options: { sql: ["join", "raw"] },
  command: () => ["granian"],
};
const settings = { workers: 4, threads: 5, poolMin: 5, poolMax: 15 };

Deno.test("findVariants() finds those of every folder, and variantNamed() lists them", async () => {
  const variants = await findVariants();
  for (
    const name of [
      "fastapi-sqlalchemy",
      "flask-sqlalchemy",
      "django-sync-pooled",
      "deno-postgresjs",
    ]
  ) {
    assert.equal(variantNamed(variants, name).name, name);
  }
  assert.throws(
    () => variantNamed(variants, "rails"),
    /Cannot find the variant "rails": there are .*flask-sqlalchemy/,
  );
});

Deno.test("checkSettings() refuses an option or a value that a variant does not have", () => {
  checkSettings(made, { ...settings, options: { sql: "raw" } });
  assert.throws(
    () => checkSettings(made, { ...settings, options: { sql: "orm" } }),
    /its option "sql" has no value "orm"; choose one of join, raw/,
  );
  assert.throws(
    () => checkSettings(made, { ...settings, options: { loop: "uvloop" } }),
    /it has no option "loop"; choose one of sql/,
  );
});

Deno.test("checkConnections() refuses what PostgreSQL cannot give, with the arithmetic", () => {
  const cell = fixtureCell("made-up", 4, 5);
  checkConnections(made, cell, 100);
  assert.throws(
    () => checkConnections(made, fixtureCell("made-up", 8, 5), 100),
    /Cannot start "made-up": 8 workers with pools of 15 may open 120 connections, and PostgreSQL gives 100 - 8 = 92; lower workers or poolMax/,
  );
  const unpooled: Variant = { ...made, maxConnections: (_settings, concurrency) => concurrency };
  checkConnections(unpooled, fixtureCell("made-up", 8, 5), 100);
});

Deno.test("hashOf() is the same for the same program", async () => {
  const variant = variantNamed(await findVariants(), "flask-sqlalchemy");
  assert.equal(await hashOf(variant), await hashOf(variant));
  assert.notEqual(
    await hashOf(variant),
    await hashOf({ ...variant, folder: variant.folder.replace("flask", "deno") }),
  );
});
