import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { codeHash } from "./code.ts";

/** A checkout with some files, removed with its test. */
function checkout(files: Record<string, string>) {
  const root = Deno.makeTempDirSync();
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, text);
  }
  return { root, [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }) };
}

const FILES = {
  "deno.lock": "{}",
  "lab/run/trial.ts": "measure()",
  "servers/shop/flask/app.py": "serve()",
  "servers/shop/requirements.lock": "flask==1",
};

Deno.test("two checkouts of the same code have one hash", async () => {
  using one = checkout(FILES);
  const other = await Deno.makeTempDir();
  cpSync(one.root, other, { recursive: true });
  assert.equal(await codeHash([one.root]), await codeHash([other]));
  await Deno.remove(other, { recursive: true });
});

Deno.test("tests, pages and what builds leave are no code", async () => {
  using one = checkout(FILES);
  using other = checkout({
    ...FILES,
    "lab/run/trial.test.ts": "assert()",
    "lab/README.md": "The lab",
    "lab/figures/__snapshots__/bars.svg": "<svg/>",
    "lab/testing/shop.ts": "shop()",
    "servers/shop/flask/__pycache__/app.pyc": "0",
    "data/ledger.json": "[]",
    "scripts/run.ts": "run()",
  });
  assert.equal(await codeHash([one.root]), await codeHash([other.root]));
});

Deno.test("what reads and shows what was measured is no code that measures", async () => {
  using one = checkout(FILES);
  const drawn = { "lab/figures/bars.ts": "draw()", "lab/analysis/lint/rules/tail.ts": "doubt()" };
  using other = checkout({ ...FILES, ...drawn });
  assert.equal(await codeHash([one.root]), await codeHash([other.root]));
  using judged = checkout({ ...FILES, "lab/analysis/judgement/judge.ts": "judge()" });
  assert.notEqual(await codeHash([judged.root]), await codeHash([one.root]));
});

Deno.test("a changed line of lab, server or lock file, and a file's other name, are other code", async () => {
  using one = checkout(FILES);
  const before = await codeHash([one.root]);
  for (const name of Object.keys(FILES)) {
    using other = checkout({ ...FILES, [name]: "changed" });
    assert.notEqual(await codeHash([other.root]), before, name);
  }
  const { "lab/run/trial.ts": text, ...others } = FILES;
  using renamed = checkout({ ...others, "lab/run/tried.ts": text });
  assert.notEqual(await codeHash([renamed.root]), before);
});

Deno.test("servers of a project of one's own are code too", async () => {
  using lab = checkout(FILES);
  using own = checkout({ "servers/mine/app.py": "mine()" });
  assert.notEqual(await codeHash([lab.root, own.root]), await codeHash([lab.root]));
});
