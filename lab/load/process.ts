/** A load generator as a process: here, or started on another machine that passes its lines on. */
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { limitedArguments } from "../system/processes/program.ts";
import type { Order } from "./order.ts";
import { openFileLimit } from "./openfiles.ts";

const GENERATOR = new URL("./generator.ts", import.meta.url);

/**
 * A generator asks servers and reads its workload; libraries look at the environment and the system.
 * It starts no process and writes no file, and neither does a workload that it loads. Whom it will ask
 * is not known when it is started.
 */
const RIGHTS = ["--allow-net", "--allow-read", "--allow-env", "--allow-sys"];

/** A generator that waits for its order. */
export interface GeneratorProcess {
  /** `null` where it is on another machine, whose agent knows it. */
  readonly pid: number | null;
  /** What it says, to its end; throws where it can no longer be heard. */
  readonly lines: AsyncIterable<string>;
  readonly say: (message: unknown) => Promise<void>;
  readonly logTail: () => string;
  /** How many files it may open; `null`: no limit that is known. */
  readonly openFileLimit: () => number | null;
  /** The order as it can be carried out where the generator is. */
  readonly asThere: (order: Order) => Order;
  readonly stop: () => Promise<void>;
}

/** Starts a generator; the loop is a file in `loops/`. */
export type StartGenerator = (loop: string) => GeneratorProcess;

/** The process alone. */
export const generatorProcess = (loop: string): ManagedProcess =>
  new ManagedProcess({
    program: Deno.execPath(),
    args: limitedArguments(RIGHTS, GENERATOR, loop),
    stdin: "piped",
    stdout: "piped",
  }, 0.5);

/** Starts one on this machine. */
export const startHere: StartGenerator = (loop) => {
  const process = generatorProcess(loop);
  return {
    pid: process.pid,
    lines: jsonLines(process.child.stdout),
    say: lineWriter(process.child.stdin),
    logTail: () => process.logTail(),
    // It inherits our limit, and may not look at it itself.
    openFileLimit,
    asThere: (order) => order,
    stop: () => process.stop(),
  };
};
