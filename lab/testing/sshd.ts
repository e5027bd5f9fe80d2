/** An ssh server for tests, on an address of a namespace, with keys that are thrown away. */
import { existsSync } from "node:fs";
import { join } from "node:path";
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

/**
 * Starts it in a namespace.
 *
 * @returns the words that start a command there
 */
export async function sshdIn(
  { start, address }: Namespace,
): Promise<AsyncDisposable & { words: string[] }> {
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
  await Deno.writeTextFile(
    config,
    [
      `Port ${PORT}`,
      `ListenAddress ${address}`,
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${join(folder, "user.pub")}`,
      `PidFile ${join(folder, "pid")}`,
      ...["StrictModes no", "UsePAM no", "PermitRootLogin yes", "PasswordAuthentication no"],
      // So that tests find what is left of it.
      `AcceptEnv ${MARK}`,
    ].join("\n") + "\n",
  );
  // Where it puts itself for the part of a connection that has no rights.
  await Deno.mkdir("/run/sshd", { recursive: true });
  const [program, ...args] = [...start, PROGRAM, "-D", "-e", "-f", config];
  const server = stack.use(new ManagedProcess({ program: program!, args }, 2));
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
