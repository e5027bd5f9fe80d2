import assert from "node:assert/strict";
import { join } from "node:path";
import { installKernel, kernelSpec, userKernels } from "./kernel.ts";

Deno.test("the kernel goes where this user's Jupyters look", () => {
  const of = (env: Record<string, string>, os = "linux") =>
    userKernels({ env, home: "/srv/me", os });
  assert.equal(of({}), "/srv/me/.local/share/jupyter/kernels");
  assert.equal(of({ XDG_DATA_HOME: "/data" }), "/data/jupyter/kernels");
  assert.equal(of({ JUPYTER_DATA_DIR: "/mine" }), "/mine/kernels");
  assert.equal(of({}, "darwin"), "/srv/me/Library/Jupyter/kernels");
});

Deno.test("the kernel that is installed is the pinned Deno's, and replaces the one before", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await installKernel(folder);
    const file = await installKernel(folder);
    assert.equal(file, join(folder, "gauntlet", "kernel.json"));
    assert.deepEqual(JSON.parse(await Deno.readTextFile(file)), kernelSpec());
    assert.match(kernelSpec().argv[0]!, /deno[/\\]\d+\.\d+\.\d+[/\\]deno$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
