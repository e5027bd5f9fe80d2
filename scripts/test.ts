/** `deno task test [FILE…]`: all tests of the project, those of JSDoc examples included, with a plain last line. */
import { GauntletError, isOwnProject, projectPath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";

const FOLDERS = isOwnProject() ? ["servers"] : ["lab", "scripts", "servers", "data/published"];

const test: Task = async (args) => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--doc", "--quiet", "--permit-no-files"].concat(
      args.length > 0 ? args : FOLDERS,
    ),
    cwd: projectPath(),
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => child.kill("SIGTERM"));
  }
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    Deno.stdout.writeSync(new TextEncoder().encode(chunk));
    text += chunk;
  }
  const { success } = await child.status;
  // deno-lint-ignore no-control-regex
  const summary = text.replace(/\x1b\[\d+m/g, "").match(
    /(\d+) passed.*\| (\d+) failed(?: \| (\d+) ignored)?/,
  );
  const [, passed = "0", failed = "0", ignored = "0"] = summary ?? [];
  console.log(`${passed} passed, ${failed} failed, ${ignored} skipped`);
  if (!success) {
    throw new GauntletError("The tests failed; the first failure above names its file and line");
  }
};
export default test;
