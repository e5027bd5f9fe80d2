import type { Answer, CheckContext, Workload } from "../../lab/mod.ts";

/** Both articles of 2020 had so many rows. */
const SIZE = 1_000_000;

/** One row by its key, with or without a wait in the database. */
export const workload: Workload = {
  title: "One row by its key",
  database: { sizes: [SIZE], unit: "rows", fill: "fill.sql" },
  endpoints: {
    "/test": {
      title: "one row by a random key",
      request: { path: "/test" },
      check: problemWithRow,
      // aiopg sends one statement; the others begin a transaction and end it.
      database: { statements: { least: 1, most: 3 }, rows: 1 },
    },
    "/test after a wait": {
      title: "one row by a random key, after a wait in the database",
      parameters: { waitMs: 20 },
      request: ({ parameters }) => ({ path: `/test?wait=${parameters.waitMs}` }),
      check: problemWithRow,
      // The wait is a statement that gives a row of its own.
      database: { statements: { least: 2, most: 4 }, rows: 2 },
    },
  },
  contract: [{
    what: "a bad wait is a 400",
    look: async ({ url }) => {
      const response = await fetch(`${url}/test?wait=soon`);
      await response.body?.cancel();
      return response.status === 400 ? null : `status ${response.status}`;
    },
  }],
  contractSize: 1_000,
  // paterson's load.
  defaults: { endpoint: "/test", connections: 100, pool: { poolMin: 1, poolMax: 4 } },
};

/** `{"a": "0000000017", "b": "…"}`, as it is in the table. */
async function problemWithRow(
  { status, body }: Answer,
  { sql, size }: CheckContext,
): Promise<string | null> {
  const seen = body.slice(0, 300);
  if (status !== 200) return `answered ${status}: ${seen}`;
  let row: { a?: unknown; b?: unknown } | null;
  try {
    row = JSON.parse(body);
  } catch {
    return `answered with a body that is no JSON: ${seen}`;
  }
  const { a, b } = row ?? {};
  if (typeof a !== "string" || !/^\d{10}$/.test(a) || typeof b !== "string") {
    return `answered with a wrong body: ${seen}`;
  }
  const key = Number(a);
  if (key < 1 || key >= size) return `answered with the key ${key}, of ${size} rows: ${seen}`;
  if (sql === null) return null;
  const [found] = await sql`SELECT b FROM test WHERE a = ${key}`;
  return found?.b === b ? null : `answered with a row that is not in the table: ${seen}`;
}
