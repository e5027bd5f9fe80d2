import assert from "node:assert/strict";
import { METRICS } from "../../nouns/metrics.ts";
import { headOf } from "./heads.ts";

Deno.test("a heading has words and the unit, made from the column's name", () => {
  const heads: Record<string, string> = {
    latencyP99Ms: "latency p99, ms",
    throughputRps: "throughput, requests/s",
    serverCpuMsPerRequest: "server CPU a request, ms",
    serverMemoryMiB: "server memory, MiB",
    trialCount: "trials",
    sessionsOpenedCount: "sessions opened",
    databaseProcessCount: "database processes",
    okCount: "answers",
    rowsPerRequest: "rows a request",
    executionMsPerCall: "execution a call, ms",
    ceilingShare: "ceiling, share",
    poolMin: "pool min",
    medianRps: "median, requests/s",
    p90OverP50: "p90 over p50",
    startedAt: "started at",
    windowS: "window, s",
  };
  for (const [name, head] of Object.entries(heads)) assert.equal(headOf(name), head);
});

Deno.test("a name that is no name of code stays as it is", () => {
  for (const name of ["variant", "p of no difference, adjusted", "25%", "", "Flask", "p50"]) {
    assert.equal(headOf(name), name);
  }
});

Deno.test("no metric's heading has a capital in the midst of a word, and each has a word", () => {
  for (const name of Object.keys(METRICS)) {
    assert.doesNotMatch(headOf(name).replace(/[MG]iB/, ""), /[a-z][A-Z]/, name);
    assert.match(headOf(name), /^[a-z0-9CPUSQL]/, name);
  }
});
