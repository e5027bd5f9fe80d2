/** A made-up study and a made-up claim, for tests and examples alone. */
import type { Claim } from "../nouns/claim.ts";
import { rowsOf } from "./published-rows.ts";
import type { Study } from "./study.ts";
import { parseStudy } from "./study-file.ts";

/** A made-up study of the made-up shop: two sources, one with a table of best settings. */
export function fixtureStudy(): Study {
  const study = parseStudy(STUDY, "study.json");
  return { ...study, name: "made-up", rows: rowsOf(TABLES, "tables.csv", study) };
}

const STUDY = JSON.stringify({
  title: "A made-up study",
  sources: [
    { id: "maple", title: "Fast is fast", date: "2025-12", connections: 64, runs: 1 },
    { id: "cedar", title: "Slow is slow", date: "2026-01-12", connections: null, runs: null },
  ],
  scenarios: { read: { touchesDatabase: true }, page: { touchesDatabase: false } },
  counterparts: [
    { server: "^Delta", driverAndPool: "^driver / pool$", variant: "delta-async" },
    { server: "^Gamma", driverAndPool: "^driver / pool$", variant: "gamma-sync" },
    { server: "^Beta$", driverAndPool: "^other / pool$", variant: "beta-sync" },
  ],
  sqlBy: [
    { driverAndPool: "^driver ", by: "one mapper" },
    { driverAndPool: "^other ", by: "another mapper" },
  ],
  best: {
    source: "maple",
    table: "best",
    workload: "shop",
    endpoint: "item",
    reference: "delta-async",
  },
});

const TABLES = `
source,table,scenario,server,driver_and_pool,workers,threads,rps,relative_throughput,latency_avg_ms,latency_p99_ms
maple,best,read,Delta,driver / pool,1,,687.26,,92.95,
maple,best,read,Gamma,driver / pool,3,5,682.73,,93.66,
maple,best,read,Beta,other / pool,3,5,411.91,,155.17,
maple,best,read,Beta Async,other / pool,1,,406.90,,152.79,
maple,first,read,Delta,driver / pool (no LIMIT),1,,236,,271,
maple,first,read,Delta,driver / pool (no LIMIT),2,,409,,156,
maple,first,read,Beta,other / none,2,,669,,96,
maple,first,read,Beta pooled,other / pool,2,,1822,,35,
maple,pages,page,Delta,driver / pool,1,,26287,,2.43,
maple,pages,page,Beta,other / none,1,,5032,,13,
cedar,ratios,read,Delta,,6,,,1.38,,196
cedar,ratios,read,Gamma,,,,,1.22,,241
`.trimStart();

/** A claim as if it had been judged. */
export function fixtureClaim(parts: Partial<Claim> = {}): Claim {
  return {
    id: "one-beats-the-other",
    source: "gauntlet",
    sentence: "One gives more than the other",
    expects: "more",
    verdict: "holds",
    reason: "The interval 1.20–1.80 excludes 1.",
    value: 1.5,
    low: 1.2,
    high: 1.8,
    unit: null,
    blocks: 4,
    deltaShare: 0.1,
    mark: null,
    codeHash: null,
    python: null,
    deltaReason: null,
    pValue: 0.01,
    compared: null,
    methodVersion: 2,
    published: null,
    registered: "before",
    experiment: "synthetic",
    runId: "2026-01-02-synthetic-1",
    profile: "full",
    machineId: "elsewhere",
    machine: "2 cores of synthetic CPU",
    ...parts,
  };
}
