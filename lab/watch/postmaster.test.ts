import assert from "node:assert/strict";
import { withShop } from "../testing/database.ts";
import { checkSameStart, postmasterStart } from "./postmaster.ts";

Deno.test("postmasterStart() is when PostgreSQL was started, and the same as long as it runs", async () => {
  await withShop(async ({ sql }) => {
    const first = await postmasterStart(sql);
    assert.equal(new Date(first).toISOString(), first);
    checkSameStart(first, await postmasterStart(sql));
  });
});

Deno.test("checkSameStart() throws where it was started anew, and asks nothing where there is none", () => {
  checkSameStart(null, null);
  assert.throws(
    () => checkSameStart("2026-01-01T10:00:00.000Z", "2026-01-01T10:00:09.500Z"),
    /^GauntletError: PostgreSQL was started anew within the window \(at 2026-01-01T10:00:09\.500Z/,
  );
});
