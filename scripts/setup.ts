/** `deno task setup [--on MACHINE]`: makes what the other tasks need, here or on a machine of `machines.json`. */
import { GauntletError, statePath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { setUpThere } from "./setup/machine.ts";
import { readArguments } from "./shared/arguments.ts";

/** Set-up here has already happened when a task begins. */
const setup: Task = async (args) => {
  const on = read(args);
  console.log(on === undefined ? `Set up in ${statePath()}` : await setUpThere(on));
};
export default setup;

function read(args: string[]): string | undefined {
  try {
    return readArguments({ args, options: { on: { type: "string" } } }).values.on;
  } catch (error) {
    throw new GauntletError(
      `Cannot set up: ${(error as Error).message}; ${useOf("setup")}`,
    );
  }
}
