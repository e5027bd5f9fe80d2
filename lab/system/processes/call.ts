/** A command run to its end. */

/** How it ended and what it said. */
export interface Called {
  success: boolean;
  stdout: string;
  /** Both of its streams, standard output first. */
  said: string;
}

/** Runs a command to its end; one that is not there has failed and says so. */
export async function call(
  program: string,
  args: string[],
  options: Deno.CommandOptions = {},
): Promise<Called> {
  try {
    const output = await new Deno.Command(program, { args, ...options }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const stdout = text(output.stdout).trim();
    return { success: output.success, stdout, said: (stdout + text(output.stderr)).trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { success: false, stdout: "", said: `${program} not found` };
    }
    throw error;
  }
}

/** The last lines of what a program said, for the end of a message. */
export function lastLines(said: string, count = 20): string {
  return said.trimEnd().split("\n").slice(-count).join("\n");
}
