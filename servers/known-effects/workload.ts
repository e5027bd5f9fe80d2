import { z } from "zod";
import type { Answer, CheckContext, Workload } from "../../lab/mod.ts";

/** What the lab itself is tested with: answers whose cost is known by construction. */
export const workload: Workload = {
  title: "Answers whose cost is known",
  database: { sizes: [10_000], unit: "items", fill: "fill.sql" },
  endpoints: {
    "/static": {
      title: "a small object, after work of a known size",
      request: { path: "/static" },
      check: ({ status, body }: Answer) =>
        status === 200 && body.trim() === '{"hello":"world"}'
          ? null
          : `answered ${status}: ${body.slice(0, 300)}`,
      database: null,
    },
    "/item": {
      title: "one item with its maker, by a random key, after work of a known size",
      request: ({ integer, size }) => ({ path: `/item?id=${integer(1, size)}` }),
      check: problemWithItem,
      // One join; psycopg's pool begins a transaction around it, and ends it.
      database: { statements: { least: 1, most: 3 }, rows: 1 },
    },
  },
  contractSize: 100,
  // A worker does one request at a time: more connections would only wait longer.
  defaults: { endpoint: "/static", connections: 16 },
};

const Item = z.strictObject({ id: z.int(), name: z.string(), maker: z.string() });

/** The very item that was asked for, as it is in the tables. */
async function problemWithItem(
  { request, status, body }: Answer,
  { sql }: CheckContext,
): Promise<string | null> {
  const seen = body.slice(0, 300);
  if (status !== 200) return `answered ${status}: ${seen}`;
  let item: z.infer<typeof Item>;
  try {
    item = Item.parse(JSON.parse(body));
  } catch {
    return `answered with a body that is no item: ${seen}`;
  }
  if (!request.path.endsWith(`=${item.id}`)) return `answered ${request.path} with ${seen}`;
  if (sql === null) return null;
  const [found] = await sql`
    SELECT item.name, maker.name AS maker
    FROM item JOIN maker ON maker.id = item.maker_id
    WHERE item.id = ${item.id}
  `;
  return found?.name === item.name && found?.maker === item.maker
    ? null
    : `answered with an item that is not in the tables: ${seen}`;
}
