/** A command run to its end, which it reaches within a bound. */
import { GauntletError } from "../state.ts";
import { treeOf } from "./proc.ts";

/** How it ended and what it said. */
export interface Called {
  success: boolean;
  stdout: string;
  /** Both of its streams, standard output first. */
  said: string;
}

/** Building a program of another language, with what it needs from afar, takes minutes at most. */
const USUAL_LIMIT_S = 900;

/**
 * Runs a command to its end; one that is not there has failed and says so.
 *
 * @param options.limitS how long it may take; then it is killed. Default 15 minutes
 * @param options.signal ends it before: it has failed then
 * @throws GauntletError when it has not ended by then
 * @example
 * ```ts
 * import { call } from "lab/system/processes/call.ts";
 * console.log((await call("echo", ["hello"], { limitS: 10 })).stdout); // hello
 * ```
 */
export async function call(
  program: string,
  args: string[],
  { limitS = USUAL_LIMIT_S, signal, ...options }: Deno.CommandOptions & { limitS?: number } = {},
): Promise<Called> {
  const late = new AbortController();
  const limit = setTimeout(() => late.abort(), limitS * 1000);
  const either = AbortSignal.any([late.signal, ...signal ? [signal] : []]);
  try {
    const running = new Deno.Command(program, {
      ...{ args, stdin: "null", stdout: "piped", stderr: "piped" },
      ...options,
    }).spawn();
    const given = Promise.withResolvers<null>();
    // What it started itself would live on, and may hold its streams open.
    either.addEventListener("abort", async () => {
      for (const pid of await treeOf(running.pid).catch(() => [running.pid])) kill(pid);
      given.resolve(null);
    });
    const whole = running.output();
    whole.catch(() => {});
    const output = await Promise.race([whole, given.promise]);
    if (output === null && !late.signal.aborted) {
      return { success: false, stdout: "", said: `${program} was stopped` };
    }
    if (output === null) {
      throw new GauntletError(
        `Cannot run ${program}: it has not ended within ${limitS} s; run "${
          [program, ...args].join(" ").slice(0, 200)
        }" by hand to see what it waits for`,
      );
    }
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const stdout = text(output.stdout).trim();
    return { success: output.success, stdout, said: (stdout + text(output.stderr)).trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { success: false, stdout: "", said: `${program} not found` };
    }
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The last lines of what a program said, for the end of a message. */
export function lastLines(said: string, count = 20): string {
  return said.trimEnd().split("\n").slice(-count).join("\n");
}
