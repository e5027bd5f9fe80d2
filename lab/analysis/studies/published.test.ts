import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureCell, fixtureStudy } from "../fixtures/runs.ts";
import {
  bySource,
  publishedBest,
  publishedRatio,
  publishedRows,
  publishedTable,
} from "./published.ts";
import { rowsOf } from "./published-rows.ts";
import { readStudies } from "./study.ts";
import { parseStudy } from "./study-file.ts";

const studies = [fixtureStudy()];

Deno.test("every study that is there can be read, and its counterparts are variants' names", () => {
  const found = readStudies();
  assert.ok(found.length >= 2);
  for (const { rows, counterparts, best } of found) {
    assert.ok(rows.length > 0);
    for (const { variant } of counterparts) {
      assert.match(variant, /^[a-z0-9-]+$/);
      assert.ok(rows.some(({ counterpart }) => counterpart === variant), variant);
    }
    if (best) {
      assert.ok(rows.some(({ source, table }) => source === best.source && table === best.table));
    }
  }
});

Deno.test("publishedTable() has every line, with numbers as numbers and null where none was printed", () => {
  const table = publishedTable(studies);
  assert.equal(table.numRows(), 12);
  const rows = publishedRows(studies);
  assert.deepEqual(table.columnNames(), Object.keys(rows[0]!));
  const [first, last] = [rows[0]!, rows.at(-1)!];
  assert.deepEqual(
    [first.throughputRps, first.workers, first.threads, first.latencyP99Ms, first.latencyMaxMs],
    [687.26, 1, null, null, null],
  );
  assert.deepEqual(
    [last.throughputRps, last.relativeThroughput, last.workers, last.connections, last.runs],
    [null, 1.22, null, null, null],
  );
});

Deno.test("publishedRows() names the lab's counterpart, and none for other queries or another pool", () => {
  const of = (table: string) =>
    publishedRows(studies).filter((row) => row.table === table).map(({ counterpart }) =>
      counterpart
    );
  assert.deepEqual(of("best"), ["delta-async", "gamma-sync", "beta-sync", null]);
  assert.deepEqual(of("first"), [null, null, null, null]);
});

Deno.test("publishedRows() knows who writes the SQL of a row, where any is sent", () => {
  const of = (table: string) =>
    publishedRows(studies).filter((row) => row.table === table).map(({ sqlBy }) => sqlBy);
  assert.deepEqual(of("best"), ["one mapper", "one mapper", "another mapper", "another mapper"]);
  assert.deepEqual(of("pages"), [null, null]);
  assert.deepEqual(of("ratios"), [null, null]);
});

Deno.test("a wrong line or study is named by file, line and column", () => {
  const [study] = studies;
  const parse = (line: string) =>
    rowsOf(`source,table,scenario,server,workers,rps\n${line}\n`, "tables.csv", study!);
  assert.throws(
    () => parse("maple,t,read,Gamma,3,fast"),
    /Reading tables\.csv, line 2, column "rps": expected a number or nothing; restore the file/,
  );
  assert.throws(
    () => parse("maple,t,read,Gamma,3,"),
    /column "rps": expected a throughput above 0/,
  );
  assert.throws(() => parse("birch,t,read,Gamma,3,1"), /column "source": .* no source "birch"/);
  assert.throws(() => parse("maple,t,write,Gamma,3,1"), /"scenario": .* no scenario "write"/);
  const { name: _name, rows: _rows, ...file } = study!;
  const wrong = { ...file, counterparts: [{ server: "(", driverAndPool: "", variant: "a" }] };
  assert.throws(
    () => parseStudy(JSON.stringify(wrong), "study.json"),
    /field counterparts\.0\.server: expected a regular expression; correct it/,
  );
});

Deno.test("readStudies() finds studies by their being there, and refuses one source in two", async () => {
  const folder = await Deno.makeTempDir();
  const { name: _name, rows: _rows, ...file } = studies[0]!;
  const write = async (name: string) => {
    await Deno.mkdir(join(folder, name));
    await Deno.writeTextFile(join(folder, name, "study.json"), JSON.stringify(file));
    await Deno.writeTextFile(
      join(folder, name, "tables.csv"),
      "source,table,scenario,server,rps\nmaple,best,read,Gamma,12.5\n",
    );
  };
  try {
    await Deno.mkdir(join(folder, "no-study"));
    await write("one");
    const [one, ...others] = readStudies(folder);
    assert.deepEqual([one!.name, one!.rows[0]!.throughputRps, others.length], ["one", 12.5, 0]);
    await write("two");
    assert.throws(() => readStudies(folder), /the source "maple" is there twice/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("publishedRatio() divides two rows of one table, and says which", () => {
  const { ratio, ...where } = publishedRatio(
    "maple",
    "best",
    { server: "Gamma", workers: 3, threads: 5 },
    { server: "Delta", threads: null },
    studies,
  );
  assert.equal(ratio, 682.73 / 687.26);
  assert.deepEqual(where, {
    source: "maple",
    table: "best",
    over: "Gamma, 3 workers × 5 threads",
    under: "Delta, 1 worker",
  });
});

Deno.test("publishedRatio() takes ratios where no requests a second were printed", () => {
  const ratio = publishedRatio(
    "cedar",
    "ratios",
    { server: "Delta" },
    { server: "Gamma" },
    studies,
  );
  assert.equal(ratio.ratio, 1.38 / 1.22);
  assert.deepEqual([ratio.over, ratio.under], ["Delta, 6 workers", "Gamma"]);
});

Deno.test("publishedRatio() refuses a pick that finds no row or several, and names the rows", () => {
  const delta = { server: "Delta", workers: 1 };
  assert.throws(
    () => publishedRatio("maple", "first", { server: "Gamma" }, delta, studies),
    /\{"server":"Gamma"\} in the table "first" of maple: no row is like that; choose among Delta, 1 worker;/,
  );
  assert.throws(
    () => publishedRatio("maple", "first", { server: "Delta" }, delta, studies),
    /2 rows are like that/,
  );
  assert.throws(
    () => publishedRatio("cedar", "best", delta, delta, studies),
    /it has no such table/,
  );
});

Deno.test("publishedBest() is of the endpoint that the study asked, and of no other", () => {
  const scenarioOf = (endpoint: string) => fixtureCell("gamma-sync", 1, 5, { endpoint }).scenario;
  assert.equal(publishedBest([scenarioOf("item")], studies)!.rows.length, 4);
  assert.equal(publishedBest([scenarioOf("item"), scenarioOf("page")], studies), null);
  assert.equal(publishedBest([], studies), null);
});

Deno.test("bySource() keeps the order of the studies, puts others by name, and the lab's own last", () => {
  const sources = ["gauntlet", "zoe", "cedar", "adam", "maple"];
  assert.deepEqual(sources.sort(bySource(studies)), ["maple", "cedar", "adam", "zoe", "gauntlet"]);
});
