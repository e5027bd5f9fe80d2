/** Fastify, postgres.js, SQL by hand. */
import Fastify from "fastify";
import process from "node:process";
import postgres from "postgres";
import { call } from "./upstream.js";
import { KEEP_ALIVE_MS, listenOptions, sayStarted, stopOnSignal } from "./worker.js";

const sql = postgres(process.env.DATABASE_URL, {
  // Opened when first needed and kept; postgres.js has no lower bound to set (POOL_MIN).
  max: Number(process.env.POOL_MAX),
  // The array types that it would ask each new connection for are not used here.
  fetch_types: false,
});

const shape = process.env.SQL ?? "join";

async function fetchQuote(sql, lock = sql``) {
  if (shape === "limit-then-key") {
    // The sort carries quotes alone, and the author of the one row comes by its key.
    const [quote] = await sql`
      select quote.id, quote.quote_text as text, quote.author_id, quote.views
      from quote
      order by random()
      limit 1 ${lock}
    `;
    if (!quote) return;
    const [author] = await sql`
      select name as author from author where id = ${quote.author_id}
    `;
    return { ...quote, ...author };
  }
  if (shape === "django-join") {
    // What Django's ORM sends for select_related: the sort carries every column of both tables.
    const [quote] = await sql`
      select quote.id, quote.quote_text as text, quote.author_id, quote.views,
             author.id as author_key, author.name as author
      from quote inner join author on quote.author_id = author.id
      order by random() asc
      limit 1 ${lock}
    `;
    return quote;
  }
  // The join by hand: the sort carries the columns of the answer.
  const [quote] = await sql`
    select quote.id, quote.quote_text as text, author.name as author, quote.views
    from quote join author on author.id = quote.author_id
    order by random()
    limit 1 ${lock}
  `;
  return quote;
}

// The lock comes after `limit` and is on `quote` alone, so that a transaction holds a single row
// and waits for no second: no two can wait for each other.
function countView() {
  return sql.begin((sql) => unlessLost(countOne(sql)));
}

async function countOne(sql) {
  const quote = await fetchQuote(sql, sql`for update of quote`);
  if (!quote) return;
  const [updated] = await sql`
    update quote set views = views + 1 where id = ${quote.id} returning views
  `;
  return { ...quote, ...updated };
}

/** What PostgreSQL says before it ends a session, and what postgres.js says of one that is gone. */
const LOST = ["57P01", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED", "EPIPE"];

/**
 * Leaves the end of a transaction whose connection is lost to postgres.js, which rejects it by itself.
 * Told of the failure it would send a ROLLBACK on the connection that is gone, and throw where no
 * promise catches it: the process would end (its issues 1154 and 1208).
 */
function unlessLost(work) {
  return work.catch((error) =>
    LOST.includes(error?.code) ? new Promise(() => {}) : Promise.reject(error)
  );
}

const integer = { type: "integer" };
const string = { type: "string" };
const ms = { type: "integer", minimum: 0, maximum: 10_000 };
const n = { type: "integer", minimum: 1, maximum: 100 };

/** What a route takes and gives; Fastify writes the fields named here and no others. */
function schema(answer, parameters = {}) {
  return {
    querystring: { type: "object", properties: parameters, required: Object.keys(parameters) },
    response: { 200: { type: "object", properties: answer } },
  };
}

const app = Fastify({ keepAliveTimeout: KEEP_ALIVE_MS });
const quote = schema({ id: integer, text: string, author: string, views: integer });

app.get("/static", { schema: schema({ hello: string }) }, () => ({ hello: "world" }));

app.get("/quote", { schema: quote }, async (_, reply) => answer(reply, await fetchQuote(sql)));

app.get("/quote/update", { schema: quote }, async (_, reply) => answer(reply, await countView()));

app.get(
  "/upstream",
  { schema: schema({ waited: integer }, { ms }) },
  async ({ query: { ms } }) => {
    await call(ms);
    return { waited: ms };
  },
);

app.get(
  "/fanout",
  { schema: schema({ calls: integer, waited: integer }, { n, ms }) },
  async ({ query: { n, ms } }) => {
    await Promise.all(Array.from({ length: n }, () => call(ms)));
    return { calls: n, waited: ms };
  },
);

function answer(reply, quote) {
  return quote ?? reply.code(404).send({ error: "There are no quotes." });
}

app.setErrorHandler((error, _, reply) => {
  if (error.validation) return reply.code(400).send({ error: error.message });
  console.error(error);
  return reply.code(500).send({ error: "Internal server error." });
});

await app.listen(listenOptions());
sayStarted();

stopOnSignal(async () => {
  await app.close();
  await sql.end();
});
