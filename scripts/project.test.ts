/** A project of one's own, outside of the lab's checkout: the whole way, and what it leaves where. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { executeNotebook } from "../lab/report/execute.ts";
import { call } from "../lab/system/processes/call.ts";
import { ROOT } from "../lab/system/state.ts";
import { temporaryFolder } from "../lab/testing/folder.ts";
import { task } from "../lab/testing/task.ts";

/** All that git sees in the lab's checkout, what it ignores too, but for the state folder. */
async function checkout(): Promise<string[]> {
  const { stdout } = await call("git", ["-C", ROOT, "status", "--porcelain", "--ignored"]);
  return stdout.split("\n").filter((line) => !line.endsWith(".gauntlet/"));
}

async function told(...args: string[]): Promise<string> {
  const { code, text } = await task(...args);
  assert.equal(code, 0, `deno task ${args.join(" ")}: ${text}`);
  return text;
}

/** The experiment of a notebook with windows so short that a test can wait for them. */
async function shorten(notebook: string): Promise<void> {
  const text = await Deno.readTextFile(notebook);
  const times = "quick: { warmUpS: 0.3, windowS: 0.5 }";
  const short = text.replace("claims: [{", `${times}, claims: [{`);
  assert.notEqual(short, text);
  await Deno.writeTextFile(notebook, short);
}

Deno.test("from nothing to a figure in a folder of one's own, and nothing of it in the lab's", async () => {
  const before = await checkout();
  await using temporary = await temporaryFolder();
  const project = join(temporary.folder, "my-app");
  const of = ["--project", relative(ROOT, project)];

  assert.match(await told("new-workload", "kiosk", ...of), /made servers\/, notebooks\/, data\//);
  assert.match(await told("check-variant", ...of), /^kiosk-deno: (\d+) of \1 hold\n$/);
  assert.match(
    await told("new-notebook", "kiosk", ...of),
    /^notebooks\/01-kiosk\.ipynb asks kiosk/,
  );
  await told("ok", "--checks", ...of);

  const notebook = join(project, "notebooks", "01-kiosk.ipynb");
  await shorten(notebook);
  const ran = await told("run", "kiosk", ...of);
  const [, runId] = ran.match(/kiosk: 6 trials; data\/runs\/(\S+)/)!;
  assert.ok(existsSync(join(project, "data", "runs", runId!, "end.json")));

  assert.match(
    await told("report", ...of),
    /^Report: .*my-app\/data\/reports\/recorded\/index\.html/,
  );
  const page = await Deno.readTextFile(
    join(project, "data", "reports", "recorded", "01-kiosk.html"),
  );
  assert.match(page, /<title>[^<]*my-app/);
  assert.match(page, /<svg/);
  assert.match(page, /times the throughput of/);
  assert.match(
    page,
    /A second worker lets it answer more[\s\S]*Registered before this run was measured/,
  );

  // As in JupyterLab: nothing tells the kernel which project it is but where it stands.
  const output = join(temporary.folder, "executed.ipynb");
  await executeNotebook({ notebook, output });
  assert.ok((await Deno.readTextFile(output)).includes(runId!));

  const made = (await Array.fromAsync(Deno.readDir(project))).map(({ name }) => name).sort();
  assert.deepEqual(
    made,
    [".gitignore", "data", "deno.json", "deno.lock", "notebooks", "servers"],
  );
  assert.deepEqual(await checkout(), before);
});

Deno.test("the lab's servers stand behind one's own: to be named and copied, and not listed", async () => {
  const before = await checkout();
  await using temporary = await temporaryFolder();
  const of = ["--project", temporary.folder];
  assert.match(
    await told("new-variant", "mine", "--like", "quotes/deno", ...of),
    /servers\/quotes\/mine has mine-postgresjs, mine-hono-postgresjs; try deno task check-variant/,
  );
  assert.match(
    await Deno.readTextFile(join(temporary.folder, "servers", "quotes", "mine", "variants.ts")),
    /^import type \{ Variant \} from "lab";/,
  );
  const listed: { variant: string }[] = JSON.parse(await told("variants", "--json", ...of));
  assert.deepEqual(
    listed.map(({ variant }) => variant),
    ["mine-postgresjs", "mine-hono-postgresjs"],
  );
  const accepted = await told("check-variant", "mine-postgresjs", "--accept", ...of);
  assert.match(accepted, /^mine-postgresjs: (\d+) of \1 hold\n$/);
  assert.ok(existsSync(join(temporary.folder, "servers", "quotes", "README.md")));
  assert.match(
    (await task("check-variant", "deno-postgresjs", "--accept", ...of)).text,
    /Cannot accept the receipts of deno-postgresjs: they are the lab's/,
  );
  await told(
    ...["new-notebook", "both", "--variants", "mine-postgresjs,deno-postgresjs", ...of],
  );
  assert.deepEqual(await checkout(), before);
});

Deno.test("a workload of one's own may import what its own deno.json has", async () => {
  const before = await checkout();
  await using temporary = await temporaryFolder({
    "deno.json": JSON.stringify({ imports: { "words/": "./lib/" }, name: "@me/app" }),
    "deno.lock": await Deno.readTextFile(join(ROOT, "deno.lock")),
    ".gitignore": "dist/\n/data/",
    "lib/title.ts": 'export const title: string = "Words of my own";\n',
  });
  const of = ["--project", temporary.folder];
  const read = (name: string) => Deno.readTextFile(join(temporary.folder, name));
  await told("new-workload", "words", ...of);
  const { imports, name } = JSON.parse(await read("deno.json"));
  assert.deepEqual([imports["words/"], name], ["./lib/", "@me/app"]);
  assert.match(
    await read(".gitignore"),
    /^dist\/\n\/data\/\nmachines\.json\n\.ipynb_checkpoints\/\n/,
  );

  const workload = await read("servers/words/workload.ts");
  temporary.write({
    "servers/words/workload.ts": `import { title } from "words/title.ts";\n` +
      workload.replace(/title: "Items[^"]*"/, "title"),
  });
  assert.match(await told("variants", ...of), /^words: Words of my own\n/);
  assert.match(await told("check-variant", ...of), /^words-deno: (\d+) of \1 hold\n/);

  const { ["zod"]: _gone, ...others } = imports;
  temporary.write({ "deno.json": JSON.stringify({ imports: others }) });
  assert.match(
    (await task("variants", ...of)).text,
    /its deno\.json lacks an import of the lab's; add "zod": "npm:zod@[\d.]+", or let one of the new-/,
  );
  assert.deepEqual(await checkout(), before);
});

Deno.test("--project says what it cannot use", async () => {
  await using temporary = await temporaryFolder({ "deno.jsonc": "{}" });
  for (
    const [args, sentence] of [
      [
        ["variants", "--project", "no/such/folder"],
        /there is no folder .*no\/such\/folder; make it/,
      ],
      [["variants", "--project"], /Cannot use --project: it names no folder; name one behind it/],
      [
        ["new-workload", "mine", "--project", temporary.folder],
        /its imports are in deno\.jsonc, which the lab does not read; rename it to deno\.json/,
      ],
    ] as const
  ) {
    const { code, text } = await task(...args);
    assert.equal(code, 1);
    assert.match(text, sentence);
  }
});
