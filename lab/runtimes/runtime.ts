/**
 * A runtime: what builds and starts a variant. Each is a file in `kinds/` that exports its `runtime`;
 * a variant names it by the file's name.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FoundVariant } from "../nouns/variant.ts";

/** What every runtime can say, whatever it is to a server. */
interface Common {
  /** What a variant lacks on this machine, as in `it needs …`; `null` when it can run. */
  needs: (variant: FoundVariant) => Promise<string | null>;
  /** Files beside its folder that a variant's behaviour depends on: lock lists. */
  locks: (variant: FoundVariant) => string[];
  /** Versions of everything that it starts, by name. */
  versions: (variant: FoundVariant) => Promise<Record<string, string>>;
}

/** Starts a process of its own for each trial. */
export interface ProcessRuntime extends Common {
  kind: "process";
  /**
   * Makes what the program needs, once for each state of its sources: packages, a build.
   *
   * @param say is told what is waited for, when there is something to wait for
   * @throws GauntletError with the end of what the builder said
   */
  prepare: (variant: FoundVariant, say: (what: string) => void) => Promise<void>;
  /** Where the first word of a command is. */
  program: (variant: FoundVariant, word: string) => Promise<string>;
}

/** A server that already runs. */
export interface RunningRuntime extends Common {
  kind: "running";
}

/** No server: the load is SQL, asked of the database itself. */
export interface DatabaseRuntime extends Common {
  kind: "database";
}

export type Runtime = ProcessRuntime | RunningRuntime | DatabaseRuntime;

const KINDS = fileURLToPath(new URL("kinds/", import.meta.url));

/** The names of all runtimes. */
export function runtimeNames(): string[] {
  return readdirSync(KINDS).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.replace(/\.ts$/, "")).sort();
}

/** The runtime of a name that `runtimeNames()` has. */
export async function runtimeNamed(name: string): Promise<Runtime> {
  const { runtime }: { runtime: Runtime } = await import(`file://${join(KINDS, `${name}.ts`)}`);
  return runtime;
}
