import assert from "node:assert/strict";
import { temporaryFolder } from "../testing/folder.ts";
import { scratchFolder } from "./scratch.ts";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("a task's folder is where everything is put aside, and those of tasks that are gone go", async () => {
  await using base = await temporaryFolder({
    "gauntlet-task-1-1-killed/notes.txt": "left",
    "gauntlet-mine/notes.txt": "another program's",
  });
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", base.folder);
  try {
    const leave = scratchFolder();
    const [own, ...others] = namesIn(base.folder).filter((name) => name.includes("task"));
    assert.match(own!, new RegExp(`^gauntlet-task-${Deno.pid}-\\d+-`));
    assert.deepEqual(others, []);
    const aside = Deno.makeTempDirSync();
    assert.ok(aside.includes(own!));
    // Another task that begins leaves it alone.
    Deno.env.set("TMPDIR", base.folder);
    const other = scratchFolder();
    assert.ok(namesIn(base.folder).includes(own!));
    other();
    leave();
    assert.deepEqual(namesIn(base.folder), ["gauntlet-mine"]);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
  }
});
