import type { Settings, Variant } from "../../../lab/mod.ts";

/** The three shapes of the SQL for one random quote, as the servers send them. */
const SHAPES = {
  // The sort carries quotes alone.
  "limit-then-key": [
    "SELECT id, quote_text, author_id, views FROM quote ORDER BY random() LIMIT 1",
    "SELECT id, name FROM author WHERE id = :author_id",
  ],
  // The sort carries the columns of the answer.
  "join": [
    "SELECT quote.id, quote_text, name, views FROM quote " +
    "JOIN author ON author.id = author_id ORDER BY random() LIMIT 1",
  ],
  // The sort carries every column of both tables.
  "django-join": [
    "SELECT quote.id, quote_text, author_id, views, author.id, name FROM quote " +
    "INNER JOIN author ON author_id = author.id ORDER BY random() ASC LIMIT 1",
  ],
} satisfies Record<string, string[]>;

type Shape = keyof typeof SHAPES;

/** What the database gives for the same SQL with no web server: a request is one quote with its author. */
export const variants = [
  {
    name: "ceiling",
    title: "No web server",
    runtime: "sql",
    model: "async",
    threaded: false,
    endpoints: ["/quote"],
    options: { sql: Object.keys(SHAPES) },
    statements: ({ options }: Settings) => ({
      texts: SHAPES[(options?.sql ?? "limit-then-key") as Shape],
    }),
    // A session for each connection, in one process.
    maxConnections: (_settings, concurrency) => concurrency,
  },
] satisfies Variant[];
