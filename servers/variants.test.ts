/** What can be said of the variants without starting one. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings, Variant } from "../lab/types.ts";

const servers = dirname(fileURLToPath(import.meta.url));
const folders = readdirSync(servers, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name))
  .map((entry) => entry.name);
const variants = (await Promise.all(folders.map(async (folder) => {
  const module: { variants: Variant[] } = await import(`./${folder}/variants.ts`);
  return module.variants.map((variant) => ({ folder, variant }));
}))).flat();

const address = { host: "127.0.0.1", port: 4321 };
const settingsOf = (variant: Variant): Settings => ({
  workers: 3,
  threads: variant.threaded ? 7 : null,
  poolMin: 5,
  poolMax: 15,
});
const commandOf = (variant: Variant) => variant.command(settingsOf(variant), address);

/** The file that a command starts: `app.main:app` and `main.ts` are the last word. */
function programOf(command: string[]): string {
  const target = command.at(-1)!;
  return target.includes(":") ? `${target.split(":")[0]!.replaceAll(".", "/")}.py` : target;
}

Deno.test("every folder offers at least one variant", () => {
  assert.ok(folders.length > 0);
  for (const folder of folders) {
    assert.ok(variants.some((entry) => entry.folder === folder), folder);
  }
});

Deno.test("the names of the variants are unique and in kebab case", () => {
  const names = variants.map(({ variant }) => variant.name);
  assert.deepEqual(names, [...new Set(names)]);
  for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

Deno.test("every command begins with the word of its runtime", () => {
  for (const { variant } of variants) {
    const expected = variant.runtime === "deno" ? "deno" : "granian";
    assert.equal(commandOf(variant)[0], expected, variant.name);
  }
});

Deno.test("every command starts a program of its folder", () => {
  for (const { folder, variant } of variants) {
    const program = programOf(commandOf(variant));
    assert.ok(existsSync(join(servers, folder, program)), `${variant.name}: ${program}`);
  }
});

Deno.test("Granian is told where to listen, the workers, and the threads where there are some", () => {
  for (const { variant } of variants.filter(({ variant }) => variant.runtime === "python")) {
    const command = commandOf(variant);
    const after = (flag: string) => command[command.indexOf(flag) + 1];
    assert.equal(after("--host"), "127.0.0.1", variant.name);
    assert.equal(after("--port"), "4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    assert.equal(command.includes("--blocking-threads"), variant.threaded, variant.name);
    if (variant.threaded) assert.equal(after("--blocking-threads"), "7", variant.name);
  }
});

Deno.test("a threaded variant refuses settings without threads", () => {
  for (const { variant } of variants.filter(({ variant }) => variant.threaded)) {
    assert.throws(
      () => variant.command({ ...settingsOf(variant), threads: null }, address),
      new RegExp(`${variant.name}: threads is null`),
    );
  }
});

Deno.test("the README names every variant", () => {
  const readme = readFileSync(join(servers, "README.md"), "utf8");
  for (const { variant } of variants) {
    assert.ok(readme.includes(`\`${variant.name}\``), variant.name);
  }
});

Deno.test("the lock list pins each package with hashes and names no host", () => {
  const lock = readFileSync(join(servers, "requirements.lock"), "utf8");
  assert.doesNotMatch(lock, /:\/\/|--(extra-)?index-url|--find-links|^\s*-e /m);
  const packages = lock.split(/^(?=[a-z0-9])/m).slice(1);
  assert.ok(packages.length > 0);
  for (const entry of packages) {
    assert.match(entry, /^[a-z0-9._-]+==[^\s\\]+/);
    assert.match(entry, /--hash=sha256:[0-9a-f]{64}/, entry.split("\n")[0]);
  }
});

Deno.test("the lock list holds what requirements.in asks for", () => {
  const lock = readFileSync(join(servers, "requirements.lock"), "utf8");
  const asked = readFileSync(join(servers, "requirements.in"), "utf8")
    .split("\n").filter((line) => /^[a-z]/.test(line));
  assert.ok(asked.length > 0);
  for (const line of asked) {
    const pin = line.replace(/\[.*\]/, "");
    assert.ok(lock.includes(`\n${pin} `), `${pin} is not in requirements.lock`);
  }
});
