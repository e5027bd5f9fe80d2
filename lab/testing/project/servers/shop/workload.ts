import type { Answer, Workload } from "../../../../mod.ts";

/** What tests of the lab measure: a page, a read, a write, both, and a call. */
export const workload: Workload = {
  title: "A small shop",
  database: { sizes: [100, 2_000], unit: "items", fill: "fill.sql" },
  endpoints: {
    page: {
      title: "a greeting, from no database",
      request: { path: "/" },
      check: (answer, { settings }) =>
        wrong(answer, 200, { greeting: settings.options?.greeting ?? "hello" }),
      database: null,
    },
    item: {
      title: "an item by a random key",
      request: ({ integer, size }) => ({ path: `/items/${integer(1, size)}` }),
      check: async (answer, { sql }) => {
        const id = Number(answer.request.path.split("/").at(-1));
        if (sql === null) return wrong(answer, 200);
        const [row] = await sql`SELECT id, name, price FROM item WHERE id = ${id}`;
        return wrong(answer, 200, { ...row });
      },
      database: { statements: 1, rows: 1 },
    },
    order: {
      title: "an order of a random item",
      parameters: { noteLetters: 12 },
      request: ({ integer, letters, size, parameters }) => ({
        method: "POST",
        path: "/orders",
        headers: { "content-type": "application/json" },
        // With a letter of two bytes: lengths are counted in bytes.
        body: JSON.stringify({
          item: integer(1, size),
          count: integer(1, 9),
          note: `für ${letters(Number(parameters.noteLetters))}`,
        }),
      }),
      check: (answer) => wrong(answer, 201, JSON.parse(answer.request.body!)),
      database: { statements: 1, rows: 1 },
      writes: true,
    },
    visit: { title: "three looks at an item to one order", mix: { item: 3, order: 1 } },
    price: {
      title: "a price that another service knows",
      parameters: { delayMs: 0 },
      request: ({ parameters }) => ({ path: `/price?ms=${parameters.delayMs}` }),
      check: (answer, { parameters }) => wrong(answer, 200, { waited: parameters.delayMs }),
      database: null,
      services: ["prices"],
    },
  },
  services: { prices: { program: "services/prices.ts", variable: "PRICES_URL" } },
  contract: [{
    what: "an order that is no JSON is a 400",
    endpoint: "order",
    look: async ({ url }) => {
      const response = await fetch(`${url}/orders`, { method: "POST", body: "an item" });
      await response.body?.cancel();
      return response.status === 400 ? null : `status ${response.status}`;
    },
    againUnder: ["greeting"],
  }],
  defaults: { endpoint: "item", connections: 4, pool: { poolMin: 1, poolMax: 3 } },
  shapes: { "by-key": "^select .* from item where id = " },
};

/** What is wrong with an answer that should be of this status, and hold these fields. */
function wrong(
  { status, body }: Answer,
  wanted: number,
  fields: Record<string, unknown> = {},
): string | null {
  const seen = body.slice(0, 200);
  if (status !== wanted) return `answered ${status}: ${seen}`;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body);
  } catch {
    return `answered with a body that is no JSON: ${seen}`;
  }
  const other = Object.keys(fields).find((name) => value[name] !== fields[name]);
  return other === undefined ? null : `answered with another ${other}: ${seen}`;
}
