/** What can be said of the variants without starting one. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings, Variant } from "../lab/nouns/types.ts";

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

/** The command of a variant on one of the HTTP servers that it may have: its first, unless named. */
const commandOf = (variant: Variant, httpServer?: string) =>
  variant.command({ ...settingsOf(variant), options: httpServer ? { httpServer } : {} }, address);

/** Every variant that has the HTTP server among its options. */
const servedBy = (httpServer: string) =>
  variants.map(({ variant }) => variant)
    .filter((variant) => variant.options?.httpServer?.includes(httpServer));

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
    const expected = variant.runtime === "python" ? "granian" : variant.runtime;
    assert.equal(commandOf(variant)[0], expected, variant.name);
  }
});

Deno.test("Granian is the first choice of every Python variant, and another server the second", () => {
  for (const { variant } of variants.filter(({ variant }) => variant.runtime === "python")) {
    const [first, ...others] = variant.options!.httpServer!;
    assert.equal(first, "granian", variant.name);
    assert.equal(others.length, 1, variant.name);
    assert.equal(commandOf(variant, others[0])[0], others[0], variant.name);
  }
});

Deno.test("every command starts a program of its folder", () => {
  for (const { folder, variant } of variants) {
    const program = programOf(commandOf(variant));
    assert.ok(existsSync(join(servers, folder, program)), `${variant.name}: ${program}`);
  }
});

Deno.test("Granian is told where to listen, the workers, and the threads of WSGI", () => {
  for (const variant of servedBy("granian")) {
    const command = commandOf(variant);
    const after = (flag: string) => command[command.indexOf(flag) + 1];
    assert.equal(after("--host"), "127.0.0.1", variant.name);
    assert.equal(after("--port"), "4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    const wsgi = after("--interface") === "wsgi";
    assert.equal(command.includes("--blocking-threads"), wsgi, variant.name);
    if (wsgi) assert.equal(after("--blocking-threads"), "7", variant.name);
  }
});

Deno.test("gunicorn is told where to listen, the workers and the threads, and finds its file", () => {
  for (const { folder, variant } of variants) {
    if (!variant.options?.httpServer?.includes("gunicorn")) continue;
    const command = commandOf(variant, "gunicorn");
    const after = (flag: string) => command[command.indexOf(flag) + 1];
    assert.equal(after("--bind"), "127.0.0.1:4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    assert.equal(after("--threads"), "7", variant.name);
    assert.ok(existsSync(join(servers, folder, "gunicorn.conf.py")), variant.name);
  }
});

Deno.test("uvicorn is told where to listen, the workers, and to be fast and silent", () => {
  for (const variant of servedBy("uvicorn")) {
    const command = commandOf(variant, "uvicorn");
    const after = (flag: string) => command[command.indexOf(flag) + 1];
    assert.equal(after("--host"), "127.0.0.1", variant.name);
    assert.equal(after("--port"), "4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    assert.equal(after("--loop"), "uvloop", variant.name);
    assert.equal(after("--http"), "httptools", variant.name);
    assert.ok(command.includes("--no-access-log"), variant.name);
  }
});

Deno.test("the HTTP server changes nothing but how the same program is served", () => {
  for (const { variant } of variants) {
    for (const httpServer of variant.options?.httpServer ?? []) {
      const command = commandOf(variant, httpServer);
      assert.equal(command.at(-1), commandOf(variant).at(-1), variant.name);
    }
  }
});

Deno.test("no two variants start the same program", () => {
  const programs = variants.map(({ folder, variant }) => `${folder}: ${commandOf(variant).at(-1)}`);
  assert.deepEqual(programs, [...new Set(programs)]);
});

Deno.test("every option has a name for an environment variable and at least two values", () => {
  for (const { variant } of variants) {
    for (const [option, values] of Object.entries(variant.options ?? {})) {
      assert.match(option, /^[a-z]+([A-Z][a-z]+)*$/, variant.name);
      assert.ok(values.length >= 2, `${variant.name}: ${option}`);
      assert.deepEqual(values, [...new Set(values)], `${variant.name}: ${option}`);
    }
  }
});

Deno.test("every variant claims the endpoints of the contract, with or without the one for ORMs", () => {
  const endpoints = ["/static", "/quote", "/quote/update", "/upstream", "/fanout"];
  for (const { folder, variant } of variants) {
    // What the lab is tested with asks nothing of the database.
    if (folder === "known-effects") continue;
    const claimed = variant.endpoints.filter((endpoint) => endpoint !== "/quote/unlimited");
    assert.deepEqual(claimed, endpoints, variant.name);
  }
});

Deno.test("no variant may open more connections than its threads, its pools or its load allow", () => {
  const concurrency = 64;
  for (const { variant } of variants.filter(({ variant }) => variant.maxConnections)) {
    const settings = settingsOf(variant);
    const most = variant.maxConnections!(settings, concurrency);
    assert.equal(most, variant.threaded ? settings.workers * settings.threads! : concurrency);
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

Deno.test("the README names every option and its values", () => {
  const readme = readFileSync(join(servers, "README.md"), "utf8");
  for (const { variant } of variants) {
    for (const [option, values] of Object.entries(variant.options ?? {})) {
      for (const word of [option, ...values]) {
        assert.ok(readme.includes(`\`${word}\``), `${variant.name}: ${word}`);
      }
    }
  }
});

Deno.test("Node's packages are pinned, and each is locked with its hash and no host", () => {
  const read = (name: string) => JSON.parse(readFileSync(join(servers, "node", name), "utf8"));
  const { dependencies, overrides } = read("package.json");
  for (const [name, version] of Object.entries({ ...dependencies, ...overrides })) {
    assert.match(version as string, /^\d+\.\d+\.\d+$/, name);
  }
  const { "": root, ...packages } = read("package-lock.json").packages;
  assert.deepEqual(root.dependencies, dependencies);
  assert.ok(Object.keys(packages).length > 0);
  for (const [name, entry] of Object.entries<Record<string, unknown>>(packages)) {
    assert.match(String(entry.integrity), /^sha512-/, name);
    assert.equal(entry.resolved, undefined, name);
  }
});

Deno.test("the lock list pins each package with hashes and names no host", () => {
  const lock = readFileSync(join(servers, "requirements.lock"), "utf8");
  assert.doesNotMatch(lock, /:\/\/|--(extra-)?index-url|--find-links|^\s*-e /m);
  const packages = lock.split(/^(?=[a-z0-9])/m).slice(1);
  assert.ok(packages.length > 0);
  for (const entry of packages) {
    assert.match(entry, /^[a-z0-9._-]+==[^\s\\]+/);
    assert.match(entry, /--hash=sha256:[0-9a-f]{64}/, entry.split("\n")[0]!);
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
