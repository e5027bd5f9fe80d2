/** This machine's random id: it says "measured here" and nothing else about the machine. */
import { exists, statePath } from "./state.ts";

/**
 * Which machine, and which network of it, for as long as it is up: two ways to one lead to the same id.
 * Two network namespaces have two, as two containers have. It is told to nobody beyond a run.
 *
 * @returns `null` where the system tells none
 */
export async function networkId(): Promise<string | null> {
  try {
    const boot = await Deno.readTextFile("/proc/sys/kernel/random/boot_id");
    return `${boot.trim()} ${await Deno.readLink("/proc/self/ns/net")}`;
  } catch {
    return null;
  }
}

/** Made once, kept in the state folder. */
export async function machineId(): Promise<string> {
  const file = statePath("machine-id");
  if (await exists(file)) return (await Deno.readTextFile(file)).trim();
  const id = crypto.randomUUID().slice(0, 8);
  await Deno.mkdir(statePath(), { recursive: true });
  await Deno.writeTextFile(file, id + "\n");
  return id;
}
