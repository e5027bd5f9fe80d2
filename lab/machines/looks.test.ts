import assert from "node:assert/strict";
import type { Seen } from "../watch/look.ts";
import { Look } from "../watch/look.ts";
import { lookedAside, merged, rolesWatched } from "./looks.ts";

const seen = (given: Partial<Seen>): Seen =>
  ({
    ...{ serverCpuS: 0, databaseCpuS: null, generatorCpuS: 0, otherCpuS: 0, stolenCpuS: 0 },
    ...{ generatorVoluntarySwitchCount: 0, generatorInvoluntarySwitchCount: 0, probeCpuS: null },
    ...{ generatorMemoryMiB: 0, generatorThreadCount: 0 },
    ...given,
  }) as Seen;

Deno.test("merged() takes each role from its machine, and what is the machine's from the main one", () => {
  const web = seen({ serverCpuS: 2, otherCpuS: 0.5, serverProcessCount: 3, swappedMiB: 1 });
  const db = seen({ databaseCpuS: 1.5, probeCpuS: 0.1, otherCpuS: 9, databaseProcessCount: 7 });
  const one = seen({
    ...{ generatorCpuS: 0.4, generatorThreadCount: 5, otherCpuS: 8, swappedMiB: 70 },
    ...{ generatorOpenFileCount: 90, generatorOpenFileLimitCount: 100 },
    ...{ localPortsUsedCount: 900, localPortsUsedTowards: "server" },
  });
  const two = seen({
    ...{ generatorCpuS: 0.3, generatorThreadCount: 4 },
    ...{ generatorOpenFileCount: 95, generatorOpenFileLimitCount: 1000 },
  });
  const all = merged({ main: web, server: web, database: db, load: [one, two] });
  assert.deepEqual(
    [all.serverCpuS, all.databaseCpuS, all.generatorCpuS, all.otherCpuS, all.swappedMiB],
    [2, 1.5, 0.7, 0.5, 1],
  );
  assert.deepEqual([all.serverProcessCount, all.databaseProcessCount, all.generatorThreadCount], [
    ...[3, 7, 9],
  ]);
  // The lab's own session is none of what the server's machine did beside it.
  assert.equal(all.probeCpuS, null);
  assert.deepEqual([all.generatorOpenFileCount, all.generatorOpenFileLimitCount], [90, 100]);
  assert.deepEqual([all.localPortsUsedCount, all.localPortsUsedTowards], [900, "server"]);
});

Deno.test("merged() of a database with no server before it is of the database's machine", () => {
  const here = seen({ otherCpuS: 3 });
  const db = seen({ databaseCpuS: 1, probeCpuS: 0.2, otherCpuS: 0.4 });
  const all = merged({ main: db, server: here, database: db, load: [seen({ generatorCpuS: 1 })] });
  assert.deepEqual([all.otherCpuS, all.probeCpuS, all.serverCpuS, all.generatorCpuS], [
    0.4,
    0.2,
    0,
    1,
  ]);
});

Deno.test("rolesWatched() leaves out what is on another machine", () => {
  const watched = { server: 7, databasePid: 8, relay: 9, port: 80, databasePort: 5432 };
  assert.deepEqual(rolesWatched(watched, ["database"]), {
    ...{ server: null, databasePid: 8, port: 80, databasePort: 5432 },
  });
  assert.equal(rolesWatched(watched, ["server"]).databasePid, null);
  assert.equal(new Look(rolesWatched(watched, ["load"])).ownsDatabase, false);
});

Deno.test("a machine that was looked at over other seconds than the window's is a sentence", () => {
  assert.equal(lookedAside([{ name: "a", lookedS: 3.2 }, { name: "b", lookedS: 2.8 }], 3), null);
  assert.match(
    lookedAside([{ name: "a", lookedS: 3 }, { name: "b", lookedS: 3.4 }], 3)!,
    /^The machine "b" was looked at over 3\.40 s, and the window took 3\.00 s: .*longer/,
  );
  assert.match(lookedAside([{ name: "b", lookedS: 2.5 }], 3)!, /over 2\.50 s/);
});
