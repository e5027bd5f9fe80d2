import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../testing/folder.ts";
import { variantIn } from "../testing/variants.ts";
import { shop } from "../testing/project.ts";
import { packageVersions } from "./nodepackages.ts";
import { runtimeNamed, runtimeNames } from "./runtime.ts";

Deno.test("every file of kinds/ is a runtime, with all that one has to say", async () => {
  const names = runtimeNames();
  assert.ok(names.includes("deno") && names.includes("url") && names.includes("sql"));
  for (const name of names) {
    const runtime = await runtimeNamed(name);
    const common = [runtime.needs, runtime.locks, runtime.versions];
    const own = runtime.kind === "process" ? [runtime.prepare, runtime.program] : [];
    for (const each of [...common, ...own]) assert.equal(typeof each, "function", name);
  }
});

Deno.test("a server that runs, and the database alone, need nothing and have nothing to build", async () => {
  for (const name of ["url", "sql"]) {
    const runtime = await runtimeNamed(name);
    const variant = variantIn("/nowhere", { runtime: name });
    assert.notEqual(runtime.kind, "process");
    assert.equal(await runtime.needs(variant), null);
    assert.deepEqual(runtime.locks(variant), []);
    assert.deepEqual(await runtime.versions(variant), {});
  }
});

Deno.test("Deno's versions are its own and those of the packages that the folder imports", async () => {
  const runtime = await runtimeNamed("deno");
  const variant = shop.variants.get("shop-deno")!;
  const versions = await runtime.versions(variant);
  assert.deepEqual(Object.keys(versions), ["deno", "npm:postgres"]);
  assert.equal(versions.deno, Deno.version.deno);
  assert.match(versions["npm:postgres"]!, /^\d+\.\d+\.\d+$/);
  assert.ok(runtime.locks(variant)[0]!.endsWith("deno.lock"));
  assert.ok(runtime.kind === "process");
  assert.equal(await runtime.program(variant, "deno"), Deno.execPath());
  assert.equal(await runtime.program(variant, "other"), "other");
});

Deno.test("the versions of a program are those of what it needs and of the modules that it asks for", async () => {
  await using t = await temporaryFolder({
    "go.mod": "module shop\n\ngo 1.22\n\nrequire (\n\texample.org/router v1.2.3\n" +
      "\texample.org/driver/v5 v5.0.1 // indirect\n)\n",
    "says": "#!/bin/sh\necho 'says version 4.5.6'\n",
    "refuses": '#!/bin/sh\n[ "$1" = version ] && echo 7.8\n',
  });
  for (const name of ["says", "refuses"]) await Deno.chmod(join(t.folder, name), 0o755);
  const needs = ["says", "refuses", "nobody"].map((name) => join(t.folder, name));
  const { versions } = await runtimeNamed("program");
  const found = await versions(variantIn(t.folder, { needs }));
  assert.deepEqual(Object.values(found).slice(0, 2), ["4.5.6", "7.8"]);
  // What those need in their turn is in go.sum, and in the hash of the folder.
  assert.deepEqual(Object.entries(found).slice(2), [["go:example.org/router", "1.2.3"]]);
});

Deno.test("the versions of npm packages are those that package.json asks for", async () => {
  await using t = await temporaryFolder({ "package.json": '{"dependencies":{"pg":"8.1.0"}}' });
  assert.deepEqual(packageVersions({ folder: t.folder }), { "npm:pg": "8.1.0" });
  assert.deepEqual(packageVersions({ folder: "/nowhere" }), {});
});
