/** What a right answer is, for each endpoint of the contract in servers/README.md. */
import type { Sql } from "postgres";
import { z } from "zod";
import { type Cell, type Endpoint, QuoteBody, type Scenario } from "../nouns/types.ts";

/** What is wrong with an answer, as the end of a sentence, or `null`. */
export async function problemWith(
  response: Response,
  { settings, scenario }: Pick<Cell, "settings" | "scenario">,
  sql: Sql,
): Promise<string | null> {
  const body = await response.text();
  const seen = body.slice(0, 300);
  if (response.status !== 200) return `answered ${response.status}: ${seen}`;
  const asText = settings.options?.format === "text" && QUOTES.has(scenario.endpoint);
  const wanted = asText ? "text/plain" : "application/json";
  const type = response.headers.get("content-type");
  if (!type?.startsWith(wanted)) return `answered with content type "${type}", not ${wanted}`;
  const problem = asText
    ? await problemWithText(body, sql)
    : await problemWithBody(body, scenario, sql);
  return problem === null ? null : `${problem}: ${seen}`;
}

const QUOTES = new Set<Endpoint>(["/quote", "/quote/unlimited", "/quote/update"]);

async function problemWithText(body: string, sql: Sql): Promise<string | null> {
  const [row] = await sql`SELECT 1 FROM quote WHERE quote_text = ${body}`;
  return row ? null : "answered with a text that is no quote's";
}

async function problemWithBody(
  body: string,
  scenario: Scenario,
  sql: Sql,
): Promise<string | null> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return "answered with a body that is no JSON";
  }
  switch (scenario.endpoint) {
    case "/static":
      return mismatch(z.strictObject({ hello: z.literal("world") }), value);
    case "/upstream":
      return mismatch(z.strictObject({ waited: z.literal(scenario.delayMs ?? 0) }), value);
    case "/fanout":
      return mismatch(
        z.strictObject({
          calls: z.literal(scenario.callCount ?? 1),
          waited: z.literal(scenario.delayMs ?? 0),
        }),
        value,
      );
    default:
      return mismatch(QuoteBody, value) ?? await problemWithQuote(value as QuoteBody, sql);
  }
}

function mismatch(schema: z.ZodType, value: unknown): string | null {
  const result = schema.safeParse(value);
  if (result.success) return null;
  const issue = result.error.issues[0]!;
  return `answered with a wrong body (${issue.path.join(".") || "body"}: ${issue.message})`;
}

async function problemWithQuote(quote: QuoteBody, sql: Sql): Promise<string | null> {
  const [row] = await sql`
    SELECT quote_text AS text, name AS author
    FROM quote JOIN author ON author.id = author_id WHERE quote.id = ${quote.id}`;
  const same = row?.text === quote.text && row?.author === quote.author;
  return same ? null : "answered with a quote that is not in the database";
}
