/** A machine that roles of a run are on: this one, or another that an agent speaks for. */
import type { EmbeddedPostgres, Reach } from "../database/embedded.ts";
import type { FarDatabase } from "../database/far.ts";
import type { StartGenerator } from "../load/process.ts";
import type { Role } from "../nouns/machines.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import type { withServer } from "../server/server.ts";
import type { RunningService } from "../server/services.ts";
import type { Watched, WindowLook } from "../watch/look.ts";
import type { StartedVersions } from "./facts.ts";
import type { Facts } from "./protocol.ts";

/** A look at one machine of several. */
export interface OneLook extends WindowLook {
  /** Seconds between its two ends, by the clock of that machine. */
  readonly lookedS: number;
}

/** What is started on a machine, and asked of it. Everything ends when it leaves scope. */
export interface Machine extends AsyncDisposable {
  /** As `machines.json` has it. */
  readonly name: string;
  readonly isHere: boolean;
  /** An address of IP by which the others reach it; `null`: they do not. */
  readonly address: string | null;
  /** Aborted, with a sentence, when it can no longer be asked; `null` of this machine. */
  readonly lost: AbortSignal | null;
  readonly facts: Facts;
  /** Tells it from others by what it is, not by how it is called; `null` where it does not know. */
  readonly networkId: string | null;
  /** How far its wall clock is ahead, and how long a word takes there and back. */
  readonly distance: { clockOffsetMs: number; roundTripMs: number };
  /** Versions of what variants start. */
  versions: (variants: FoundVariant[]) => Promise<StartedVersions>;
  /** Builds what variants need. */
  build: (variants: FoundVariant[], prepare: (what: string) => void) => Promise<void>;
  startDatabase: (
    onStarted: (pid: number) => void,
    signal: AbortSignal,
    reach: Reach | undefined,
  ) => Promise<EmbeddedPostgres>;
  startService: (workload: FoundWorkload, name: string) => Promise<RunningService>;
  withServer: typeof withServer;
  startGenerator: StartGenerator;
  farDatabase: (url: string, roundTripMs: number) => Promise<FarDatabase>;
  /** Of a database's answer with no work in it. */
  roundTripOf: (url: string) => Promise<number>;
  /** A look at those of the roles that it has. */
  look: (watched: Watched, roles: readonly Role[]) => OneLook;
  /** The port at which it answers whoever asks whether it is reached; `null` without an address. */
  readonly reachPort: number | null;
  /** Whether a connection to another machine is answered, in a moment. */
  reaches: (address: string, port: number) => Promise<boolean>;
}
