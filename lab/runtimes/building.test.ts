import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../testing/folder.ts";
import { temporaryState } from "../testing/state.ts";
import { variantIn } from "../testing/variants.ts";
import { build, buildFolder, missingPrograms } from "./building.ts";
import { runtime as program } from "./kinds/program.ts";

/** Copies the source into what is built. */
const copying = {
  build: { command: (out: string) => ["sh", "-c", `cp source ${out}/server`] },
  runtime: "program",
};
const countOf = async (folder: string) =>
  (await Deno.readTextFile(join(folder, ".count")).catch(() => "")).length;

Deno.test("a variant is built once for each state of its sources", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({ "source": "one" });
  // A hidden file is no source: the count of builds is no part of what is built.
  const variant = variantIn(t.folder, {
    build: { command: (out) => ["sh", "-c", `cp source ${out}/server && printf x >> .count`] },
  });
  const said: string[] = [];
  const built = async () => {
    await build(variant, (what) => said.push(what));
    return await Deno.readTextFile(join((await buildFolder(variant))!, "server"));
  };
  assert.equal(await built(), "one");
  assert.equal(await built(), "one");
  assert.equal(await countOf(t.folder), 1);
  t.write({ "source": "two" });
  assert.equal(await built(), "two");
  assert.equal(await countOf(t.folder), 2);
  t.write({ "source": "one" });
  assert.equal(await built(), "one");
  assert.equal(await countOf(t.folder), 2, "what was built before is still there");
  assert.deepEqual(said, ["building made-up", "building made-up"]);
});

Deno.test("another build command, or another name, is another build", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({ "source": "one" });
  const variant = variantIn(t.folder, copying);
  const folder = await buildFolder(variant);
  const other = { command: (out: string) => ["cp", "source", `${out}/server`] };
  assert.notEqual(await buildFolder({ ...variant, build: other }), folder);
  assert.notEqual(await buildFolder({ ...variant, name: "made-up@main~1" }), folder);
  assert.equal(await buildFolder({ ...variant, build: undefined }), null);
});

Deno.test("a build that fails shows how it ended, and is tried again", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({ "source": "one" });
  const text = "for i in $(seq 40); do echo line $i; done; echo no semicolon >&2; test -f ready";
  const variant = variantIn(t.folder, { build: { command: () => ["sh", "-c", text] } });
  await assert.rejects(build(variant, () => {}), (error: Error) => {
    assert.match(
      error.message,
      /^Cannot build "made-up": sh -c .* failed; mend what it says and try again; it ends:\n/,
    );
    assert.match(error.message, /line 40\n?no semicolon$/);
    assert.doesNotMatch(error.message, /line 5\n/);
    return true;
  });
  t.write({ "ready": "" });
  await build(variant, () => {});
});

Deno.test("missingPrograms() names what is not on PATH", async () => {
  assert.equal(await missingPrograms(variantIn("/", { needs: ["sh"] })), null);
  assert.equal(await missingPrograms(variantIn("/")), null);
  assert.equal(
    await missingPrograms(variantIn("/", { needs: ["no-such-a", "sh", "no-such-b"] })),
    "no-such-a and no-such-b on PATH; install it",
  );
});

Deno.test("the first word of a command is found in what was built, then in the folder, then on PATH", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({ "source": "one", "start": "", "server": "" });
  const variant = variantIn(t.folder, copying);
  await build(variant, () => {});
  const found = (word: string) => program.kind === "process" && program.program(variant, word);
  assert.equal(await found("server"), join((await buildFolder(variant))!, "server"));
  assert.equal(await found("start"), join(t.folder, "start"));
  assert.equal(await found("sh"), "sh");
  assert.equal(await found("/bin/sh"), "/bin/sh");
});
