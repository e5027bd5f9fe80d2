import assert from "node:assert/strict";
import { call, lastLines } from "./call.ts";

Deno.test("call() says how a command ended and what it said on both of its streams", async () => {
  const called = await call("sh", ["-c", "echo out; echo err >&2; exit 3"]);
  assert.deepEqual([called.success, called.stdout], [false, "out"]);
  assert.match(called.said, /out[^]*err/);
  assert.equal((await call("sh", ["-c", "pwd"], { cwd: "/" })).stdout, "/");
});

Deno.test("call() of a program that is not there has failed, and says so", async () => {
  assert.deepEqual(await call("no-such-program", []), {
    success: false,
    stdout: "",
    said: "no-such-program not found",
  });
});

Deno.test("call() ends a command that has no end, and what it started", async () => {
  const startedAt = performance.now();
  await assert.rejects(
    call("sh", ["-c", "sleep 60.125 & echo begun; sleep 60.25"], { limitS: 0.2 }),
    /^GauntletError: Cannot run sh: it has not ended within 0\.2 s; run "sh -c sleep 60\.125 & echo begun; sleep 60\.25" by hand/,
  );
  assert.ok(performance.now() - startedAt < 30_000);
  assert.equal((await call("pgrep", ["-f", "^sleep 60\\.(125|25)$"])).stdout, "");
});

Deno.test("call() that is stopped by a signal has failed", async () => {
  const { success, said } = await call("sleep", ["60"], { signal: AbortSignal.timeout(100) });
  assert.deepEqual([success, said], [false, "sleep was stopped"]);
});

Deno.test("lastLines() are the last lines of what was said", () => {
  assert.equal(lastLines("a\nb\nc\n\n", 2), "b\nc");
});
