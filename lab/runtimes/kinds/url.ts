/** A server that already runs, known by where it answers, and by its pid if it is on this machine. */
import { nothingToStart } from "../nothing.ts";
import type { RunningRuntime } from "../runtime.ts";

export const runtime: RunningRuntime = { kind: "running", ...nothingToStart };
