/**
 * What the lab and the Dask side of a fleet say to each other, one JSON object a line: `fleet.py` reads
 * the first and writes the second.
 */
import { z } from "zod";
import { RunnerEvent } from "../run/protocol.ts";

/** To `fleet.py`, on its stdin; closing it ends the fleet. */
export type FleetCommand =
  /** A machine takes part, one block at a time; or it does no longer. */
  | { type: "take" | "leave"; worker: string }
  /** A block for any machine that takes part; with `only`, for these. The order is the runner's. */
  | { type: "block"; block: number; order: string; only?: string[] }
  /** Cancels what is under way, and ends; as a closed stdin does. */
  | { type: "end" };

const ofWorker = { worker: z.string() };
const ofBlock = { block: z.int() };

/** What a machine says of itself. */
export const Machine = RunnerEvent.options.find(({ shape }) =>
  shape.type.value === "machine"
)! as z.ZodType<Extract<RunnerEvent, { type: "machine" }>>;
export type Machine = z.infer<typeof Machine>;

/** From `fleet.py`. */
export const FleetEvent = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("connected"),
    /** Of Dask's own pages; `null` where its scheduler has none, for lack of bokeh. */
    dashboard: z.string().nullable(),
  }),
  /** A worker has come, and what its machine says; or why that says nothing. */
  z.strictObject({
    ...{ type: z.literal("worker"), ...ofWorker, name: z.string() },
    machine: Machine.nullable(),
    reason: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal("taken"), ...ofWorker }),
  z.strictObject({ type: z.literal("worker-gone"), ...ofWorker }),
  /** A line of the runner that measures a block. */
  z.strictObject({ type: z.literal("event"), ...ofBlock, ...ofWorker, line: z.string() }),
  /** What a runner said in all, how it ended and the end of its log. */
  z.strictObject({
    ...{ type: z.literal("block"), ...ofBlock, ...ofWorker },
    lines: z.array(z.string()),
    code: z.int(),
    log: z.string(),
  }),
  /** It was lost with its machine, as often as may be. */
  z.strictObject({ type: z.literal("block-lost"), ...ofBlock, times: z.int() }),
  z.strictObject({ type: z.literal("block-failed"), ...ofBlock, reason: z.string() }),
  /** The last line: there is no fleet any more. */
  z.strictObject({ type: z.literal("lost"), reason: z.string() }),
]);
export type FleetEvent = z.infer<typeof FleetEvent>;
