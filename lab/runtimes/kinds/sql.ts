/** The ceiling: SQL with no web server between, asked by a load tool that speaks it. */
import { nothingToStart } from "../nothing.ts";
import type { DatabaseRuntime } from "../runtime.ts";

export const runtime: DatabaseRuntime = { kind: "database", ...nothingToStart };
