import assert from "node:assert/strict";
import { join } from "node:path";
import { BUNDLED } from "./bundle.ts";

const MODULE = new URL("./bundle.ts", import.meta.url).href;

/**
 * Makes all scripts at once as a machine does that has never made one, but for the packages: these are
 * where this process has them.
 */
async function madeAtOnce(folder: string) {
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(info.stdout));
  await Deno.mkdir(join(folder, "deno"));
  await Deno.symlink(join(denoDir, "npm"), join(folder, "deno", "npm"));
  const program = `
    const { BUNDLED, bundled } = await import(${JSON.stringify(MODULE)});
    const texts = await Promise.all(BUNDLED.map(bundled));
    console.log(JSON.stringify(texts.map((text) => text.length)));`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", program],
    env: { DENO_DIR: join(folder, "deno"), GAUNTLET_STATE: join(folder, "state"), NO_COLOR: "1" },
  }).output();
  const [out, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { success, out: out!, said: said! };
}

Deno.test("scripts that are asked for at once are made one at a time: Deno unpacks its bundler once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { success, out, said } = await madeAtOnce(folder);
    assert.ok(success, said);
    const lengths: number[] = JSON.parse(out);
    assert.equal(lengths.length, BUNDLED.length);
    for (const length of lengths) assert.ok(length > 1000, `${length} characters`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
