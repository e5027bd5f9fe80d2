import assert from "node:assert/strict";
import { temporaryFolder } from "../lab/testing/folder.ts";
import { task } from "../lab/testing/task.ts";

/** A variant of the kiosk that stands first and goes wrong in some way. */
const variant = (name: string, more: string) =>
  `export const variants = [{ name: "${name}", title: "Odd", runtime: "program", model: "sync", ` +
  `threaded: false, endpoints: ["item"], ${more} }];\n`;

Deno.test("check-variant goes on after a server that cannot be built, started or asked, and tells all", async () => {
  await using project = await temporaryFolder();
  const of = ["--project", project.folder];
  assert.equal((await task("new-workload", "kiosk", ...of)).code, 0);
  project.write({
    "servers/kiosk/a/variants.ts": variant(
      "unbuilt",
      `build: { command: () => ["sh", "-c", "echo no such library; exit 3"] }, command: () => ["x"]`,
    ),
    "servers/kiosk/b/variants.ts": variant("absent", `command: () => ["./nowhere"]`),
    "servers/kiosk/c/variants.ts": variant(
      "mortal",
      `command: () => ["sh", "-c", "echo ready; exit 4"]`,
    ),
  });
  const { code, text } = await task("check-variant", ...of);
  assert.notEqual(code, 0);
  assert.match(
    text,
    /unbuilt: 0 of 1 hold\n {2}broken: it can be checked to the end: .*no such library/s,
  );
  assert.match(text, /absent: .*\n {2}broken: it starts: Cannot start "absent"/);
  assert.match(text, /mortal: .*\n {2}broken: it starts: /);
  assert.match(text, /kiosk-deno: (\d+) of \1 hold/);
});

Deno.test("check-variant tells all names that nobody knows at once", async () => {
  const { code, text } = await task("check-variant", "flusk-psycopgpool", "dono-postgresjs");
  assert.notEqual(code, 0);
  assert.match(text, /flusk-psycopgpool[\s\S]*dono-postgresjs/);
});
