/**
 * Processes that are certain to end. Each is started in a process group of its own (a notebook's
 * interrupt must not reach it) with a token in its environment, so that it can be found again even
 * when its parent has died and the kernel has given it to another.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { GauntletError } from "../state.ts";
import { endingWithUs } from "./launcher.ts";
import { processTable, treeOf } from "./proc.ts";
import { textOfOthers } from "../secrets.ts";

/** The environment variable by which the children of one runner are known. */
export const TOKEN_VARIABLE = "GAUNTLET_TOKEN";

/** What to start. */
export interface Command {
  program: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  /** Variables of ours that it must not inherit, by how their names begin. */
  withoutEnv?: string[];
  /** Start as another user; PostgreSQL refuses to run as root. */
  user?: { uid: number; gid: number } | null;
  stdin?: "piped" | "null";
  stdout?: "piped" | "log";
  /** Whether it goes on when this process is killed: it is there for what comes then. */
  outlivesUs?: boolean;
}

/** The pids of those that this process started and has not seen end. */
const started = new Set<number>();

/** Those that this process started and has not seen end. */
export const ownProcesses = (): ReadonlySet<number> => started;

const LOG_LIMIT_CHARS = 64_000;
const LINE_END = "\n".charCodeAt(0);
/** A leader that has not collected its killed children by then never will. */
const COLLECTING_LIMIT_S = 0.5;

/** A running child with its log, stopped with its whole tree when it leaves scope. */
export class ManagedProcess implements AsyncDisposable {
  readonly pid: number;
  readonly child: Deno.ChildProcess;
  #log = "";
  #lineCount = 0;
  #status: Deno.CommandStatus | null = null;
  #pumps: Promise<void>[] = [];

  constructor(
    command: Command,
    readonly stopGraceS = 3,
    readonly stopSignal: Deno.Signal = "SIGTERM",
  ) {
    const env = { ...inherited(command.withoutEnv ?? []), ...command.env };
    const place = { cwd: command.cwd, PATH: env.PATH };
    const [program, args] = command.outlivesUs
      ? [command.program, command.args]
      : endingWithUs(command.program, command.args, stopSignal, place);
    this.child = new Deno.Command(program, {
      args,
      cwd: command.cwd,
      clearEnv: true,
      env,
      stdin: command.stdin ?? "null",
      stdout: "piped",
      stderr: "piped",
      detached: true,
      ...(command.user ? { uid: command.user.uid, gid: command.user.gid } : {}),
    }).spawn();
    this.pid = this.child.pid;
    started.add(this.pid);
    this.child.status.then((status) => {
      this.#status = status;
      started.delete(this.pid);
    });
    this.#pumps.push(this.#pump(this.child.stderr));
    if (command.stdout !== "piped") this.#pumps.push(this.#pump(this.child.stdout));
  }

  async #pump(stream: ReadableStream<Uint8Array>): Promise<void> {
    // One for each stream: a letter may come in two pieces.
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      for (const byte of bytes) if (byte === LINE_END) this.#lineCount++;
      const text = decoder.decode(bytes, { stream: true });
      this.#log = (this.#log + text).slice(-LOG_LIMIT_CHARS);
    }
  }

  /** How it ended, or `null` while it runs. */
  get ended(): Deno.CommandStatus | null {
    return this.#status;
  }

  /** How many lines it has written, of which the log keeps the last. */
  get lineCount(): number {
    return this.#lineCount;
  }

  /** How many lines of its log match, as far as the log is kept. */
  countLines(pattern: RegExp): number {
    return this.#log.split("\n").filter((line) => pattern.test(line)).length;
  }

  /**
   * The last lines that it wrote, for an error message: without a password that the lab knows and
   * without what a terminal would take for a command.
   */
  logTail(lineCount = 20): string {
    const text = textOfOthers(this.#log.trimEnd(), { keep: "end" });
    return text.split("\n").slice(-lineCount).join("\n");
  }

  /** The last lines as they were written, to be read by the lab and shown to nobody. */
  rawTail(lineCount: number): string {
    return this.#log.trimEnd().split("\n").slice(-lineCount).join("\n");
  }

  /**
   * Stops the whole tree: the stop signal to the leader, then SIGKILL to whatever is left after the
   * grace period, then proof that nothing is left.
   */
  async stop(graceS = this.stopGraceS): Promise<void> {
    const family = new Set(await treeOf(this.pid));
    if (this.#status === null) sendSignal(this.pid, this.stopSignal);
    const deadline = performance.now() + graceS * 1000;
    let left = await survivors(this.pid, family);
    while (left.length > 0 && performance.now() < deadline) {
      await sleep(15);
      left = await survivors(this.pid, family);
    }
    for (let round = 0; left.length > 0 && round < 200; round++) {
      left.forEach((pid) => sendSignal(pid, "SIGKILL"));
      await sleep(15);
      left = await survivors(this.pid, family);
    }
    if (left.length > 0) {
      throw new GauntletError(
        `Cannot stop process ${this.pid}: ${left.join(", ")} survived SIGKILL; end them by hand`,
      );
    }
    await this.child.status;
    // A grandchild that escaped could hold the pipe open for ever; the log is not worth that.
    await Promise.race([Promise.allSettled(this.#pumps), sleep(200)]);
  }

  /**
   * Ends the whole tree at once: first what hangs below the leader, then the leader, which collects
   * its children. Without it they would stay zombies under an init that collects none.
   */
  async kill(): Promise<void> {
    const below = async () => (await treeOf(this.pid)).filter((pid) => pid !== this.pid);
    // Asked to stop, it starts no others in their place.
    if (this.#status === null) sendSignal(this.pid, this.stopSignal);
    const deadline = performance.now() + COLLECTING_LIMIT_S * 1000;
    for (let left = await below(); left.length > 0; left = await below()) {
      left.forEach((pid) => sendSignal(pid, "SIGKILL"));
      if (performance.now() > deadline) break;
      await sleep(5);
    }
    await this.stop(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function inherited(without: string[]): Record<string, string> {
  const own = Object.entries(Deno.env.toObject());
  return Object.fromEntries(
    own.filter(([name]) => !without.some((start) => name.startsWith(start))),
  );
}

/** Those of a family still alive, with everything born into the leader's group or tree meanwhile. */
async function survivors(leader: number, family: Set<number>): Promise<number[]> {
  const table = await processTable();
  const left: number[] = [];
  for (const entry of table.values()) {
    const related = family.has(entry.pid) || entry.session === leader || entry.group === leader ||
      family.has(entry.parent);
    if (!related) continue;
    family.add(entry.pid);
    if (entry.state !== "Z") left.push(entry.pid);
  }
  return left;
}

/** Sends a signal; a process that has already gone is no error. */
export function sendSignal(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) && !(error instanceof TypeError)) throw error;
  }
}

/** Holds processes still while something of them is looked at: they neither run nor change. */
export async function heldStill<T>(pids: number[], look: () => T | Promise<T>): Promise<T> {
  pids.forEach((pid) => sendSignal(pid, "SIGSTOP"));
  try {
    return await look();
  } finally {
    pids.forEach((pid) => sendSignal(pid, "SIGCONT"));
  }
}
