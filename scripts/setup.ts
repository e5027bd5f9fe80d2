import { statePath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";

/** Set-up has already happened when a task begins. */
const setup: Task = () => {
  console.log(`Set up in ${statePath()}`);
  return Promise.resolve();
};
export default setup;
