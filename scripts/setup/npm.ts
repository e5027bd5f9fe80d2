/** npm packages, exactly those of deno.lock, into Deno's own cache. */
import { join } from "node:path";
import { ROOT } from "../../lab/system/state.ts";
import { call } from "../../lab/system/processes/call.ts";
import { explain } from "../../lab/system/explain.ts";
import { fingerprintOf, type Step } from "./step.ts";

const cacheFolder = () =>
  Deno.env.get("DENO_DIR") ?? Deno.env.get("XDG_CACHE_HOME") ?? Deno.env.get("HOME") ?? "";

export const npm: Step = {
  name: "npm",
  title: "npm packages",
  fingerprint: () =>
    fingerprintOf(
      [join(ROOT, "deno.json"), join(ROOT, "deno.lock")],
      Deno.version.deno,
      cacheFolder(),
    ),
  run: async () => {
    const { success, said } = await call(Deno.execPath(), ["install", "--frozen", "--quiet"], {
      cwd: ROOT,
    });
    if (!success) {
      throw explain("the npm packages of deno.lock", said, "set NPM_CONFIG_REGISTRY to a mirror");
    }
  },
};
