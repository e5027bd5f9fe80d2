/** What load tools are tested with: one request that is always the same, and one that is drawn. */
import type { Workload } from "../nouns/workload.ts";

export const workload: Workload = {
  title: "A word",
  database: null,
  endpoints: {
    same: { request: { path: "/word" }, check: () => null, database: null },
    drawn: {
      request: ({ letters }) => ({
        method: "POST",
        path: "/words",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ word: `${letters(6)}ü` }),
      }),
      check: () => null,
      database: null,
    },
  },
};
