/**
 * How true the relay is that makes a near database far: the round trip that is seen, and the queries a
 * second, through it and through the kernel's own delay (`tc netem`) in a network namespace.
 */
import { jsonLines } from "../../lab/system/processes/lines.ts";
import { call } from "../../lab/system/processes/call.ts";
import { ManagedProcess } from "../../lab/system/processes/processes.ts";
import { denoArguments } from "../../lab/system/processes/program.ts";
import { FarSeen } from "../../lab/store/bench.ts";
import { GauntletError } from "../../lab/system/state.ts";

/** Between machines of one data centre, of two, and of two cities. */
export const ROUND_TRIPS_MS = [0.5, 2, 10];

/** Why the kernel's delay is not to be had here, as the rest of a sentence; `null`: it is. */
export async function netemNeeds(): Promise<string | null> {
  if (Deno.uid() !== 0) return "it takes a network namespace, which only root makes";
  for (const program of ["ip", "tc"]) {
    const { success } = await call(program, ["-V"]);
    if (!success) return `${program} is not on PATH (Debian: apt-get install iproute2)`;
  }
  await using namespace = await madeNamespace();
  const netem = ["qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"];
  const { success } = await call("tc", ["-n", namespace.name, ...netem]);
  return success ? null : "this kernel has no netem (its module is sch_netem)";
}

/**
 * The relay at each round trip; beside it the kernel, where that can, in a namespace whose loopback is
 * nobody else's.
 */
export async function farSeen(withKernel: boolean): Promise<FarSeen[]> {
  await using namespace = withKernel ? await madeNamespace() : null;
  const within = namespace === null ? [] : ["ip", "netns", "exec", namespace.name];
  const asked = [withKernel ? "kernel" : "alone", ...ROUND_TRIPS_MS.map(String)];
  const [program, ...args] = [...within, Deno.execPath(), ...denoArguments(PROGRAM, ...asked)];
  await using child = new ManagedProcess({ program: program!, args, stdout: "piped" }, 15);
  const seen: FarSeen[] = [];
  for await (const line of jsonLines(child.child.stdout)) {
    seen.push(FarSeen.parse(JSON.parse(line)));
  }
  if (seen.length === ROUND_TRIPS_MS.length) return seen;
  throw new GauntletError(
    `Cannot look at the relay: what does so ended early; its log ends:\n${child.logTail()}`,
  );
}

const PROGRAM = new URL("./farprogram.ts", import.meta.url);

async function madeNamespace(): Promise<AsyncDisposable & { name: string }> {
  const name = `gauntlet-${crypto.randomUUID().slice(0, 8)}`;
  const ip = async (...args: string[]) => {
    const { success, said } = await call("ip", args);
    if (!success) throw new GauntletError(`Cannot make a network namespace: ${said}`);
  };
  await ip("netns", "add", name);
  const namespace = {
    name,
    [Symbol.asyncDispose]: async () => void await call("ip", ["netns", "del", name]),
  };
  await ip("-n", name, "link", "set", "lo", "up").catch(async (error) => {
    await namespace[Symbol.asyncDispose]();
    throw error;
  });
  return namespace;
}
