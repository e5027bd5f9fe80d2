/** `deno task test [FILE…]`: all tests of the project, those of JSDoc examples included, with a plain last line. */
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { GauntletError, isOwnProject, projectPath } from "../lab/system/state.ts";
import { takeNotes } from "./faults/planted.ts";
import { tellFaults } from "./faults/tell.ts";
import type { Task } from "./gauntlet.ts";

const FOLDERS = isOwnProject() ? ["servers"] : ["lab", "scripts", "servers", "data/published"];

const test: Task = (args) =>
  args.length > 0
    ? runTests(["--doc", ...args])
    : runTests(["--doc", ...FOLDERS], { tellsFaults: !isOwnProject() });
export default test;

/** Files of tests whose text is so. */
export async function filesOf(wanted: (text: string) => boolean): Promise<string[]> {
  const cwd = projectPath();
  const files = await Array.fromAsync(glob("{lab,scripts}/**/*.test.ts", { cwd }));
  return files.filter((file) => wanted(Deno.readTextFileSync(join(cwd, file)))).sort();
}

/**
 * Runs tests to their end.
 *
 * @param args of `deno test`
 * @param tellsFaults whether to show what came of the faults that they plant: these are all of them
 * @throws GauntletError where one failed, or a fault was not found or survived
 */
export async function runTests(args: string[], { tellsFaults = false } = {}): Promise<void> {
  await using notes = await takeNotes();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--quiet", "--permit-no-files", ...args],
    cwd: projectPath(),
    env: notes.env,
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
  const wrong = tellsFaults ? await tellFaults(notes.read(), await notes.left()) : [];
  // deno-lint-ignore no-control-regex
  const summary = text.replace(/\x1b\[\d+m/g, "").match(
    /(\d+) passed.*\| (\d+) failed(?: \| (\d+) ignored)?/,
  );
  const [, passed = "0", failed = "0", ignored = "0"] = summary ?? [];
  if (summary !== null) console.log(`${passed} passed, ${failed} failed, ${ignored} skipped`);
  if (!success && summary === null) {
    throw new GauntletError(
      "No test was run; why, Deno has said above; use deno task test [FILE…] [ARGUMENT…]",
    );
  }
  if (!success) {
    throw new GauntletError(
      ["The tests failed; the first failure above names its file and line", ...wrong].join("\n"),
    );
  }
  if (wrong.length > 0) {
    throw new GauntletError(`Not every fault came out as promised:\n${wrong.join("\n")}`);
  }
}
