/**
 * Machines for tests: network namespaces of this one, each with an address of its own, joined by a bridge.
 * They share files and processes, and nothing of the network. Root alone can make them.
 */
import { call } from "../system/processes/call.ts";
import { sendSignal } from "../system/processes/processes.ts";
import { temporaryFolder } from "./folder.ts";

/** One of them. */
export interface Namespace {
  name: string;
  address: string;
  /** What a command in it begins with. */
  start: string[];
  /** Runs a command in it. */
  run: (...words: string[]) => Promise<void>;
  /** Cuts its way to the others; what runs in it goes on. */
  cut: () => Promise<void>;
  /** Takes it away with all that runs in it. */
  takeAway: () => Promise<void>;
}

export interface Namespaces extends AsyncDisposable {
  /** Of the machine that the tests run on, as the namespaces see it. */
  address: string;
  of: (name: string) => Namespace;
  /** Adds to what `machines.json` says, for this process and those that it starts. */
  write: (more: Record<string, unknown>) => Promise<void>;
}

/** Half of a round trip within a data centre, where the kernel can hold packets back. */
const DELAY = "100us";

/** Why there can be none here, as a sentence; `null` where there can. */
export async function whyNoNamespaces(): Promise<string | null> {
  if (Deno.uid() !== 0) return "left out: only root makes network namespaces";
  const probe = `gnt-probe-${Deno.pid}`;
  const made = await call("ip", ["netns", "add", probe]);
  if (!made.success) return `left out: no network namespace can be made here (${made.said})`;
  await call("ip", ["netns", "del", probe]);
  return null;
}

async function ip(...words: string[]): Promise<void> {
  const { success, said } = await call("ip", words);
  if (!success) throw new Error(`ip ${words.join(" ")}: ${said}`);
}

/** A network of this machine's own that nobody here has; of those for documentation and benchmarks. */
async function freeNetwork(): Promise<string> {
  const { stdout } = await call("ip", ["-o", "address"]);
  for (let third = 1; third < 255; third++) {
    const network = `198.18.${third}`;
    if (!stdout.includes(`${network}.`)) return network;
  }
  throw new Error("All networks of 198.18 are in use.");
}

/**
 * Makes namespaces, and the file that names them as machines, `here` among them. All of it is gone when it
 * leaves scope.
 */
export async function namespaces(...names: string[]): Promise<Namespaces> {
  await using stack = new AsyncDisposableStack();
  const id = crypto.randomUUID().slice(0, 4);
  const bridge = `gnt${id}`;
  const network = await freeNetwork();
  const address = `${network}.1`;
  await ip("link", "add", bridge, "type", "bridge");
  stack.defer(() => ip("link", "del", bridge));
  await ip("address", "add", `${address}/24`, "dev", bridge);
  await ip("link", "set", bridge, "up");
  const made = new Map<string, Namespace>();
  for (const [index, name] of names.entries()) {
    const of = namespaceOf(
      name,
      `gnt-${id}-${name}`,
      `${network}.${index + 2}`,
      `${bridge}${index}`,
    );
    await make(of, bridge);
    stack.defer(of.remove);
    made.set(name, of);
  }
  const file = stack.use(await temporaryFolder());
  const entries: Record<string, unknown> = { here: { start: [], address } };
  for (const { name, start, address } of made.values()) entries[name] = { start, address };
  const write = async (more: Record<string, unknown>) => {
    Object.assign(entries, more);
    await Deno.writeTextFile(`${file.folder}/machines.json`, JSON.stringify(entries));
  };
  await write({});
  Deno.env.set("GAUNTLET_MACHINES", `${file.folder}/machines.json`);
  stack.defer(() => Deno.env.delete("GAUNTLET_MACHINES"));
  const owned = stack.move();
  return {
    address,
    of: (name) => made.get(name)!,
    write,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Made extends Namespace {
  /** Its end of the cable, and the other one. */
  link: string;
  full: string;
  remove: () => Promise<void>;
}

function namespaceOf(name: string, full: string, address: string, link: string): Made {
  const run = (...words: string[]) => ip("netns", "exec", full, ...words);
  const remove = async () => void await call("ip", ["netns", "del", full]);
  return {
    ...{ name, full, address, link, run, remove },
    start: ["ip", "netns", "exec", full],
    cut: () => ip("link", "set", link, "down"),
    takeAway: async () => {
      await ip("link", "del", link);
      const { stdout } = await call("ip", ["netns", "pids", full]);
      stdout.split("\n").filter(Boolean).forEach((pid) => sendSignal(Number(pid), "SIGKILL"));
      await remove();
    },
  };
}

async function make({ full, address, link, run }: Made, bridge: string): Promise<void> {
  await ip("netns", "add", full);
  await ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", full);
  await ip("link", "set", link, "master", bridge);
  await ip("link", "set", link, "up");
  await run("ip", "address", "add", `${address}/24`, "dev", "eth0");
  await run("ip", "link", "set", "eth0", "up");
  await run("ip", "link", "set", "lo", "up");
  const delay = ["qdisc", "add", "dev", "eth0", "root", "netem", "delay", DELAY];
  const { success } = await call("ip", ["netns", "exec", full, "tc", ...delay]);
  if (!success && !toldNoDelay) {
    console.error("without netem: this kernel holds no packets back, the way is as short as it is");
    toldNoDelay = true;
  }
}

let toldNoDelay = false;
