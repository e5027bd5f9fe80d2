/** Archives that somebody made to do harm, or that came to harm: refused by name, and nothing is written. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { deflateSync, gunzipSync, gzipSync } from "node:zlib";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { packTar, unpackTar } from "modern-tar";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import { Trial } from "../../nouns/trial.ts";
import { RunHeader } from "../../nouns/run.ts";
import { SCHEMA_VERSION } from "../../nouns/version.ts";
import { GauntletError } from "../../system/state.ts";
import { MARKUP, withMarkup } from "../../testing/markup.ts";
import { appendTrial, createRun, endRun } from "../append.ts";
import { stamped, unstamped } from "../checksum.ts";
import { temporaryData } from "../temporary.ts";
import { addArchive } from "./add.ts";
import { ARCHIVE_BYTES_MAX, ARCHIVED, LIST } from "./archive.ts";
import { sha256, shareRun } from "./share.ts";

type Entry = Parameters<typeof packTar>[0][number];

const cells = [fixtureCell("gamma-sync", 3, 5), fixtureCell("beta-sync", 3, 5)];
const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun({ cells, answerCount: 5 });
const { runId } = header;
const patterns = new Set(
  Object.values(header.plan.workloads).flatMap(({ shapes }) => Object.values(shapes)),
);
const nobody = { hosts: [], users: [], folders: [], homes: [], secrets: [] };

/** An honest archive, and what is in it. */
const honest = await (async () => {
  await using _data = await temporaryData();
  await createRun(header);
  for (const trial of trials) await appendTrial(runId, trial);
  const endedAt = "2026-01-02T04:00:00.000Z";
  const end = { schemaVersion: SCHEMA_VERSION, endedAt, reason: "blocks" } as const;
  await endRun(runId, { ...end, trialCount: trials.length });
  return (await shareRun(runId, nobody)).archive;
})();
const files = new Map(
  (await unpackTar(gunzipSync(honest))).map(({ header, data }) => [
    header.name.split("/")[1]!,
    new TextDecoder().decode(data),
  ]),
);

const entry = (name: string, text: string | Uint8Array = "{}", more = {}): Entry => {
  const body = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { header: { name, size: body.length, type: "file", ...more }, body } as Entry;
};
const entriesOf = (changed: Record<string, string> = {}) =>
  [...files].map(([name, text]) => entry(`${runId}/${name}`, changed[name] ?? text));
const archiveOf = async (entries: Entry[]) => gzipSync(await packTar(entries));

/** Files that were changed by somebody who knows how checksums are made. */
async function forged(changed: Record<string, string>): Promise<Uint8Array> {
  const all = { ...Object.fromEntries(files), ...changed };
  const bytes = (name: string) => new TextEncoder().encode(all[name]!);
  if (all["end.json"] !== undefined) {
    const end = JSON.parse(unstamped(all["end.json"]).text);
    const sums = { "trials.jsonl": sha256(bytes("trials.jsonl")) };
    all["end.json"] = stamped({ ...end, ...(end.sums ? { sums } : {}) }, 2) + "\n";
  }
  const list = JSON.parse(unstamped(all[LIST]!).text);
  for (const name of Object.keys(list.files)) {
    list.files[name] = { bytes: bytes(name).length, sha256: sha256(bytes(name)) };
  }
  const listed = changed[LIST] ?? stamped(list, 2) + "\n";
  return await archiveOf(entriesOf({ ...all, [LIST]: listed }));
}

const lineOf = (trial: object) => stamped(trial) + "\n";
const linesWith = (first: object) =>
  lineOf(first) + files.get("trials.jsonl")!.split("\n").slice(1).join("\n");
const firstTrial = () =>
  structuredClone(trials[0]!) as Trial & { outcome: Record<string, unknown> };

/** Refused, with nothing left behind; however the file is called. */
async function refuses(archive: Uint8Array, words: RegExp, what = ""): Promise<void> {
  await using data = await temporaryData();
  await assert.rejects(addArchive(archive, { from: "theirs.tar.gz", patterns }), (error) => {
    assert.ok(error instanceof GauntletError, `${what}: ${(error as Error).stack}`);
    assert.match(error.message, /^Cannot add "theirs\.tar\.gz": .*; [a-z].*$/, what);
    assert.match(error.message, words, what);
    // deno-lint-ignore no-control-regex -- nothing of it may reach a terminal
    assert.doesNotMatch(error.message, /[\x00-\x1f\x7f-\x9f\u202e]/, what);
    return true;
  }, what);
  assert.deepEqual([...Deno.readDirSync(data.folder)], [], what);
}

Deno.test("the honest archive is taken in", async () => {
  await using _data = await temporaryData();
  assert.equal((await addArchive(honest, { from: "a", patterns })).state, "added");
});

Deno.test("paths that lead elsewhere, names of other files and names twice are refused", async () => {
  const names = [
    "../run.json",
    `${runId}/../../../etc/cron.d/x`,
    `../${runId}/run.json`,
    "/etc/passwd",
    `/${runId}/run.json`,
    `./${runId}/run.json`,
    `${runId}//run.json`,
    `${runId}/sub/run.json`,
    `${runId}/run.json/`,
    `${runId}\\run.json`,
    `${runId}/.ssh/authorized_keys`,
    `${runId}/id_rsa`,
    `${runId}/index.html`,
    `${runId}/evil.js`,
    `${runId}/origin.json`,
    `${runId}/RUN.JSON`,
    `${runId}/constructor`,
    `${runId}/__proto__`,
    `${runId}/run.json\u0000.js`,
    `${runId}/run\u001b[2J.json`,
    `${runId}/\u202enosj.nur`,
    `${"a".repeat(300)}/run.json`,
    "",
  ];
  for (const name of names) {
    await refuses(await archiveOf([...entriesOf(), entry(name)]), /./, JSON.stringify(name));
  }
  for (const name of [LIST, "run.json", "trials.jsonl", "end.json"]) {
    const twice = await archiveOf([...entriesOf(), entry(`${runId}/${name}`, files.get(name))]);
    await refuses(twice, /is there twice/, name);
  }
  const other = entriesOf().map((each, index) =>
    index === 1 ? entry(`another-${runId}/run.json`, files.get("run.json")) : each
  );
  await refuses(await archiveOf(other), /it has 2 folders, and not one/);
  const odd = [...files].map(([name, text]) => entry(`x-${runId}/${name}`, text));
  await refuses(await archiveOf(odd), /its folder is "x-.*" and its run "/);
});

Deno.test("links, devices, pipes and folders are refused, and whatever a header has beside a file", async () => {
  const types = [
    "symlink",
    "link",
    "character-device",
    "block-device",
    "fifo",
    "directory",
  ] as const;
  for (const type of types) {
    const linked = { type, size: 0, linkname: "/etc/passwd", devmajor: 1, devminor: 3 };
    for (const name of [`${runId}/parts.jsonl`, `${runId}/run.json`]) {
      const others = entriesOf().filter(({ header }) => header.name !== name);
      const evil = { header: { name, ...linked } } as Entry;
      await refuses(await archiveOf([evil, ...others]), /is no file/, `${type} as ${name}`);
    }
  }
  const pax = entriesOf();
  pax[1] = entry(`${runId}/run.json`, files.get("run.json"), { pax: { comment: "x" } });
  await refuses(await archiveOf(pax), /has fields that no file of a run has/);
  const linked = entriesOf();
  linked[1] = entry(`${runId}/run.json`, files.get("run.json"), { linkname: "/etc/passwd" });
  await refuses(await archiveOf(linked), /has fields that no file of a run has/);
});

Deno.test("bombs end before they have gone off", async () => {
  const zeros = new Uint8Array(220 * 2 ** 20);
  const before = Deno.memoryUsage().rss;
  await refuses(gzipSync(zeros), /more than \d+ bytes come out of its \d+/);
  assert.ok(Deno.memoryUsage().rss - before < 300 * 2 ** 20);
  await refuses(gzipSync(gzipSync(zeros)), /no whole tar file/, "one within another");
  const spaces = new Uint8Array(ARCHIVED["end.json"] + 1).fill(32);
  const large = entriesOf().filter(({ header }) => !header.name.endsWith("end.json"));
  await refuses(
    await archiveOf([...large, entry(`${runId}/end.json`, spaces)]),
    /end\.json" has \d+ bytes, and at most \d+ are read/,
  );
  await refuses(new Uint8Array(ARCHIVE_BYTES_MAX + 1), /it has \d+ bytes, and at most/);
  const many = Array.from({ length: 2000 }, (_, at) => entry(`${runId}/${at}.json`));
  await refuses(await archiveOf([...entriesOf(), ...many]), /is no file of a run/);
  // A histogram is deflated within its text.
  const bomb = Buffer.concat([Buffer.alloc(8), deflateSync(zeros.subarray(0, 50 * 2 ** 20))]);
  const trial = firstTrial();
  trial.outcome.latencyHistogramUs = bomb.toString("base64");
  await refuses(
    await forged({ "trials.jsonl": linesWith(trial) }),
    /line 1: latencyHistogramUs is no histogram/,
  );
  // Brackets that a reader would follow down.
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  await refuses(await forged({ "run.json": deep }), /run\.json/);
});

Deno.test("a byte that is another, anywhere, and an end that is missing are refused", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(honest.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (place, by) => {
        const changed = honest.slice();
        changed[place]! ^= by;
        // Some of gzip's first bytes say when and where it was packed, and change nothing.
        if (place >= 4 && place <= 9) return;
        // A flag that it is text, of which nobody takes note (RFC 1952, FTEXT).
        if (place === 3 && by === 1) return;
        await refuses(changed, /./, `byte ${place}`);
      },
    ),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.nat(honest.length - 1),
      (length) => refuses(honest.subarray(0, length), /no whole gzip file/, `${length} bytes`),
    ),
    { numRuns: 30 },
  );
  await refuses(new Uint8Array([...honest, 1, 2, 3]), /no whole gzip file/);
  const tar = gunzipSync(honest);
  for (const length of [0, 511, 512, 1024, tar.length - 1024, tar.length - 600]) {
    await refuses(gzipSync(tar.subarray(0, length)), /./, `${length} bytes of tar`);
  }
  await refuses(gzipSync(tar.map((byte, at) => at === 700 ? byte ^ 1 : byte)), /./);
  for (const bytes of ["", "PK\u0003\u0004", "<html></html>", "{}"]) {
    await refuses(new TextEncoder().encode(bytes), /no whole gzip file/, bytes);
  }
});

Deno.test("a file of another run, or one that its list does not have, is refused", async () => {
  const changes: [Record<string, string>, RegExp][] = [
    [
      { "run.json": files.get("run.json")!.replace('"seed": 1', '"seed": 2') },
      /checksum of run\.json/,
    ],
    [{ [LIST]: files.get(LIST)!.replace(runId, `${runId}-x`) }, /its checksum is that of another/],
    [{ [LIST]: "{}" }, /share\.json: its checksum is missing/],
    [{ [LIST]: stamped({ format: 1 }, 2) }, /share\.json, field /],
    [{ [LIST]: "no JSON" }, /share\.json: it is no JSON/],
  ];
  for (const [changed, words] of changes) {
    await refuses(await archiveOf(entriesOf(changed)), words);
  }
  const without = (name: string) =>
    archiveOf(entriesOf().filter(({ header }) => !header.name.endsWith(name)));
  await refuses(await without("end.json"), /end\.json is missing/);
  await refuses(await without("run.json"), /it lacks run\.json/);
  await refuses(await without("trials.jsonl"), /it lacks trials\.jsonl/);
  await refuses(await without(LIST), /it lacks share\.json/);
  const parts = entry(`${runId}/parts.jsonl`, "");
  await refuses(await archiveOf([...entriesOf(), parts]), /parts\.jsonl is not on its list/);
});

Deno.test("figures that contradict each other, the plan or their histogram are refused", async () => {
  const changes: [(trial: ReturnType<typeof firstTrial>) => void, RegExp][] = [
    [({ outcome }) => (outcome.throughputRps as number) *= 2, /throughputRps is /],
    [({ outcome }) => outcome.latencyP50Ms = outcome.latencyMaxMs as number * 2, /latencyP50Ms is/],
    [
      ({ outcome }) => outcome.latencyP50Ms = outcome.latencyP50Ms as number / 3,
      /its histogram has/,
    ],
    [({ outcome }) => outcome.okCount = -1, /okCount/],
    [({ outcome }) => outcome.more = 1, /more/],
    [(trial) => trial.cell.settings.workers = 63, /its plan has no such cell/],
    [(trial) => trial.block = 77, /its plan has no trial 1 in block 77/],
  ];
  for (const [change, words] of changes) {
    const trial = firstTrial();
    change(trial);
    await refuses(await forged({ "trials.jsonl": linesWith(trial) }), words, change.toString());
  }
  const lines = files.get("trials.jsonl")!;
  await refuses(
    await forged({ "trials.jsonl": lines.split("\n").slice(1).join("\n") }),
    /end\.json says/,
  );
  await refuses(await forged({ "trials.jsonl": lines.slice(0, -40) }), /trials/);
  const end = JSON.parse(unstamped(files.get("end.json")!).text);
  await refuses(
    await forged({ "end.json": stamped({ ...end, trialCount: 9999 }, 2) + "\n" }),
    /end\.json says 9999/,
  );
  const other = { ...header, runId: "2026-01-02-synthetic-other" };
  await refuses(await forged({ "run.json": stamped(other, 2) + "\n" }), /is a copy of/);
});

Deno.test("markup, control characters and endless texts are refused in every field", async () => {
  const { fed, fields } = withMarkup(RunHeader, header, ["runId", "shapes", "trials"]);
  assert.ok(fields.size > 10);
  await refuses(await forged({ "run.json": stamped(fed, 2) + "\n" }), /run\.json: .* has markup/);
  const headers: object[] = [
    { ...header, plan: { ...header.plan, question: "<script>alert(1)</script>" } },
    { ...header, plan: { ...header.plan, question: "[x](javascript:alert(1))" } },
    { ...header, plan: { ...header.plan, question: "\u001b]0;owned\u0007" } },
    { ...header, plan: { ...header.plan, question: "a\u202eb" } },
    { ...header, plan: { ...header.plan, question: "a".repeat(70_000) } },
    { ...header, environment: { ...header.environment, cpuModel: MARKUP } },
    { ...header, environment: { ...header.environment, versions: { [`a${MARKUP}`]: "1" } } },
    { ...header, environment: { ...header.environment, os: "<!--" } },
  ];
  for (const changed of headers) {
    await refuses(
      await forged({ "run.json": stamped(changed, 2) + "\n" }),
      /run\.json: .* has (markup|control characters|\d+ characters)/,
    );
  }
  const texts = [MARKUP, "\u0000", "\u001b[31m", "</pre>", "<?php"];
  for (const serverLog of texts) {
    const trial = firstTrial();
    const failed = { ...trial, outcome: { state: "failed", reason: "It ended", serverLog } };
    Trial.parse(failed);
    await refuses(
      await forged({ "trials.jsonl": linesWith(failed) }),
      /trials\.jsonl, line \d+: serverLog has /,
      serverLog,
    );
  }
});

Deno.test("a pattern that could be looked for without end is refused where nobody knows it", async () => {
  const [workload] = Object.keys(header.plan.workloads);
  const plan = structuredClone(header.plan);
  plan.workloads[workload!]!.shapes = { slow: "^(a+)+$" };
  await refuses(
    await forged({ "run.json": stamped({ ...header, plan }, 2) + "\n" }),
    /by a pattern that no workload here has \(\^\(a\+\)\+\$\); put the folder of that workload/,
  );
});

Deno.test("a link that stands where the run's folder would be is not followed", async () => {
  await using data = await temporaryData();
  const target = join(data.folder, "elsewhere");
  await Deno.mkdir(join(data.folder, "runs"));
  await Deno.symlink(target, join(data.folder, "runs", runId));
  await assert.rejects(addArchive(honest, { from: "a", patterns }), GauntletError);
  await assert.rejects(Deno.stat(target), Deno.errors.NotFound);
});
