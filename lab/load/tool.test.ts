import assert from "node:assert/strict";
import type { Load } from "../nouns/load.ts";
import { pinnedVersion } from "./pinned.ts";
import { toolFor, toolNames } from "./tool.ts";

const closed = (tool?: string): Load => ({
  kind: "closed",
  connections: 2,
  ...(tool ? { tool } : {}),
});
const open = (tool?: string): Load => ({
  kind: "open",
  rateRps: 10,
  arrivals: "constant",
  connections: 2,
  ...(tool ? { tool } : {}),
});

/** With no program on PATH. */
function nothingOnPath(): Disposable {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  return { [Symbol.dispose]: () => Deno.env.set("PATH", path) };
}

Deno.test("every file of tools/ is a load tool, with all that one has to say", async () => {
  const names = toolNames();
  assert.ok(
    ["autocannon", "pgbench", "postgresjs", "undici"].every((name) => names.includes(name)),
  );
  for (const name of names) {
    const { tool } = await import(`./tools/${name}.ts`);
    assert.match(tool.speaks, /^(http|sql)$/, name);
    assert.ok(tool.kinds.length > 0 && tool.remedy !== "", name);
    assert.ok(tool.version instanceof Function && tool.open instanceof Function, name);
  }
});

Deno.test("a load that names no tool gets the usual one of its kind, with its version", async () => {
  const titles = await Promise.all([toolFor(closed(), "http"), toolFor(open(), "http")]);
  assert.match(titles[0].title, /^autocannon \d+\.\d+\.\d+$/);
  assert.match(titles[1].title, /^undici \d+\.\d+\.\d+$/);
  assert.match((await toolFor(closed(), "sql")).title, /^(pgbench \d+|postgresjs \d+\.\d+)/);
});

Deno.test("a named tool is taken, where it speaks and gives what is asked", async () => {
  assert.equal((await toolFor(closed("autocannon"), "http")).tool.speaks, "http");
  await assert.rejects(toolFor(open("autocannon"), "http"), {
    name: "GauntletError",
    message:
      'Cannot load with "autocannon": it speaks http and gives closed loads, and this is open ' +
      "and asks for http; leave out the tool, or change the load",
  });
  await assert.rejects(
    toolFor(closed("autocannon"), "sql"),
    /it speaks http and gives closed loads, and this is closed and asks for sql;/,
  );
  await assert.rejects(toolFor(closed("pgbench"), "http"), /"pgbench": it speaks sql/);
});

Deno.test("a tool that there is not is told with the one that was meant", async () => {
  await assert.rejects(toolFor(closed("autocanon"), "http"), {
    message: 'Cannot load with "autocanon": did you mean "autocannon"?',
  });
  await assert.rejects(
    toolFor(closed("nothing"), "http"),
    /Cannot load with "nothing": choose one of autocannon, /,
  );
});

Deno.test("a tool that is not on this machine is told with how to get it; unnamed, the next is taken", async () => {
  using _path = nothingOnPath();
  await assert.rejects(
    toolFor(closed("pgbench"), "sql"),
    /^GauntletError: Cannot load with "pgbench": it is not on this machine; install it .*, or name the tool "postgresjs"$/,
  );
  assert.match((await toolFor(closed(), "sql")).title, /^postgresjs \d+\.\d+/);
});

Deno.test("arrivals at a rate are no load for a database alone", async () => {
  await assert.rejects(
    toolFor(open(), "sql"),
    /Cannot load a database with arrivals at a rate: .*; use a closed load$/,
  );
});

Deno.test("pinnedVersion() is that of deno.json, or null", async () => {
  assert.match((await pinnedVersion("undici"))!, /^\d+\.\d+\.\d+$/);
  assert.equal(await pinnedVersion("no-such-package"), null);
});
