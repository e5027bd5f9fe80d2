import type { Answer, CheckContext, Workload } from "lab";

/**
 * What servers are asked, and what they work on. It works as it is; CHANGE marks what you change to
 * measure what your own servers are asked. The tables are in schema.sql, their rows in fill.sql.
 */
export const workload: Workload = {
  // CHANGE: what it is, in lists and figures.
  title: "Items by their key, and orders of them",
  database: {
    // CHANGE: the sizes that an experiment may ask for, the usual one first, and what they count.
    sizes: [1_000, 100_000],
    unit: "items",
    fill: "fill.sql",
  },
  // CHANGE: what is asked, by names of your own.
  endpoints: {
    item: {
      title: "one item by a random key",
      // Drawn anew for each request; both bounds are among the numbers.
      request: ({ integer, size }) => ({ path: `/items/${integer(1, size)}` }),
      check: problemWithItem,
      // What one request should do to the database; `{ least: 1, most: 3 }` leaves room.
      database: { statements: 1, rows: 1 },
    },
    order: {
      title: "an order of one item, which is written",
      request: ({ integer, size }) => ({
        method: "POST",
        path: "/orders",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ item: integer(1, size), count: integer(1, 9) }),
      }),
      check: problemWithOrder,
      database: { statements: 1, rows: 1 },
      // Each trial gets a copy of the database, so that none sees what another has written.
      writes: true,
    },
  },
  // CHANGE: what an experiment takes where it names nothing.
  defaults: { endpoint: "item", connections: 32 },
};

/**
 * CHANGE: what is wrong with an answer, as the end of a sentence, or `null`. Servers are asked a few
 * times before they are measured: a fast wrong answer is worth nothing.
 */
async function problemWithItem(
  { request, status, body }: Answer,
  { sql }: CheckContext,
): Promise<string | null> {
  if (status !== 200) return `answered ${status}: ${body.slice(0, 300)}`;
  const { id, name, price } = JSON.parse(body);
  if (request.path !== `/items/${id}`) return `answered ${request.path} with the item ${id}`;
  // `sql` is null where the server has a database of its own.
  if (sql === null) return null;
  const [item] = await sql`select name, price from item where id = ${id}`;
  return item?.name === name && item?.price === price
    ? null
    : `answered with an item that is not in the table: ${body.slice(0, 300)}`;
}

async function problemWithOrder(
  { request, status, body }: Answer,
  { sql }: CheckContext,
): Promise<string | null> {
  if (status !== 201) return `answered ${status}: ${body.slice(0, 300)}`;
  const { id } = JSON.parse(body);
  if (sql === null) return null;
  const { item, count } = JSON.parse(request.body!);
  const [order] = await sql`select item_id, count from item_order where id = ${id}`;
  return order?.item_id === item && order?.count === count
    ? null
    : `answered that the order ${id} is written, and it is not`;
}
