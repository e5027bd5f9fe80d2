import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureCell, fixtureClaim, fixtureRun } from "../lab/analysis/fixtures/runs.ts";
import { planHash } from "../lab/nouns/plan.ts";
import type { Cell } from "../lab/nouns/cell.ts";
import type { Run } from "../lab/nouns/run.ts";
import { endFile, headerFile, runFolder, trialsFile } from "../lab/store/folder.ts";
import { LEDGER_VARIABLE } from "../lab/store/ledger.ts";
import { readRun } from "../lab/store/read.ts";
import { recordedRuns } from "../lab/store/recorded.ts";
import { temporaryData } from "../lab/store/temporary.ts";
import migrate from "./migrate.ts";
import { olderCell } from "./migrate/cells.ts";
import { olderHash, orders } from "./migrate/proof.ts";

const parameters = { delayMs: 50, callCount: 8 };
const asked: Cell[] = [
  fixtureCell("gone", 2, 5, { workload: "quotes", endpoint: "/quote" }),
  fixtureCell("gone", 1, null, { workload: "quotes", endpoint: "/fanout", parameters }),
  fixtureCell("known-effect", 1, null, { workload: "known-effects", endpoint: "/static", size: 0 }),
];

/** The run as a lab of version 1 would have written it. */
function older(run: Run): Record<"header" | "end", object> & { lines: string } {
  const { trials, warnings: _warnings, end: _end, plan, ...header } = run;
  const { variants: _variants, workloads: _workloads, endpoints: _endpoints, ...planned } = plan;
  const lines = trials.map(({ cell, outcome, ...trial }) => {
    const { loadTool: _tool, ...others } = outcome as typeof outcome & { loadTool?: string };
    const ceilingClient = trial.trial === 1 ? { ceilingClient: "postgres.js" } : {};
    return JSON.stringify({
      ...trial,
      cell: olderCell(cell),
      outcome: { ...others, ...ceilingClient },
    });
  });
  return {
    header: {
      ...header,
      schemaVersion: 1,
      plan: {
        ...planned,
        planHash: olderHash(asked.map(olderCell), plan.profile),
        precision: { pairs: [[asked[0]!, asked[1]!].map(olderCell)], widthShare: 0.1 },
        trials: plan.trials.map((each) => ({ ...each, cell: olderCell(each.cell) })),
      },
    },
    lines: lines.map((line) => line + "\n").join(""),
    end: { schemaVersion: 1, endedAt: "2026-01-02T04:00:00.000Z", reason: "blocks" },
  };
}

/** Writes a run of version 1 into data of its own, migrates it, and says what was said. */
async function migrated(
  change: (files: ReturnType<typeof older>) => void,
  body: (
    result: { run: Run; said: string[]; again: () => Promise<string[]> },
  ) => void | Promise<void>,
) {
  await using data = await temporaryData();
  const before = Deno.env.get(LEDGER_VARIABLE);
  Deno.env.set(LEDGER_VARIABLE, join(data.folder, "noted"));
  try {
    const run = fixtureRun({ cells: asked, blocks: 2, answerCount: 5 });
    run.environment.versions["npm:postgres"] = "3.4.9";
    const files = older(run);
    change(files);
    await Deno.mkdir(join(data.folder, "runs", run.runId), { recursive: true });
    await Deno.mkdir(join(data.folder, "noted"));
    await Deno.writeTextFile(headerFile(run.runId), JSON.stringify(files.header));
    await Deno.writeTextFile(trialsFile(run.runId), files.lines);
    await Deno.writeTextFile(endFile(run.runId), JSON.stringify(files.end));
    const ledger = JSON.stringify({ schemaVersion: 1, claims: [fixtureClaim()] });
    for (const name of ["ledger.json", "noted/synthetic.json"]) {
      await Deno.writeTextFile(join(data.folder, name), ledger);
    }
    await assert.rejects(readRun(run.runId), /run "deno task migrate"$/);
    const said = await heard(() => migrate([], new Map()));
    const again = () => heard(() => migrate([], new Map()));
    await body({ run: await readRun(run.runId), said, again });
  } finally {
    if (before === undefined) Deno.env.delete(LEDGER_VARIABLE);
    else Deno.env.set(LEDGER_VARIABLE, before);
  }
}

async function heard(work: () => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => void lines.push(line);
  try {
    await work();
  } finally {
    console.log = log;
  }
  return lines;
}

Deno.test("migrate makes cells, facts, tools and the hash of this version, and proves the experiment", async () => {
  await migrated(() => {}, ({ run, said }) => {
    assert.match(said[0]!, /: migrated; its experiment is the same$/);
    assert.equal(said.at(-1), "Migrated.");
    assert.equal(run.plan.planHash, planHash(asked, run.plan.profile));
    const cells = new Map(run.trials.map(({ cell }) => [cell.scenario.endpoint, cell]));
    assert.deepEqual(
      [...cells.values()].map((cell) =>
        asked.some((one) => JSON.stringify(olderCell(one)) === JSON.stringify(olderCell(cell)))
      ),
      [true, true, true],
    );
    assert.deepEqual(cells.get("/fanout")!.scenario.parameters, parameters);
    assert.equal(cells.get("/static")!.scenario.size, 0);
    assert.deepEqual(run.plan.precision!.pairs[0], [asked[0], asked[1]]);
    assert.deepEqual(run.plan.variants.gone, {
      title: "gone",
      runtime: "unknown",
      model: "unknown",
    });
    assert.equal(run.plan.variants["known-effect"]!.runtime, "deno");
    assert.equal(run.plan.endpoints.find((one) => one.endpoint === "/static")!.database, null);
    const tools = run.trials.map(({ outcome }) =>
      outcome.state === "completed" ? outcome.loadTool : null
    );
    assert.deepEqual(tools.filter((tool) => tool !== undefined), ["postgresjs 3.4.9"]);
  });
});

Deno.test("migrate may be run again, and finds nothing to do", async () => {
  await migrated(() => {}, async ({ again }) => {
    assert.deepEqual(await again(), ["Nothing to migrate: all of it is of version 2."]);
  });
});

Deno.test("migrate keeps the old hash where no order of the cells has it, and says so", async () => {
  const forget = ({ header }: ReturnType<typeof older>) => {
    (header as { plan: { planHash: string } }).plan.planHash = "other";
  };
  await migrated(forget, ({ run, said }) => {
    assert.match(said[0]!, /cannot be shown, so it is stale$/);
    assert.equal(run.plan.planHash, "other");
  });
});

Deno.test("migrate drops a last line that was cut off, as reading does", async () => {
  const cut = (files: ReturnType<typeof older>) => {
    files.lines += '{"trial": 7, "blo';
  };
  await migrated(cut, ({ run }) => assert.deepEqual([run.trials.length, run.warnings], [6, []]));
});

Deno.test("migrate of a run that there is not names the closest, and migrates none", async () => {
  await using _data = await temporaryData();
  const run = await unstampedRun();
  await assert.rejects(
    migrate(["sythetic"], new Map()),
    new RegExp(
      `^GauntletError: Cannot migrate "sythetic": data/runs has no such run; the closest is "${run.runId}"$`,
    ),
  );
  await assert.rejects(readRun(run.runId), /its checksum is missing/);
});

Deno.test("runs of before checksums get theirs, and every digit of what they say stays", async () => {
  await using data = await temporaryData();
  const run = await unstampedRun();
  const [header, lines] = [headerFile(run.runId), trialsFile(run.runId)];
  const before = await Deno.readTextFile(lines);
  await Deno.writeTextFile(lines, before.replace(/("durationS":)([\d.]+)/, "$1$2e0"));
  assert.deepEqual(await heard(() => migrate([run.runId], new Map())), [
    `${run.runId}: each line has its checksum`,
    "Migrated.",
  ]);
  const after = await Deno.readTextFile(lines);
  assert.ok(after.includes("e0"), "a number stands as it was written");
  assert.equal(
    after.replaceAll(/,"checksum":"\w+"/g, ""),
    before.replace(/("durationS":)([\d.]+)/, "$1$2e0"),
  );
  assert.deepEqual((await readRun(run.runId)).trials, run.trials);
  const again = await heard(() => migrate([], new Map()));
  assert.deepEqual(again, ["Nothing to migrate: all of it is of version 2."]);

  // Cut off before the header had its own.
  const whole = await Deno.readTextFile(header);
  await Deno.writeTextFile(header, whole.replace(/,\s*"checksum": "\w+"/, ""));
  await heard(() => migrate([], new Map()));
  assert.equal(await Deno.readTextFile(header), whole);

  // Taken from one line, a run has lost some.
  await Deno.writeTextFile(header, whole.replace(/,\s*"checksum": "\w+"/, ""));
  await Deno.writeTextFile(lines, after.replace(/,"checksum":"\w+"/, ""));
  await assert.rejects(heard(() => migrate([], new Map())), /Cannot migrate 1 run: see above/);
  assert.deepEqual([...Deno.readDirSync(data.folder)].map(({ name }) => name), ["runs"]);
});

Deno.test("recorded runs of before checksums stay as they are, and recorded.json has their sums", async () => {
  await using data = await temporaryData();
  const run = await unstampedRun();
  const file = join(data.folder, "recorded.json");
  await Deno.writeTextFile(file, JSON.stringify({ synthetic: run.runId }));
  const before = await Deno.readTextFile(trialsFile(run.runId));
  assert.deepEqual(await heard(() => migrate([], new Map())), [
    "data/recorded.json: has the checksums of 1 more run",
    "Migrated.",
  ]);
  assert.equal(await Deno.readTextFile(trialsFile(run.runId)), before);
  assert.deepEqual((await readRun(run.runId)).trials, run.trials);
  assert.deepEqual(await recordedRuns(), { synthetic: run.runId });
  await Deno.writeTextFile(trialsFile(run.runId), before.replace(/"okCount":\d/, '"okCount":7'));
  await assert.rejects(readRun(run.runId), /trials\.jsonl/);
});

Deno.test("a run that cannot be migrated stands in no other's way", async () => {
  await using _data = await temporaryData();
  const run = await unstampedRun();
  for (const [name, text] of Object.entries(BROKEN)) {
    await Deno.mkdir(runFolder(name), { recursive: true });
    if (text === null) await Deno.mkdir(headerFile(name));
    else await Deno.writeTextFile(headerFile(name), text);
  }
  const errors: string[] = [];
  const error = console.error;
  console.error = (line: string) => void errors.push(line);
  try {
    await assert.rejects(
      heard(() => migrate([], new Map())),
      /^GauntletError: Cannot migrate 4 runs: see above/,
    );
  } finally {
    console.error = error;
  }
  assert.equal(errors.length, 4);
  for (const line of errors) assert.match(line, /^Cannot (migrate|read) .*run\.json.*; /);
  assert.deepEqual((await readRun(run.runId)).trials, run.trials);
});

const BROKEN: Record<string, string | null> = {
  "2026-01-03-synthetic-a": "{",
  "2026-01-03-synthetic-b": '{"schemaVersion": 1}',
  "2026-01-03-synthetic-c": '{"schemaVersion": 99}',
  "2026-01-03-synthetic-d": null,
};

/** A run as a lab of before checksums left it. */
async function unstampedRun(): Promise<Run> {
  const run = fixtureRun({ answerCount: 5 });
  const { trials, warnings: _warnings, end: _end, ...header } = run;
  await Deno.mkdir(runFolder(run.runId), { recursive: true });
  await Deno.writeTextFile(headerFile(run.runId), JSON.stringify(header, null, 2) + "\n");
  const lines = trials.map((trial) => JSON.stringify(trial) + "\n");
  await Deno.writeTextFile(trialsFile(run.runId), lines.join(""));
  return run;
}

Deno.test("orders() has each order once", () => {
  assert.equal(new Set(orders([1, 2, 3, 4]).map(String)).size, 24);
  assert.deepEqual(orders([]), [[]]);
});
