import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../testing/folder.ts";
import { onPath, programsOnPath } from "./path.ts";

Deno.test("programsOnPath() has all of a name in the order of PATH, a folder of two names once", async () => {
  await using t = await temporaryFolder({ "a/tool": "", "b/tool": "", "c/other": "" });
  const [a, b, c] = ["a", "b", "c"].map((name) => join(t.folder, name));
  const again = join(t.folder, "again");
  await Deno.symlink(b!, again);
  const path = [c, "/no/such/folder", b, a, again, ""].join(":");
  assert.deepEqual(await programsOnPath("tool", path), [join(b!, "tool"), join(a!, "tool")]);
  assert.deepEqual(await programsOnPath("none", path), []);
});

Deno.test("programsOnPath() takes a path as it is", async () => {
  assert.deepEqual(await programsOnPath("/opt/tool", "/nowhere"), ["/opt/tool"]);
});

Deno.test("onPath() is the first, or null where no folder of PATH has it", async () => {
  await using t = await temporaryFolder({ "a/gauntlet-tool": "" });
  const before = Deno.env.get("PATH")!;
  Deno.env.set("PATH", `/nowhere::/dev:${join(t.folder, "a")}`);
  try {
    assert.equal(await onPath("gauntlet-tool"), join(t.folder, "a", "gauntlet-tool"));
    assert.equal(await onPath("gauntlet-none"), null);
  } finally {
    Deno.env.set("PATH", before);
  }
});
