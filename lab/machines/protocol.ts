/**
 * What the lab and an agent say to each other, one JSON object a line. Both ends validate with these
 * schemas; they are of one code, or nothing is measured.
 */
import { z } from "zod";
import { Cell } from "../nouns/cell.ts";
import { count, name, quantity, variantName } from "../nouns/fields.ts";
import { RoleMachine } from "../nouns/machines.ts";
import { fieldsSeenBy } from "../nouns/metrics.ts";
import { PORT_MAX } from "../system/ports.ts";

/** What a machine is. */
export const Facts = RoleMachine.omit({ roles: true, clockOffsetMs: true, roundTripMs: true });
export type Facts = z.infer<typeof Facts>;

const pid = z.int().positive();
const port = z.int().min(1).max(PORT_MAX);
const nothing = z.strictObject({});
const versions = z.record(z.string(), z.string());

/** Fields of a trial, those that one machine can tell. */
const Seen = z.strictObject(fieldsSeenBy("watch", "trial")).partial();

const call = <Asked extends z.ZodType, Answer extends z.ZodType>(asked: Asked, answer: Answer) => ({
  asked,
  answer,
});

/** Each question to an agent, and its answer. */
export const CALLS = {
  /**
   * What the machine is. It is ours from here on: one whose id is in `held` is already. Those that the run
   * has by then are `besides`; it must be none of them.
   */
  begin: call(
    z.strictObject({
      name: z.string(),
      address: z.string().nullable(),
      held: z.array(z.string()),
      besides: z.array(z.strictObject({ name: z.string(), networkId: z.string() })),
    }),
    z.strictObject({
      facts: Facts,
      networkId: z.string().nullable(),
      root: z.string(),
      project: z.string(),
      reachPort: port.nullable(),
    }),
  ),
  versions: call(
    z.strictObject({ variants: z.array(variantName) }),
    z.strictObject({ versions, pythonOptimized: z.boolean().nullable() }),
  ),
  build: call(z.strictObject({ variants: z.array(variantName) }), nothing),
  "start-database": call(
    z.strictObject({ reach: z.strictObject({ address: z.string(), from: z.array(z.string()) }) }),
    /** Connection strings, to which the database's name is added. */
    z.strictObject({ pid, adminUrl: z.string(), serverUrl: z.string() }),
  ),
  "stop-database": call(nothing, nothing),
  "start-service": call(
    z.strictObject({ workload: name, name: z.string() }),
    z.strictObject({ id: count, variable: z.string(), url: z.string(), title: z.string() }),
  ),
  "stop-service": call(z.strictObject({ id: count }), nothing),
  /** A relay that makes a database far, until it is stopped. */
  "start-relay": call(
    z.strictObject({ url: z.string(), roundTripMs: quantity }),
    z.strictObject({ pid, url: z.string() }),
  ),
  "stop-relay": call(nothing, nothing),
  "round-trip": call(z.strictObject({ url: z.string() }), z.strictObject({ tookMs: quantity })),
  "start-server": call(
    z.strictObject({
      cell: Cell,
      databaseUrl: z.string().nullable(),
      variables: z.record(z.string(), z.string()),
      host: z.string(),
    }),
    z.strictObject({ pid, url: z.string(), readyS: quantity.nullable() }),
  ),
  /** Asks it to stop, and gives it the time to. */
  "stop-server": call(nothing, nothing),
  /** Ends it, and tells what it left behind. */
  "end-server": call(nothing, z.strictObject({ left: z.array(z.string()) })),
  "start-generator": call(z.strictObject({ loop: z.string() }), z.strictObject({ pid })),
  "stop-generator": call(z.strictObject({ pid }), nothing),
  /** Begins a look at what the agent has of the named roles. */
  "begin-look": call(
    z.strictObject({
      server: z.enum(["own", "none", "unknown"]),
      database: z.boolean(),
      relay: z.boolean(),
      port: port.nullable(),
      databasePort: port.nullable(),
      threadsAskedCount: count.nullable(),
    }),
    nothing,
  ),
  opened: call(z.strictObject({ probe: pid.nullable() }), nothing),
  closed: call(
    z.strictObject({ probe: pid.nullable() }),
    z.strictObject({ lookedS: quantity }),
  ),
  seen: call(nothing, Seen),
  served: call(
    z.strictObject({
      answerCount: count,
      answersByPort: z.array(z.tuple([count, count])).optional(),
    }),
    z.strictObject({
      serverBusyThreadsByProcess: z.array(count).optional(),
      serverAnswersByProcess: z.array(count).optional(),
    }),
  ),
  "server-memory": call(nothing, z.strictObject({ memoryMiB: quantity })),
  overflows: call(
    nothing,
    z.strictObject({
      listenOverflowCount: count.optional(),
      acceptQueueCount: count.optional(),
    }),
  ),
  reaches: call(
    z.strictObject({ address: z.string(), port }),
    z.strictObject({ isReached: z.boolean() }),
  ),
} as const;

type Calls = typeof CALLS;
export type CallName = keyof Calls;
export type Asked<Name extends CallName> = z.infer<Calls[Name]["asked"]>;
export type Answer<Name extends CallName> = z.infer<Calls[Name]["answer"]>;

/** To the agent, on its stdin. The end of it ends the agent, and all that it started. */
export const AgentCommand = z.discriminatedUnion("type", [
  /** `asked` is validated by the schema of its name. */
  z.strictObject({ type: z.literal("ask"), id: count, name: z.string(), asked: z.unknown() }),
  /** A line for a generator. */
  z.strictObject({ type: z.literal("say"), pid, message: z.unknown() }),
  z.strictObject({ type: z.literal("beat"), beat: count }),
  z.strictObject({ type: z.literal("leave") }),
]);
export type AgentCommand = z.infer<typeof AgentCommand>;

/** From the agent, on its stdout. */
export const AgentEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hello") }),
  /** To a beat, at once: its own wall clock, in ms since 1970. */
  z.strictObject({ type: z.literal("beat"), beat: count, wallMs: z.number() }),
  z.strictObject({ type: z.literal("answer"), id: count, answer: z.unknown() }),
  /** What was asked cannot be done; `fault`: by a fault of the lab. */
  z.strictObject({ type: z.literal("refused"), id: count, reason: z.string(), fault: z.boolean() }),
  /** What is waited for. */
  z.strictObject({ type: z.literal("preparing"), what: z.string() }),
  /** A line of a generator; and its end, with what it wrote beside. */
  z.strictObject({ type: z.literal("said"), pid, line: z.string() }),
  z.strictObject({ type: z.literal("generator-ended"), pid, log: z.string() }),
  z.strictObject({ type: z.literal("service-ended"), id: count }),
  /** Of the server, at the end of each window and of itself. */
  z.strictObject({
    type: z.literal("server-log"),
    hasEnded: z.boolean(),
    tail: z.string(),
    end: z.string(),
  }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

/** A beat goes there and back this often; */
export const BEAT_S = 1;
/** and whoever has heard none for so long takes the other for lost. */
export const BEATS_LOST_S = 10;
