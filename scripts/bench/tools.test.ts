import assert from "node:assert/strict";
import { readWrk } from "./tools.ts";

const SAID = `Running 3s test @ http://127.0.0.1:9000/
  1 threads and 64 connections
  Latency Distribution
     50%  850.00us
     75%    1.20ms
     90%    2.00ms
     99%    1.01s
  150000 requests in 3.00s, 12.3MB read
Requests/sec:  50000.00
Transfer/sec:      4.1MB
0m0.010000s 0m0.000000s
0m0.300000s 1m1.200000s`;

Deno.test("readWrk() reads rate, quantiles and the CPU time that the shell adds", () => {
  assert.deepEqual(readWrk(SAID), {
    throughputRps: 50_000,
    latencyP50Ms: 0.85,
    latencyP99Ms: 1010,
    cpuUsPerRequest: 410,
  });
});

Deno.test("readWrk() says what is missing", () => {
  assert.throws(() => readWrk("unable to connect"), /Cannot compare with wrk: its answer has no/);
});
