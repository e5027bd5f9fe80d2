/**
 * A workload: what servers are asked, and what they work on. A folder `servers/<workload>/` with
 * `workload.ts` (this, as `export const workload`), `schema.sql` and the variants that answer it. The
 * lab finds it by its being there and knows nothing else of it.
 */
import type { Sql } from "postgres";
import type { Settings } from "./settings.ts";

/** A request as it is sent. */
export interface HttpRequest {
  /** Default `GET`. */
  method?: string;
  /** From the first slash, with its query: `/orders/17?full=1`. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Values of an endpoint's parameters: `{ delayMs: 50 }`. */
export type Parameters = Record<string, number | string | boolean>;

/** What requests are drawn from: the same seed, the same requests. */
export interface Draw {
  /** From 0 to below 1, evenly. */
  random: () => number;
  /** A whole number from `least` to `most`, both among them, evenly. */
  integer: (least: number, most: number) => number;
  /** One of several, evenly. */
  pick: <T>(items: readonly T[]) => T;
  /** Lower-case letters, so many. */
  letters: (count: number) => string;
  /** The number of this request among those of its load generator, from 0. */
  index: number;
  /** Of the database; 0 where the workload has none. */
  size: number;
  parameters: Parameters;
}

/** An answer, and what it answers. */
export interface Answer {
  request: HttpRequest;
  status: number;
  headers: Headers;
  body: string;
}

/** What an answer is checked against. */
export interface CheckContext {
  /** The lab's own connection to the database; `null` where the server has another, or none. */
  sql: Sql | null;
  settings: Settings;
  size: number;
  parameters: Parameters;
}

/** A number that is known, or bounds that it must keep. */
export type Expected = number | { least: number; most: number };

/** What one request should do to the database. */
export interface DatabaseUse {
  statements: Expected;
  /** Rows that its statements give back or change, all together. */
  rows?: Expected;
}

/** What the size and the parameters of a scenario decide. */
export interface Sized {
  size: number;
  parameters: Parameters;
}

/** One request, drawn or always the same, and what a right answer is. */
export interface SingleEndpoint {
  /** A sentence for lists: `one random item`. */
  title?: string;
  /** Its parameters with their defaults; a scenario may set others. */
  parameters?: Parameters;
  request: HttpRequest | ((draw: Draw) => HttpRequest);
  /** What is wrong with an answer, as the end of a sentence (`answered 500`), or `null`. */
  check: (answer: Answer, context: CheckContext) => string | null | Promise<string | null>;
  /** What a request should do to the database; `null`: it touches none. */
  database: DatabaseUse | null | ((sized: Sized) => DatabaseUse | null);
  /**
   * Whether it changes rows: each trial then works on a copy of the database of its own, so that no
   * trial sees what another has written.
   */
  writes?: boolean;
  /** Services that must be up: names of the workload's `services`. */
  services?: readonly string[];
}

/** A weighted mix of other endpoints: `{ mix: { read: 9, write: 1 } }`. */
export interface MixedEndpoint {
  title?: string;
  mix: Record<string, number>;
  parameters?: Parameters;
}

export type Endpoint = SingleEndpoint | MixedEndpoint;

/** A program beside the servers that they call: a Deno program that prints its address and goes on. */
export interface Service {
  /** In the workload's folder: `services/delay.ts`. Its first line of output is its URL. */
  program: string;
  /** The environment variable by which servers are told the address. */
  variable: string;
  /** What it may do besides the network, reading, and asking the environment and the system. */
  rights?: readonly ServiceRight[];
}

/** Rights of Deno that a service has only where it asks for them. */
export const SERVICE_RIGHTS = ["write", "run", "ffi"] as const;
export type ServiceRight = typeof SERVICE_RIGHTS[number];

/** The database of a workload. `schema.sql` beside `workload.ts` makes its tables. */
export interface WorkloadDatabase {
  /** Sizes that it is offered in, the usual one first. */
  sizes: readonly number[];
  /** What the size counts, for labels: `items`. */
  unit: string;
  /**
   * Fills the empty tables, the same on every machine: `"fill.sql"` (a file beside, in which `:size`
   * is the size), or a function.
   */
  fill: "fill.sql" | ((sql: Sql, size: number) => Promise<void>);
}

/** A check of the contract that goes beyond single answers. */
export interface ContractCheck {
  /** A sentence: `views add up under concurrent writers`. */
  what: string;
  /** Asked of variants that answer this endpoint; of all where it is not given. */
  endpoint?: string;
  /** What was seen instead, or `null`. */
  look: (context: { url: string; sql: Sql | null; size: number }) => Promise<string | null>;
  /** Options with each of whose values it is asked again. */
  againUnder?: readonly string[];
}

export interface Workload {
  /** For lists: `One random item with its maker`. */
  title: string;
  /** `null`: it needs no database. */
  database: WorkloadDatabase | null;
  /** By name; names are free, and are never read as routes. */
  endpoints: Record<string, Endpoint>;
  services?: Record<string, Service>;
  /** What `task check-variant` asks beyond right answers. */
  contract?: readonly ContractCheck[];
  /** The size of the database that it asks on. Default: the first size. */
  contractSize?: number;
  /** What an experiment takes where it names nothing. */
  defaults?: {
    endpoint?: string;
    connections?: number;
    pool?: { poolMin: number; poolMax: number };
  };
  /**
   * Statements by which the ceiling of a server's SQL is found again in its receipt: the name of a
   * shape, and a regular expression that its main statement matches.
   */
  shapes?: Record<string, string>;
}

/** A workload and where it was found. */
export interface FoundWorkload extends Workload {
  /** The folder's name. */
  name: string;
  folder: string;
}

export const isMix = (endpoint: Endpoint): endpoint is MixedEndpoint => "mix" in endpoint;
