/** `deno task docs`: writes the parts of the READMEs that come from what is there. */
import { catalog } from "../lab/server/catalog.ts";
import { GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { placesOfParts, writeParts } from "./shared/generated.ts";

const docs: Task = async ([unknown]) => {
  if (unknown !== undefined) {
    throw new GauntletError(`Cannot write the docs: "${unknown}" is no option; use deno task docs`);
  }
  // What cannot be read would be missing in the tables.
  if (catalog.problems.length > 0) throw new GauntletError(catalog.problems.join("\n"));
  const changed = await writeParts(await placesOfParts());
  console.log(changed.length === 0 ? "Nothing to renew" : `Renewed ${changed.join(", ")}`);
};
export default docs;
