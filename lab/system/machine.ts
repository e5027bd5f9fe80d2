/** This machine's random id: it says "measured here" and nothing else about the machine. */
import { exists, statePath } from "./state.ts";

/** Made once, kept in the state folder. */
export async function machineId(): Promise<string> {
  const file = statePath("machine-id");
  if (await exists(file)) return (await Deno.readTextFile(file)).trim();
  const id = crypto.randomUUID().slice(0, 8);
  await Deno.mkdir(statePath(), { recursive: true });
  await Deno.writeTextFile(file, id + "\n");
  return id;
}
