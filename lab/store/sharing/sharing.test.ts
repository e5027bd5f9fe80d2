/** A run that is shared and added is the same run, holds nothing private, and stands in nobody's place. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import type { Run } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import { SCHEMA_VERSION } from "../../nouns/version.ts";
import { appendPart, appendTrial, createRun, endRun } from "../append.ts";
import { isThere } from "../files.ts";
import { runFile, runFolder } from "../folder.ts";
import { listRuns, readRun } from "../read.ts";
import { newestRun } from "../select.ts";
import { temporaryData } from "../temporary.ts";
import { addArchive } from "./add.ts";
import { nothingTaken, type Private, privateHere, withoutPrivate } from "./private.ts";
import { shareRun } from "./share.ts";

const NOBODY: Private = { hosts: [], users: [], folders: [], homes: [], secrets: [] };
const MARY: Private = {
  hosts: ["tower7", "tower7.example.net"],
  users: ["mary"],
  folders: ["/srv/mary/lab"],
  homes: ["/srv/mary"],
  secrets: ["p4ss-w0rd-of-hers"],
};
const from = "a.tar.gz";
const cells = [fixtureCell("gamma-sync", 3, 5), fixtureCell("beta-sync", 3, 5)];
const patterns = new Set(
  Object.values(fixtureRun({ cells }).plan.workloads).flatMap(({ shapes }) =>
    Object.values(shapes)
  ),
);

const LOG = [
  "tower7: mary started /srv/mary/lab/servers/a/app.py, log in /var/log/a.log",
  'File "/srv/mary/.cache/x.py", line 3, in <module>',
  "postgres://mary:p4ss-w0rd-of-hers@db.tower7.example.net:5432/gauntlet_x",
  "GET /items/7 from 192.168.17.4 and fe80::1ff:fe23:4567:890a, mail mary@example.net",
  "C:\\Users\\mary\\AppData, ~/notes/today, 52:54:00:ab:cd:ef",
  'The machine "bobs-desktop" does not reach "db-of-bob" at its address; "deno task setup --on bobs-desktop"',
  "bob@sql1: Permission denied (publickey)",
  'failed for user "bobby": host "sql9" to sql2.corp.internal:5432, host=sql8 user=bobo, ENOTFOUND sql7.lan',
  "uid=1000(bobs) gid=1000(bobs); ssh: connect to host sql6 port 22: Connection refused",
  "Authorization: Bearer eyJh.bGci.OiJ9, api_key=hush-hush, AKIAIOSFODNN7EXAMPLE, bob:pw5@sql5/x",
  "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----",
  "~bob/notes, \\\\nas\\bob\\x, </work/bob/x>, /srv/über/straße.py, GET /srv/bob/x, ::ffff:10.71.72.73",
  'open "/mnt/My Documents/of bob.txt": no such file; /srv/mary/client-of-mary/x.py',
  "\u001b[31mred\u202e p4ss-w0rd-of-hers <script>alert(1)</script>",
].join("\n");

/** Writes a run whose texts tell all about whose it is. */
async function written(seed = 1, log = LOG): Promise<Run> {
  const run = fixtureRun({ cells, seed, blocks: 5, answerCount: 5, noiseShare: 0.01 });
  const { trials, warnings: _warnings, end: _end, ...header } = run;
  header.plan.question = `Whose is ${log}?`;
  header.plan.unavailable = [{ variant: "delta-async", needs: `it: ${log}` }];
  await createRun(header);
  const told: Trial[] = trials.map((trial, index) =>
    index === 1
      ? { ...trial, outcome: { state: "failed", reason: `It said ${log}`, serverLog: log } }
      : trial
  );
  for (const trial of told) await appendTrial(run.runId, trial);
  const endedAt = "2026-01-02T04:00:00.000Z";
  const end = { schemaVersion: SCHEMA_VERSION, endedAt, reason: "blocks" } as const;
  await endRun(run.runId, { ...end, trialCount: told.length });
  await appendPart(run.runId, {
    ...{ schemaVersion: SCHEMA_VERSION, startedAt: "2026-01-03T00:00:00.000Z" },
    ...{ why: `More: ${log}`, blocksMax: 5, budgetMin: null },
    ...{ environment: header.environment, earlierEnd: end },
  });
  return await readRun(run.runId);
}

const textOf = async (archive: Uint8Array) =>
  (await unpackTar(gunzipSync(archive))).map(({ header, data }) =>
    JSON.stringify(header) + new TextDecoder().decode(data)
  ).join("\n");

Deno.test("an archive has no name, path, address, password, markup or control character of anybody", async () => {
  await using _data = await temporaryData();
  const { runId } = await written();
  const { archive, takenOut } = await shareRun(runId, MARY);
  const text = await textOf(archive);
  for (
    const word of [
      ...["mary", "tower7", "example.net", "p4ss", "/srv", "/var/log", "AppData", "notes/today"],
      ...["192.168", "fe80", "52:54", "<script", "<module", "\\u001b", "\u202e"],
      // Nobody told us these: the words around them do.
      ...[
        "bob",
        "db-of",
        "sql1",
        "sql2",
        "sql5",
        "sql6",
        "sql7",
        "sql8",
        "sql9",
        "eyJh",
        "hush",
        "AKIA",
      ],
      ...["pw5", "b3Blb", "nas", "über", "straße", "Documents", "71.72", "client-of"],
    ]
  ) {
    assert.ok(
      !text.includes(word),
      `${word} in ${text.slice(text.indexOf(word) - 80).slice(0, 200)}`,
    );
  }
  for (const [what, count] of Object.entries(takenOut)) assert.ok(count > 0, what);
  assert.match(text, /servers\/a\/app\.py/, "a file of the project is told by its place in it");
  assert.match(text, /GET \/items\/7/, "what was asked is no path of a machine");
});

Deno.test("what only looks private stays as it is", () => {
  for (
    const text of [
      'The machine "here" has 2 cores; kiosk-deno@origin/main ≥ 0.9 × kiosk-deno, about ~5/s',
      'File "servers/quotes/app.py", line 12, in django.db.utils: hono@4.1 of npm:hono@4.1',
      "SELECT q.user FROM rows q WHERE q.id = $1; 12:30:05, version 18.1, 3/4 of GET /items/7",
      "asgiref.local and node:net were loaded; at 14.2 ms, token bucket, host of the load",
    ]
  ) assert.equal(withoutPrivate(text, MARY, nothingTaken()), text);
});

Deno.test("what this machine and its user are called is known", () => {
  const known = privateHere();
  assert.ok(known.folders.some((folder) => folder !== "" && Deno.cwd().startsWith(folder)));
  const log = `${Deno.cwd()}/servers/x.py of ${known.users.join()}${known.hosts.join()}`;
  const clean = withoutPrivate(log, known, nothingTaken());
  for (const word of [...known.users, ...known.hosts, Deno.cwd()]) {
    assert.ok(!clean.includes(word), `${word} in ${clean}`);
  }
});

Deno.test("no text that holds what is private keeps it, whatever is around it", () => {
  const piece = fc.oneof(
    fc.constantFrom(...LOG.split(/(?<=\s)/), ...MARY.secrets, ...MARY.folders, "mary", "10.1.2.3"),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );
  const between = fc.constantFrom(" ", "\n", ": ", ", ", '"');
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, between), { maxLength: 12 }), (pieces) => {
      const clean = withoutPrivate(pieces.flat().join(""), MARY, nothingTaken());
      for (const pattern of [/p4ss-w0rd-of-hers/, /\/srv\/mary/, /(?<![\w])mary(?![\w])/i]) {
        assert.doesNotMatch(clean, pattern);
      }
      assert.doesNotMatch(clean, /(?<![\d.])10\.1\.2\.3(?![\d.])|<[a-z!/?]/i);
      assert.equal(withoutPrivate(clean, MARY, nothingTaken()), clean, "once is enough");
    }),
  );
});

Deno.test("a name that is private cannot be taken out of a run, and it is not shared", async () => {
  await using _data = await temporaryData();
  const { runId } = await written();
  const known = { ...NOBODY, users: ["gamma"] };
  await assert.rejects(
    shareRun(runId, known),
    /Cannot share it: .*variant.* of run\.json holds the name of this user, .*; rename it and measure again$/,
  );
});

Deno.test("a run that is shared and added is the same run, of a stranger", async () => {
  await using _data = await temporaryData();
  const mine = await written(1, "nothing private");
  const { archive } = await shareRun(mine.runId, NOBODY);
  assert.deepEqual((await shareRun(mine.runId, NOBODY)).archive, archive, "the same bytes again");
  const now = new Date("2026-02-03T00:00:00.000Z");
  const there = await addArchive(archive, { from, patterns });
  assert.deepEqual([there.state, there.run.origin], ["there before", undefined]);

  await using _other = await temporaryData();
  const added = await addArchive(archive, { from: "of\u001b[1m mary's.tar.gz", patterns, now });
  const { origin, ...run } = added.run;
  assert.equal(added.state, "added");
  assert.equal(origin!.from, "of mary's.tar.gz");
  // Of the end that an earlier part had, the sums are of files as they were then.
  assert.deepEqual(run.trials, mine.trials);
  assert.deepEqual({ ...run, parts: [] }, { ...mine, parts: [] });
  const again = await addArchive(archive, { from: "another.tar.gz", patterns });
  assert.deepEqual([again.state, again.run.origin], ["there before", origin]);
  await assert.rejects(shareRun(mine.runId, NOBODY), /somebody else measured it; hand on the file/);
});

Deno.test("another run of the same name is not written over", async () => {
  await using _data = await temporaryData();
  await written(1, "nothing private");
  const { archive } = await shareRun("2026-01-02-synthetic-1", NOBODY);
  await using _other = await temporaryData();
  const { trials: _trials, warnings: _warnings, end: _end, ...header } = fixtureRun();
  await createRun({ ...header, startedAt: "2025-01-01T00:00:00.000Z" });
  const before = await Deno.readTextFile(runFile(header.runId, "run.json"));
  await assert.rejects(
    addArchive(archive, { from, patterns }),
    /is there and is another run; move/,
  );
  assert.equal(await Deno.readTextFile(runFile(header.runId, "run.json")), before);
  assert.ok(!isThere(runFile(header.runId, "origin.json")));
});

Deno.test("a stranger's run is shown where there is no other, and never in the place of one", async () => {
  await using _data = await temporaryData();
  const stranger = await written(1, "nothing private");
  const mine = stranger.environment.machineId;
  const { archive } = await shareRun(stranger.runId, NOBODY);
  await Deno.remove(runFolder(stranger.runId), { recursive: true });
  await addArchive(archive, { from, patterns });
  const name = stranger.plan.experiment;
  assert.equal((await newestRun({ name }, mine)).runId, stranger.runId);
  // Of another machine, older, cut off: it is recorded or one's own all the same.
  const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun({ cells, seed: 9 });
  await createRun({ ...header, startedAt: "2020-01-01T00:00:00.000Z" });
  await appendTrial(header.runId, trials[0]!);
  assert.equal((await newestRun({ name }, mine)).runId, header.runId);
  assert.equal((await newestRun({ name }, "another")).runId, header.runId);
  assert.deepEqual(await listRuns(), [stranger.runId, header.runId]);
});
