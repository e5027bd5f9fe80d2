import assert from "node:assert/strict";
import { join } from "node:path";
import { executeNotebook } from "../report/execute.ts";
import { bench, importOf, outputsOf, textOfOutput } from "../report/fixtures.ts";
import { ANALYSIS, RIGHTS_VARIABLE } from "./rights.ts";

const TRIES = `const tried = async (what) => {
  try { await what(); return "done"; } catch { return "refused"; }
};
console.log(
  await tried(() => new Deno.Command("true").output()),
  await tried(() => Deno.listen({ port: 0, hostname: "127.0.0.1" }).close()),
  await tried(() => import("node:child_process").then(({ execSync }) => execSync("true"))),
  await tried(() => Deno.makeTempDir().then((folder) => Deno.remove(folder))),
);`;

for (
  const [env, expected] of [
    [{ [RIGHTS_VARIABLE]: ANALYSIS }, "refused refused refused done"],
    [{ [RIGHTS_VARIABLE]: "" }, "done done done done"],
  ] as const
) {
  const whose = expected.startsWith("done")
    ? "any other kernel may"
    : "a kernel of analysis cannot";
  Deno.test(`${whose} start processes and open connections`, async () => {
    await using b = await bench();
    const output = join(b.dir, "executed.ipynb");
    await executeNotebook({
      notebook: await b.notebook("00-a.ipynb", [
        importOf("analysisOnly", "notebook/rights.ts") + TRIES,
        importOf("show", "notebook/display/display.ts") + "await show('<p>shown</p>');",
      ]),
      output,
      tools: b.tools,
      env,
    });
    const [[tries], [shown]] = await outputsOf(output) as [[never], [never]];
    assert.equal(textOfOutput(tries).trim(), expected);
    assert.equal(textOfOutput(shown).trim(), "shown");
  });
}
