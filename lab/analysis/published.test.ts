import assert from "node:assert/strict";
import { publishedRatio, publishedRows, publishedTable } from "./published.ts";

Deno.test("publishedTable() has every line of the file, with numbers as numbers", () => {
  const table = publishedTable();
  assert.equal(table.numRows(), 38);
  assert.deepEqual(table.columnNames(), [
    "source",
    "table",
    "scenario",
    "server",
    "driverAndPool",
    "workers",
    "threads",
    "throughputRps",
    "latencyMeanMs",
    "latencyMaxMs",
    "latencyMedianMs",
    "counterpart",
  ]);
  const rows = publishedRows();
  assert.ok(rows.every((row) => row.throughputRps > 0 && Number.isInteger(row.workers)));
  assert.ok(rows.some((row) => row.threads === null) && rows.some((row) => row.threads === 5));
});

Deno.test("publishedRows() names the lab's counterpart of the article's best configurations", () => {
  const best = publishedRows().filter(({ table }) => table === "best configurations");
  assert.deepEqual(
    best.map(({ server, counterpart, throughputRps }) => [server, counterpart, throughputRps]),
    [
      ["FastAPI (Pooled)", "fastapi-sqlalchemy", 687.26],
      ["Flask (Pooled)", "flask-sqlalchemy", 682.73],
      ["Django (Pooled)", "django-sync-pooled", 411.91],
      ["Django Async (Pooled)", null, 406.9],
    ],
  );
});

Deno.test("publishedRows() takes no server for a counterpart that runs other queries or no pool", () => {
  const rows = publishedRows();
  const noLimit = rows.filter(({ driverAndPool }) => driverAndPool.includes("no LIMIT"));
  assert.equal(noLimit.length, 2);
  const unlike = rows.filter(({ driverAndPool }) => /no LIMIT|none|raw/.test(driverAndPool));
  assert.ok(unlike.every(({ counterpart }) => counterpart === null));
});

Deno.test("publishedRows() names line and column of a value that is no number", () => {
  const header =
    "source,table,scenario,server,driver_and_pool,workers,threads,rps,latency_avg_ms," +
    "latency_max_ms,latency_median_ms";
  assert.throws(
    () => publishedRows(`${header}\nchangs,same pool,read,Flask,x,3,5,fast,1,1,1\n`),
    /articles.csv, line 2, column "rps": expected a number/,
  );
});

Deno.test("publishedRatio() divides two rows of one table, and says which", () => {
  const { ratio, ...where } = publishedRatio(
    "changs",
    "best configurations",
    { server: "Flask (Pooled)", workers: 3, threads: 5 },
    { server: "FastAPI (Pooled)", threads: null },
  );
  assert.equal(ratio, 682.73 / 687.26);
  assert.deepEqual(where, {
    source: "changs",
    table: "best configurations",
    over: "Flask (Pooled), 3 workers × 5 threads",
    under: "FastAPI (Pooled), 1 worker",
  });
});

Deno.test("publishedRatio() refuses a pick that finds no row or several, and names the rows", () => {
  const fastapi = { server: "FastAPI", workers: 1 };
  assert.throws(
    () => publishedRatio("changs", "recreation", { server: "Flask" }, fastapi),
    /\{"server":"Flask"\} in the table "recreation" of changs: no row is like that; choose among Sync Django, 1 worker;/,
  );
  assert.throws(
    () => publishedRatio("changs", "recreation", { server: "FastAPI" }, fastapi),
    /2 rows are like that/,
  );
  assert.throws(
    () => publishedRatio("hackeryarn", "same pool", fastapi, fastapi),
    /it has no such table/,
  );
});
