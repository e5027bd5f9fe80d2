/** Ssh servers for tests, in a namespace or here on loopback, with keys that are thrown away. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, LOOPBACK } from "../system/ports.ts";
import { call } from "../system/processes/call.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { temporaryFolder } from "./folder.ts";
import { MARK } from "./leftovers.ts";
import type { Namespace } from "./namespaces.ts";

const PROGRAM = "/usr/sbin/sshd";
const PORT = 2222;
const STARTS = 100;

/** Why there is none here, as a sentence; `null` where there is. */
export const whyNoSshd = (): string | null =>
  existsSync(PROGRAM) ? null : "left out: sshd is not installed (Debian: openssh-server)";

interface Started extends AsyncDisposable {
  folder: string;
  server: ManagedProcess;
}

/** Starts one by some words; what is run there finds `env`. */
async function started(
  start: readonly string[],
  address: string,
  port: number,
  env: Record<string, string>,
): Promise<Started> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await temporaryFolder());
  for (const key of ["host", "user"]) {
    const { success, said } = await call(
      "ssh-keygen",
      ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, key)],
    );
    if (!success) throw new Error(said);
  }
  const config = join(folder, "config");
  const set = Object.entries(env).map(([name, value]) =>
    ` "${name}=${value.replace(/["\\]/g, "\\$&")}"`
  );
  await Deno.writeTextFile(
    config,
    [
      `Port ${port}`,
      `ListenAddress ${address}`,
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${join(folder, "user.pub")}`,
      `PidFile ${join(folder, "pid")}`,
      ...["StrictModes no", "UsePAM no", "PermitRootLogin yes", "PasswordAuthentication no"],
      // So that tests find what is left of it.
      `AcceptEnv ${MARK}`,
      ...(set.length === 0 ? [] : [`SetEnv${set.join("")}`]),
    ].join("\n") + "\n",
  );
  // Where it puts itself for the part of a connection that has no rights.
  await Deno.mkdir("/run/sshd", { recursive: true });
  const [program, ...args] = [...start, PROGRAM, "-D", "-e", "-f", config];
  const server = stack.use(new ManagedProcess({ program: program!, args }, 2));
  const owned = stack.move();
  return { folder, server, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** One on loopback, by its port, its own key and that which it lets in. */
export interface SshdHere extends AsyncDisposable {
  port: number;
  hostKey: string;
  userKeyFile: string;
}

/**
 * Starts one on loopback.
 *
 * @param env what those who log in find in their environment
 */
export async function sshdHere(env: Record<string, string>): Promise<SshdHere> {
  await using stack = new AsyncDisposableStack();
  const port = freePort();
  const mark = { [MARK]: Deno.env.get(MARK)! };
  const { folder, server } = stack.use(await started([], LOOPBACK, port, { ...env, ...mark }));
  for (let round = 0; !server.logTail().includes("listening"); round++) {
    if (server.ended !== null || round === STARTS) throw new Error(server.logTail());
    await sleep(50);
  }
  const hostKey = (await Deno.readTextFile(join(folder, "host.pub"))).trim();
  const owned = stack.move();
  return {
    ...{ port, hostKey, userKeyFile: join(folder, "user") },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A home whose `~/.ssh/config` names such servers and trusts them: that of this process meanwhile. */
export async function sshHome(
  servers: readonly (SshdHere & { name: string })[],
): Promise<AsyncDisposable & { forgetHosts: () => Promise<void> }> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await temporaryFolder());
  const ssh = join(folder, ".ssh");
  await Deno.mkdir(ssh, { mode: 0o700 });
  const config = servers.map(({ name, port, userKeyFile }) =>
    `Host ${name}\n  HostName ${LOOPBACK}\n  Port ${port}\n  User root\n  IdentityFile ${userKeyFile}\n`
  );
  const hosts = servers.map(({ port, hostKey }) => `[${LOOPBACK}]:${port} ${hostKey}\n`);
  const write = (name: string, text: string) =>
    Deno.writeTextFile(join(ssh, name), text, { mode: 0o600 });
  await write("config", config.join("\n"));
  await write("known_hosts", hosts.join(""));
  const before = Deno.env.get("HOME");
  Deno.env.set("HOME", folder);
  stack.defer(() => before === undefined ? Deno.env.delete("HOME") : Deno.env.set("HOME", before));
  const owned = stack.move();
  return {
    forgetHosts: () => write("known_hosts", ""),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * Starts one in a namespace.
 *
 * @returns the words that start a command there
 */
export async function sshdIn(
  { start, address }: Namespace,
): Promise<AsyncDisposable & { words: string[] }> {
  await using stack = new AsyncDisposableStack();
  const { folder, server } = stack.use(await started(start, address, PORT, {}));
  const words = [
    ...["ssh", "-T", "-p", String(PORT), "-i", join(folder, "user"), "-F", "none"],
    ...[
      "BatchMode=yes",
      "StrictHostKeyChecking=no",
      "UserKnownHostsFile=/dev/null",
      "LogLevel=ERROR",
    ]
      .flatMap((option) => ["-o", option]),
    ...["-o", `SendEnv=${MARK}`, `root@${address}`],
  ];
  for (let round = 0; round < STARTS; round++) {
    if ((await call(words[0]!, [...words.slice(1), "true"])).success) break;
    if (server.ended !== null || round === STARTS - 1) throw new Error(server.logTail());
  }
  const owned = stack.move();
  return { words, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
