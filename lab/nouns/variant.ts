/** A server program with one driver, pool and concurrency model: data in `servers/…/variants.ts`. */
import type { Settings } from "./settings.ts";

/** Where a server is told to listen. */
export interface Address {
  host: string;
  port: number;
}

/** When a server is taken to be ready. Whatever is given must have come; else its port must answer. */
export interface Ready {
  /** A regular expression that a line of its log matches. */
  line?: string;
  /** Whether each of `workers` processes writes that line. Default `once`. */
  times?: "once" | "each worker";
  /** A route that must answer. */
  path?: string;
  /** With this status. Default 200. */
  status?: number;
}

/** SQL with no web server. `:name` in a statement is a drawn number, or a column of the row before. */
export interface Statements {
  /** Whole numbers drawn for each request: `{ key: [1, 1000] }`, both bounds among them. */
  draws?: Record<string, readonly [number, number]>;
  texts: readonly string[];
}

export interface Variant {
  /** `shop-deno`: unique over all folders. */
  name: string;
  /** For figures: `Flask, SQLAlchemy`. */
  title: string;
  /** What builds and starts it: the name of a file in `lab/runtimes/kinds/`. */
  runtime: string;
  /** What a worker does while it waits for the database: blocks a thread, or serves others. */
  model: "sync" | "async" | "unknown";
  /** Whether `threads` is a setting of it. */
  threaded: boolean;
  /** The endpoints of its workload that it answers, by name. */
  endpoints: readonly string[];
  /**
   * What else can be set, with the values of each, the default first: `{ sql: ["join", "raw"] }`.
   * The program gets `httpServer` as the variable `HTTP_SERVER`.
   */
  options?: Record<string, readonly string[]>;
  /** Programs that must be on PATH: `["go"]`. */
  needs?: readonly string[];
  /** How it is built, once for each state of its sources; `out` is the folder that it may fill. */
  build?: { command: (out: string) => string[] };
  /**
   * The command line, started in the variant's folder. The first word is found by the runtime: in the
   * folder that `build` filled, in the Python environment, on PATH. Every runtime that starts a
   * process wants it.
   */
  command?: (settings: Settings, address: Address) => string[];
  ready?: Ready;
  /** `false`: it closes each connection with its answer, and says so. */
  keepAlive?: false;
  /** Environment variables beside those of the contract. */
  env?: Record<string, string>;
  /** A server that already runs: where it answers. Of the runtime `url` alone. */
  url?: string;
  /** Its process, where it is on this machine: then its CPU and memory are known too. */
  pid?: number;
  /** Of the runtime `sql` alone: what is asked of the database, with no server between. */
  statements?: (settings: Settings, size: number) => Statements;
  /** A file that each worker must have loaded: `{ file: "psycopg_c", what: "psycopg in C" }`. */
  mustLoad?: { file: string; what: string };
  /**
   * The most database connections that it may open, all workers together, when so many requests are
   * under way at once. Where it is more than PostgreSQL gives, the run is refused before it starts.
   */
  maxConnections?: (settings: Settings, concurrency: number) => number;
}

/** A variant, its workload, and the folder of its program. */
export interface FoundVariant extends Variant {
  /** The folder that its program is in. */
  folder: string;
  workload: string;
  /** Of `name@REVISION`: the commit that the folder was taken from. */
  commit?: string;
}
