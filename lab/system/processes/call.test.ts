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

Deno.test("lastLines() are the last lines of what was said", () => {
  assert.equal(lastLines("a\nb\nc\n\n", 2), "b\nc");
});
