/** node:http, pg and its pool, SQL by hand. */
import { createServer } from "node:http";
import process from "node:process";
import pg from "pg";
import { call } from "./upstream.js";
import { KEEP_ALIVE_MS, listenOptions, sayStarted, stopOnSignal } from "./worker.js";

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  // Opened when needed; down to `min` they are closed when idle for 10 s.
  min: Number(process.env.POOL_MIN),
  max: Number(process.env.POOL_MAX),
});
// Without a listener an idle connection that the server closes would end the process.
pool.on("error", (error) => console.error(error));

// limit-then-key: the sort carries quotes alone, and the author of the one row comes by its key.
const ONE_QUOTE = `
  SELECT quote.id, quote.quote_text AS text, quote.author_id, quote.views
  FROM quote
  ORDER BY random()
  LIMIT 1`;
const JOINS = {
  // The join by hand: the sort carries the columns of the answer.
  "join": `
    SELECT quote.id, quote.quote_text AS text, author.name AS author, quote.views
    FROM quote
    JOIN author ON author.id = quote.author_id
    ORDER BY random()
    LIMIT 1`,
  // What Django's ORM sends for select_related: the sort carries every column of both tables.
  "django-join": `
    SELECT quote.id, quote.quote_text AS text, quote.author_id, quote.views,
           author.id AS author_key, author.name AS author
    FROM quote
    INNER JOIN author ON quote.author_id = author.id
    ORDER BY random() ASC
    LIMIT 1`,
};
// Locks one row of `quote` and none of `author`; the lock comes after LIMIT, so that a transaction
// holds a single row and waits for no second: no two can wait for each other.
const FOR_UPDATE = " FOR UPDATE OF quote";
const join = JOINS[process.env.SQL ?? "join"];

async function fetchQuote(database, lock = "") {
  if (join) {
    const { rows } = await database.query(join + lock);
    return rows[0];
  }
  const { rows: [quote] } = await database.query(ONE_QUOTE + lock);
  if (!quote) return;
  const { rows: [author] } = await database.query(
    "SELECT name AS author FROM author WHERE id = $1",
    [quote.author_id],
  );
  return { ...quote, ...author };
}

async function countView() {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const quote = await fetchQuote(client, FOR_UPDATE);
    if (quote) {
      const { rows: [updated] } = await client.query(
        "UPDATE quote SET views = views + 1 WHERE id = $1 RETURNING views",
        [quote.id],
      );
      quote.views = updated.views;
    }
    await client.query("COMMIT");
    client.release();
    return quote;
  } catch (error) {
    // The transaction ends with its connection.
    client.release(true);
    throw error;
  }
}

async function route(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  switch (pathname) {
    case "/static":
      return json(response, 200, { hello: "world" });
    case "/quote":
      return answer(response, await fetchQuote(pool));
    case "/quote/update":
      return answer(response, await countView());
    case "/upstream": {
      const ms = wholeNumber(searchParams, "ms", 0, 10_000);
      await call(ms);
      return json(response, 200, { waited: ms });
    }
    case "/fanout": {
      const n = wholeNumber(searchParams, "n", 1, 100);
      const ms = wholeNumber(searchParams, "ms", 0, 10_000);
      await Promise.all(Array.from({ length: n }, () => call(ms)));
      return json(response, 200, { calls: n, waited: ms });
    }
    default:
      return json(response, 404, { error: "Not found." });
  }
}

function answer(response, quote) {
  if (!quote) return json(response, 404, { error: "There are no quotes." });
  const { id, text, author, views } = quote;
  json(response, 200, { id, text, author, views });
}

function json(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

class BadParameter extends Error {}

function wholeNumber(parameters, name, least, most) {
  const value = parameters.get(name) ?? "";
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new BadParameter(`${name}: give a whole number from ${least} to ${most}.`);
}

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (request, response) => {
  try {
    await route(request, response);
  } catch (error) {
    if (error instanceof BadParameter) return json(response, 400, { error: error.message });
    console.error(error);
    json(response, 500, { error: "Internal server error." });
  }
});

server.listen(listenOptions(), sayStarted);

stopOnSignal(async () => {
  await new Promise((closed) => server.close(closed));
  await pool.end();
});
