import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../testing/folder.ts";
import { inProject, PROJECT, shop } from "../testing/project.ts";
import { ROOT } from "../system/state.ts";
import { hashOf, readCatalog, variantNamed, whatItNeeds, workloadNamed } from "./catalog.ts";

const WORKLOAD = `export const workload = {
  title: "Things", database: null,
  endpoints: { page: { request: { path: "/" }, check: () => null, database: null } },
};`;
const variants = (name: string, more = "") =>
  `export const variants = [{ name: "${name}", title: "T", runtime: "deno", model: "async",
    threaded: false, endpoints: ["page"], command: () => ["deno"], ${more} }];`;

Deno.test("readCatalog() finds a workload by its folder, and variants in it and in its folders", async () => {
  await using t = await temporaryFolder({
    "servers/things/workload.ts": WORKLOAD,
    "servers/things/variants.ts": variants("beside"),
    "servers/things/one/variants.ts": variants("one"),
    "servers/things/one/deeper/variants.ts": variants("too-deep"),
    "servers/things/node_modules/variants.ts": variants("a-package"),
    "servers/things/_draft/variants.ts": variants("a-draft"),
    "servers/README.md": "",
  });
  const found = await readCatalog(join(t.folder, "servers"));
  assert.deepEqual(found.problems, []);
  assert.deepEqual([...found.workloads.keys()], ["things"]);
  assert.deepEqual([...found.variants.keys()], ["beside", "one"]);
  assert.deepEqual(found.listed, ["beside", "one"]);
  const one = variantNamed("one", found);
  assert.equal(one.folder, join(t.folder, "servers/things/one"));
  assert.equal(one.workload, "things");
  assert.equal(workloadNamed("things", found).folder, join(t.folder, "servers/things"));
});

Deno.test("servers that stand in no workload are told of, with what to do", async () => {
  await using t = await temporaryFolder({
    "servers/mine/variants.ts": variants("lost"),
    "servers/notes/README.md": "",
  });
  const found = await readCatalog(join(t.folder, "servers"));
  assert.deepEqual([...found.variants.keys()], []);
  assert.deepEqual(found.problems, [
    "Cannot read servers/mine/variants.ts: servers/mine has no workload.ts, which says what servers " +
    "are asked; move the folder into that of a workload, or write one",
  ]);
});

Deno.test("a folder that is broken is told with its file, and takes nothing from the others", async () => {
  await using t = await temporaryFolder({
    "servers/a/workload.ts": "export const workload = { title: 5 };",
    "servers/a/one/variants.ts": variants("of-a-broken-workload"),
    "servers/b/workload.ts": "export const workload = ;",
    "servers/c/workload.ts": WORKLOAD,
    "servers/c/bad/variants.ts": variants("bad", "comand: 1"),
    "servers/c/good/variants.ts": variants("good"),
    "servers/c/none/variants.ts": "export const variant = [];",
    "servers/c/other/variants.ts": variants("other").replace('"page"', '"pgae"'),
    "servers/c/twin/variants.ts": variants("good"),
    "servers/d/workload.ts": WORKLOAD,
    "servers/d/fine/variants.ts": variants("fine"),
  });
  const found = await readCatalog(join(t.folder, "servers"));
  assert.deepEqual([...found.variants.keys()], ["good", "fine"]);
  assert.deepEqual([...found.workloads.keys()], ["c", "d"]);
  const [title, syntax, field, nothing, endpoint, twin, ...more] = found.problems;
  assert.match(title!, /^Cannot read servers\/a\/workload\.ts: workload\.title is .*/);
  assert.match(syntax!, /^Cannot read .*servers\/b\/workload\.ts: .*; correct it$/);
  assert.doesNotMatch(syntax!, /\n/);
  assert.equal(
    field,
    'Cannot read servers/c/bad/variants.ts: there is no field "variants.0.comand"; did you mean "command"?',
  );
  assert.match(nothing!, /servers\/c\/none\/variants\.ts: it exports no `variants`/);
  assert.equal(
    endpoint,
    'Cannot read servers/c/other/variants.ts: "other" answers "pgae", which is no endpoint of the ' +
      'workload c; did you mean "page"?',
  );
  assert.equal(
    twin,
    'Cannot read servers/c/twin/variants.ts: "good" is in servers/c/good too; rename one',
  );
  assert.deepEqual(more, []);
});

Deno.test("a name that there is not is told with the one that was meant, and with what could not be read", async () => {
  assert.throws(() => variantNamed("shop-dneo", shop), {
    name: "GauntletError",
    message: 'Cannot find the variant "shop-dneo": did you mean "shop-deno"?',
  });
  assert.throws(
    () => workloadNamed("shoop", shop),
    /Cannot find the workload "shoop": did you mean "shop"\?$/,
  );
  await using t = await temporaryFolder({ "servers/a/workload.ts": "export const workload = 5;" });
  const broken = await readCatalog(join(t.folder, "servers"));
  assert.throws(
    () => variantNamed("mine", broken),
    /^GauntletError: Cannot find the variant "mine": there is none\nCannot read servers\/a\/workload\.ts: /,
  );
  assert.deepEqual((await readCatalog("/no/such/folder")).listed, []);
});

/** What a process of another project finds. */
async function catalogOf(project: string) {
  using _project = inProject(project);
  const text = `const { catalog } = await import("./lab/server/catalog.ts");
    console.log(JSON.stringify([catalog.listed, [...catalog.variants.keys()],
      [...catalog.workloads.keys()]]));`;
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", text],
    cwd: ROOT,
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const [listed, names, workloads] = JSON.parse(new TextDecoder().decode(stdout)) as string[][];
  return { listed: listed!, names: names!, workloads: workloads! };
}

Deno.test("a project of somebody's own lists its servers, with those of the lab behind them", async () => {
  const own = await catalogOf(PROJECT);
  assert.deepEqual(own.listed, ["shop-ceiling", "shop-deno"]);
  assert.deepEqual(own.names.slice(0, 2), own.listed);
  const lab = await catalogOf(ROOT);
  assert.deepEqual(own.names.slice(2), lab.listed);
  assert.deepEqual(lab.names, lab.listed);
  assert.deepEqual(own.workloads, [...lab.workloads, "shop"]);
});

Deno.test("hashOf() changes with the program, the workload, its SQL and the lock list, and with nothing else", async () => {
  const files = {
    ".git": "",
    "requirements.lock": "# one",
    "servers/things/workload.ts": WORKLOAD,
    "servers/things/schema.sql": "SELECT 1",
    "servers/things/README.md": "words",
    "servers/things/one/app.py": "print(1)",
    "servers/things/one/variants.ts": variants("one").replace('"deno"', '"python"'),
    "servers/things/two/variants.ts": variants("two"),
  };
  await using t = await temporaryFolder(files);
  await using elsewhere = await temporaryFolder(files);
  const hash = async ({ folder }: typeof t) => {
    const found = await readCatalog(join(folder, "servers"));
    assert.deepEqual(found.problems, []);
    return await hashOf(variantNamed("one", found), found);
  };
  const before = await hash(t);
  assert.equal(await hash(elsewhere), before, "wherever it lies");
  const changes: Record<string, string> = {
    "servers/things/README.md": "other words",
    "servers/things/two/more.ts": "",
  };
  t.write(changes);
  assert.equal(await hash(t), before);
  for (
    const path of [
      "servers/things/one/app.py",
      "servers/things/schema.sql",
      "servers/things/workload.ts",
      "requirements.lock",
    ] as const
  ) {
    t.write({ [path]: files[path] + "\n" });
    assert.notEqual(await hash(t), before, path);
    t.write({ [path]: files[path] });
    assert.equal(await hash(t), before, path);
  }
});

Deno.test("whatItNeeds() is what the runtime lacks, or a program that is not on PATH", async () => {
  const mine = variantNamed("shop-deno", shop);
  assert.equal(await whatItNeeds(mine), null);
  assert.equal(
    await whatItNeeds({ ...mine, needs: ["no-such-program"] }),
    "no-such-program on PATH; install it",
  );
});
