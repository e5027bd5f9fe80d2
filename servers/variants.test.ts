/** What can be said of every variant without starting one. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../lab/mod.ts";
import { nearest } from "../lab/runtimes/nearest.ts";
import { catalog, workloadNamed } from "../lab/server/catalog.ts";
import type { FoundVariant } from "../lab/nouns/variant.ts";

const variants = [...catalog.variants.values()];
/** Those that the lab starts. */
const started = variants.filter(({ command }) => command !== undefined);
const python = started.filter(({ runtime }) => runtime === "python");

const address = { host: "127.0.0.1", port: 4321 };
const settingsOf = (variant: FoundVariant): Settings => ({
  workers: 3,
  threads: variant.threaded ? 7 : null,
  poolMin: 5,
  poolMax: 15,
});

/** Its command with each HTTP server that it may have. */
const commandsOf = (variant: FoundVariant) =>
  (variant.options?.httpServer ?? [null]).map((httpServer) =>
    variant.command!(
      { ...settingsOf(variant), options: httpServer === null ? {} : { httpServer } },
      address,
    )
  );

/** Every command that starts a program by its name, with its variant. */
const commandsBy = (program: string) =>
  started.flatMap((variant) => commandsOf(variant).map((command) => ({ variant, command })))
    .filter(({ command }) => command[0] === program)
    .map(({ variant, command }) => ({
      variant,
      command,
      after: (flag: string) => command[command.indexOf(flag) + 1],
    }));

/** What a command starts: the file of its last word, or what its build made. */
const targetOf = (command: string[]) => command.at(-1)!;

Deno.test("every folder of servers is a workload with a variant, and every folder of it has some", () => {
  for (const name of catalog.workloads.keys()) {
    assert.ok(variants.some(({ workload }) => workload === name), name);
  }
  assert.deepEqual(catalog.problems, []);
});

Deno.test("the names of the variants are unique and in kebab case", () => {
  const names = variants.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

Deno.test("every command begins with the word of its runtime", () => {
  const SERVERS = ["granian", "gunicorn", "uvicorn", "uwsgi"];
  for (const variant of started) {
    for (const [word] of commandsOf(variant)) {
      const { runtime, name } = variant;
      if (runtime === "python") assert.ok(SERVERS.includes(word!), `${name}: ${word}`);
      else if (runtime === "program") assert.ok(variant.build !== undefined, name);
      else assert.equal(word, runtime, name);
    }
  }
});

Deno.test("every command starts a program of its folder", () => {
  for (const variant of started) {
    if (variant.build) continue;
    for (const command of commandsOf(variant)) {
      const target = targetOf(command);
      const file = target.includes(":")
        ? `${target.split(":")[0]!.replaceAll(".", "/")}.py`
        : target;
      assert.ok(existsSync(join(variant.folder, file)), `${variant.name}: ${file}`);
    }
  }
});

Deno.test("no two variants start the same program in the same way", () => {
  const programs = started.map((variant) =>
    `${variant.folder}: ${commandsOf(variant)[0]!.filter((word) => !/^\d/.test(word)).join(" ")}`
  );
  assert.deepEqual(programs, [...new Set(programs)]);
});

Deno.test("the HTTP server changes nothing but how the same program is served", () => {
  for (const variant of started) {
    const targets = new Set(commandsOf(variant).map(targetOf));
    assert.equal(targets.size, 1, variant.name);
  }
});

Deno.test("Granian is told where to listen, the workers, and the threads of WSGI", () => {
  for (const { variant, command, after } of commandsBy("granian")) {
    assert.equal(after("--host"), "127.0.0.1", variant.name);
    assert.equal(after("--port"), "4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    const wsgi = after("--interface") === "wsgi";
    assert.equal(command.includes("--blocking-threads"), wsgi, variant.name);
    if (wsgi) assert.equal(after("--blocking-threads"), "7", variant.name);
  }
});

Deno.test("gunicorn is told where to listen, the workers and the threads, and finds its file", () => {
  for (const { variant, after, command } of commandsBy("gunicorn")) {
    assert.equal(after("--bind"), "127.0.0.1:4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    assert.equal(command.includes("--threads"), variant.threaded, variant.name);
    if (variant.threaded) assert.equal(after("--threads"), "7", variant.name);
    assert.ok(existsSync(join(variant.folder, "gunicorn.conf.py")), variant.name);
  }
});

Deno.test("uvicorn is told where to listen, the workers, and to be fast and silent", () => {
  for (const { variant, command, after } of commandsBy("uvicorn")) {
    assert.equal(after("--host"), "127.0.0.1", variant.name);
    assert.equal(after("--port"), "4321", variant.name);
    assert.equal(after("--workers"), "3", variant.name);
    assert.equal(after("--loop"), "uvloop", variant.name);
    assert.equal(after("--http"), "httptools", variant.name);
    assert.ok(command.includes("--no-access-log"), variant.name);
  }
});

Deno.test("uWSGI is told where to listen and the workers, and finds its file", () => {
  for (const { variant, after } of commandsBy("uwsgi")) {
    assert.equal(after("--http-socket"), "127.0.0.1:4321", variant.name);
    assert.equal(after("--processes"), "3", variant.name);
    assert.equal(variant.keepAlive, false, variant.name);
    assert.ok(existsSync(join(variant.folder, after("--ini")!)), variant.name);
  }
});

Deno.test("every option has a name for an environment variable and at least two values", () => {
  for (const variant of variants) {
    for (const [option, values] of Object.entries(variant.options ?? {})) {
      assert.match(option, /^[a-z]+[0-9]*([A-Z][a-z]+)*$/, variant.name);
      assert.ok(values.length >= 2, `${variant.name}: ${option}`);
      assert.deepEqual(values, [...new Set(values)], `${variant.name}: ${option}`);
    }
  }
});

Deno.test("no variant may open more connections than its threads, its pools or its load allow", () => {
  const concurrency = 64;
  for (const variant of variants.filter(({ maxConnections }) => maxConnections)) {
    const settings = settingsOf(variant);
    const most = variant.maxConnections!(settings, concurrency);
    assert.equal(most, variant.threaded ? settings.workers! * settings.threads! : concurrency);
  }
});

Deno.test("a threaded variant refuses settings without threads", () => {
  for (const variant of variants.filter(({ threaded }) => threaded)) {
    assert.throws(
      () => variant.command!({ ...settingsOf(variant), threads: null }, address),
      new RegExp(`${variant.name}: threads is null`),
    );
  }
});

Deno.test("the README of each workload that measures something names every variant, option and value", () => {
  for (const variant of variants) {
    const file = join(workloadNamed(variant.workload).folder, "README.md");
    if (!existsSync(file)) continue;
    const readme = readFileSync(file, "utf8");
    const options = Object.entries(variant.options ?? {});
    for (const word of [variant.name, ...options.flatMap(([name, values]) => [name, ...values])]) {
      assert.ok(readme.includes(`\`${word}\``), `${file}: ${variant.name}: ${word}`);
    }
  }
});

const lockLists = [...new Set(python.map(({ folder }) => nearest(folder, "requirements.lock")!))];

Deno.test("each lock list pins each package with hashes and names no host", () => {
  assert.ok(lockLists.length > 0);
  for (const list of lockLists) {
    const lock = readFileSync(list, "utf8");
    assert.doesNotMatch(lock, /:\/\/|--(extra-)?index-url|--find-links|^\s*-e /m);
    const packages = lock.split(/^(?=[a-z0-9])/m).slice(1);
    assert.ok(packages.length > 0);
    for (const entry of packages) {
      assert.match(entry, /^[a-z0-9._-]+==[^\s\\]+/);
      assert.match(entry, /--hash=sha256:[0-9a-f]{64}/, entry.split("\n")[0]!);
    }
  }
});

Deno.test("each lock list holds what its requirements.in asks for", () => {
  for (const list of lockLists) {
    const lock = readFileSync(list, "utf8");
    const asked = readFileSync(list.replace(/\.lock$/, ".in"), "utf8")
      .split("\n").filter((line) => /^[a-z]/.test(line));
    assert.ok(asked.length > 0);
    for (const line of asked) {
      const pin = line.replace(/\[.*\]/, "");
      assert.ok(lock.includes(`\n${pin} `), `${pin} is not in ${list}`);
    }
  }
});

Deno.test("Node's packages are pinned, and each is locked with its hash and no host", () => {
  const folders = new Set(
    started.filter(({ runtime }) => runtime === "node").map(({ folder }) => folder),
  );
  assert.ok(folders.size > 0);
  for (const folder of folders) {
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
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
  }
});
