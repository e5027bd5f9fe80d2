import type { Variant } from "../../../../../mod.ts";

const byKey = "SELECT id, name, price, maker_id FROM item WHERE id = :key";

/** What the database gives for the SQL of an item, with no server between. */
export const variants = [
  {
    name: "shop-ceiling",
    title: "PostgreSQL alone",
    runtime: "sql",
    model: "unknown",
    threaded: false,
    endpoints: ["item"],
    options: { sql: ["by-key", "with-maker"] },
    statements: ({ options }, size) => ({
      draws: { key: [1, size] },
      texts: options?.sql === "with-maker"
        ? [byKey, "SELECT name FROM maker WHERE id = :maker_id"]
        : [byKey],
    }),
  },
] satisfies Variant[];
