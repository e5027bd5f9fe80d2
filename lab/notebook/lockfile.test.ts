import assert from "node:assert/strict";
import { join } from "node:path";
import { hasMerelyGrown, keepLock } from "./lockfile.ts";

const before = JSON.stringify({ version: "5", specifiers: { "npm:a@1": "1.0.0" }, npm: { a: {} } });
const grown = JSON.stringify({
  version: "5",
  specifiers: { "npm:a@1": "1.0.0", "npm:b@2": "2.0.0" },
  npm: { a: {}, b: { integrity: "x" } },
});
const updated = grown.replace("1.0.0", "1.0.1");

Deno.test("a lock that an import of a cell made longer has merely grown; an update has not", () => {
  assert.equal(hasMerelyGrown(before, grown), true);
  assert.equal(hasMerelyGrown(before, updated), false);
  assert.equal(hasMerelyGrown(grown, before), false);
  assert.equal(hasMerelyGrown(before, before), false);
  assert.equal(hasMerelyGrown(before, grown.slice(0, 20)), false);
});

Deno.test("the lock is put back, unless the project asks for other packages or it was updated", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [lock, config] = [join(folder, "deno.lock"), join(folder, "deno.json")];
    await Deno.writeTextFile(lock, before);
    await Deno.writeTextFile(config, "{}");
    const look = keepLock(folder);
    const after = async (text: string) => {
      await Deno.writeTextFile(lock, text);
      look();
      return await Deno.readTextFile(lock);
    };
    assert.equal(await after(grown), before);
    assert.equal(await after(updated), updated);
    await Deno.writeTextFile(config, `{"imports":{"b":"npm:b@2"}}`);
    assert.equal(await after(grown), grown);
    await Deno.remove(lock);
    look();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
