import assert from "node:assert/strict";
import { join } from "node:path";
import { call } from "../system/processes/call.ts";
import { runtimeNamed } from "../runtimes/runtime.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { temporaryState } from "../testing/state.ts";
import { hashOf, readCatalog } from "./catalog.ts";
import { variantAt, variantsAt } from "./revision.ts";
import { withServer } from "./server.ts";

const WORKLOAD = `export const workload = {
  title: "Things", database: null,
  endpoints: { page: { request: { path: "/" }, check: () => null, database: null } },
};`;
/** Built by copying, so that what was built of which commit is seen in what it answers. */
const VARIANTS = `export const variants = [{
  name: "mine", title: "Mine", runtime: "program", model: "async", threaded: false,
  endpoints: ["page"], options: { greeting: ["hello"] }, ready: { path: "/" },
  build: { command: (out: string) => ["cp", "program.ts", out + "/server.ts"] },
  command: () => [Deno.execPath(), "run", "-A", "--quiet", "started.ts"],
}];`;
/** Started in the folder of its commit. */
const started = (word: string) =>
  `Deno.serve({ hostname: Deno.env.get("HOST"), port: Number(Deno.env.get("PORT")) },
    () => new Response("${word} " + Deno.cwd()));`;

/** A repository with two commits of a server: the later one says "new". */
async function repository() {
  const t = await temporaryFolder({
    "servers/things/workload.ts": WORKLOAD,
    "servers/things/mine/variants.ts": VARIANTS,
    "servers/things/mine/program.ts": "// old",
    "servers/things/mine/started.ts": started("old"),
    "README.md": "A repository.",
  });
  const git = async (...args: string[]) => {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
    const { success, said, stdout } = await call("git", ["-C", t.folder, ...identity, ...args]);
    assert.ok(success, said);
    return stdout;
  };
  await git("init", "--quiet", "--initial-branch=main");
  const commit = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
    return await git("rev-parse", "HEAD");
  };
  const old = await commit("The server");
  t.write({
    "servers/things/mine/started.ts": started("new"),
    "servers/things/mine/program.ts": "// new",
  });
  const later = await commit("Another server");
  return { ...t, git, commit, old, later, among: await readCatalog(join(t.folder, "servers")) };
}

Deno.test("a variant at a revision is its folder as it was, and everything else as it is", async () => {
  await using state = await temporaryState();
  await using repo = await repository();
  const { among } = repo;
  const now = await variantAt("mine", among);
  const then = await variantAt("mine@main~1", among);
  assert.equal(now.folder, join(repo.folder, "servers/things/mine"));
  assert.equal(now.commit, undefined);
  assert.ok(then.folder.startsWith(state.folder), then.folder);
  assert.equal(then.commit, repo.old);
  assert.equal(then.name, "mine@main~1");
  assert.equal(then.title, "Mine (main~1)");
  assert.equal(then.workload, "things");
  assert.equal(await Deno.readTextFile(join(then.folder, "program.ts")), "// old");
  assert.equal(
    (await repo.git("status", "--porcelain")).trim(),
    "",
    "the reader's tree is as it was",
  );
});

Deno.test("its hash is that of its commit: another one than now, the same from either name of it", async () => {
  await using _state = await temporaryState();
  await using repo = await repository();
  const { among } = repo;
  const hash = async (name: string) => await hashOf(await variantAt(name, among), among);
  assert.notEqual(await hash("mine@main~1"), await hash("mine"));
  assert.equal(await hash("mine@main"), await hash("mine"));
  assert.equal(await hash("mine@main~1"), await hash(`mine@${repo.old}`));
  repo.write({ "servers/things/mine/started.ts": started("not committed") });
  assert.notEqual(await hash("mine@main"), await hash("mine"));
});

Deno.test("each is built from its own sources, and the program of its own commit is started", async () => {
  await using _state = await temporaryState();
  await using repo = await repository();
  const variants = await variantsAt(["mine", "mine@main~1", "mine"], repo.among);
  assert.deepEqual([...variants.keys()], ["mine", "mine@main~1"]);
  const services = { databaseUrl: null, variables: {} };
  const seen: Record<string, string[]> = {};
  for (const [name, variant] of variants) {
    const runtime = await runtimeNamed(variant.runtime);
    assert.ok(runtime.kind === "process");
    await runtime.prepare(variant, () => {});
    const built = await Deno.readTextFile(await runtime.program(variant, "server.ts"));
    const cell = {
      variant: name,
      settings: { workers: 1, threads: null, poolMin: 1, poolMax: 1 },
      scenario: {
        workload: "things",
        endpoint: "page",
        size: 0,
        load: { kind: "closed" as const, connections: 1 },
      },
    };
    const never = new AbortController().signal;
    const said = await withServer(
      variant,
      cell,
      services,
      never,
      async ({ url }) => await (await fetch(url)).text(),
    );
    seen[name] = [built, said];
  }
  const { folder } = variants.get("mine@main~1")!;
  assert.deepEqual(seen["mine@main~1"], ["// old", `old ${folder}`]);
  assert.deepEqual(seen.mine, ["// new", `new ${variants.get("mine")!.folder}`]);
});

Deno.test("a revision is checked out once, and again when the state folder was deleted", async () => {
  await using state = await temporaryState();
  await using repo = await repository();
  const first = await variantAt("mine@main~1", repo.among);
  assert.equal((await variantAt("mine@main~1", repo.among)).folder, first.folder);
  await Deno.remove(join(state.folder, "worktrees"), { recursive: true });
  const again = await variantAt("mine@main~1", repo.among);
  assert.equal(await Deno.readTextFile(join(again.folder, "program.ts")), "// old");
});

Deno.test("a revision that there is not, or that has no such variant, is a sentence", async () => {
  await using _state = await temporaryState();
  await using repo = await repository();
  const { among } = repo;
  const wrong = (name: string, sentence: RegExp) =>
    assert.rejects(variantAt(name, among), sentence);
  await wrong(
    "mine@mian",
    /^GauntletError: Cannot find "mine@mian": its repository has no revision "mian"; correct it \(see git log\)$/,
  );
  await wrong("mime@main", /Cannot find the variant "mime": did you mean "mine"\?/);
  repo.write({ "servers/things/late/variants.ts": VARIANTS.replaceAll('"mine"', '"late"') });
  const later = await readCatalog(join(repo.folder, "servers"));
  await assert.rejects(
    variantAt("late@main", later),
    /Cannot find "late@main": commit [0-9a-f]{7} has no servers\/things\/late\/variants\.ts; choose a later revision$/,
  );
  await repo.commit("A late one");
  repo.write({
    "servers/things/late/variants.ts": VARIANTS.replaceAll('"mine"', '"renamed"'),
  });
  const renamed = await readCatalog(join(repo.folder, "servers"));
  // Deno keeps what it has read: the catalog still has the name of before.
  assert.ok(renamed.variants.has("late"));
  await repo.commit("Another name");
  await assert.rejects(
    variantAt("late@main", renamed),
    /has no variant "late" in servers\/things\/late\/variants\.ts; choose a later revision$/,
  );
});

Deno.test("a variant that is in no repository has no revisions", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({
    "servers/things/workload.ts": WORKLOAD,
    "servers/things/mine/variants.ts": VARIANTS,
  });
  const among = await readCatalog(join(t.folder, "servers"));
  await assert.rejects(
    variantAt("mine@main", among),
    /Cannot find "mine@main": .*mine is in no git repository; commit it first$/,
  );
});
