import type { Variant } from "lab";

/** A server that already runs: it is asked as it stands, and how it runs is its own affair. */
export const variants = [
  {
    name: "example",
    title: "example",
    runtime: "url",
    url: "http://127.0.0.1:8000",
    // CHANGE: its process, where it is on this machine; with it, its CPU and memory are known too.
    // pid: 4321,
    // CHANGE: "sync" where a worker waits for the database, "async" where it serves others meanwhile.
    model: "unknown",
    threaded: false,
    endpoints: ["example-endpoint"],
  },
] satisfies Variant[];
