import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { temporaryFolder } from "../testing/folder.ts";
import { nearest } from "./nearest.ts";
import { hashOfFiles, sourcesOf } from "./sources.ts";

Deno.test("sourcesOf() has what somebody wrote, and nothing that programs leave", async () => {
  await using t = await temporaryFolder({
    "b.ts": "",
    "deep/a.py": "",
    "__pycache__/a.pyc": "",
    "node_modules/x/index.js": "",
    "deep/target/release/server": "",
    "dist/out.js": "",
    "venv/bin/python": "",
    ".hidden/file": "",
    ".env": "",
  });
  const files = (await sourcesOf(t.folder)).map((path) => relative(t.folder, path));
  assert.deepEqual(files, ["b.ts", "deep/a.py"]);
});

Deno.test("hashOfFiles() is that of names and contents, wherever the folder lies", async () => {
  await using one = await temporaryFolder({ "a": "1", "b": "2" });
  await using two = await temporaryFolder({ "a": "1", "b": "2" });
  const hash = async (folder: string, ...texts: string[]) =>
    await hashOfFiles(folder, await sourcesOf(folder), ...texts);
  const before = await hash(one.folder);
  assert.equal(await hash(two.folder), before);
  assert.notEqual(await hash(one.folder, "more"), before);
  two.write({ "a": "3" });
  assert.notEqual(await hash(two.folder), before);
  await Deno.rename(join(one.folder, "a"), join(one.folder, "c"));
  assert.notEqual(await hash(one.folder), before);
});

Deno.test("nearest() looks upwards, and not out of a repository", async () => {
  await using t = await temporaryFolder({
    "lock": "outside",
    "mine/.git": "",
    "mine/servers/a/program": "",
    "mine/servers/b/lock": "own",
  });
  const at = (path: string) => join(t.folder, path);
  assert.equal(nearest(at("mine/servers/b"), "lock"), at("mine/servers/b/lock"));
  assert.equal(nearest(at("mine/servers/a"), "lock"), null);
  assert.equal(nearest(at("mine/servers/a"), "program"), at("mine/servers/a/program"));
  await Deno.writeTextFile(at("mine/lock"), "");
  assert.equal(nearest(at("mine/servers/a"), "lock"), at("mine/lock"));
});
