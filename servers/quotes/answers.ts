/** What a right answer is, for each endpoint. */
import type { Sql } from "postgres";
import { z } from "zod";
import type { Answer, CheckContext } from "../../lab/mod.ts";

/** The body of a quote, everywhere. */
const Quote = z.strictObject({
  id: z.int().positive(),
  text: z.string().min(1),
  author: z.string().min(1),
  views: z.int().nonnegative(),
});

/** A JSON body of a shape. */
export function jsonOf(schema: z.ZodType) {
  return (answer: Answer): string | null => withSeen(problemWithJson(answer, schema), answer);
}

/** A quote with its author, as it is in the database, in JSON or as its text alone. */
export async function problemWithQuote(
  answer: Answer,
  { sql, settings }: CheckContext,
): Promise<string | null> {
  if (settings.options?.format === "text") {
    const problem = problemWithHead(answer, "text/plain") ??
      (sql && await problemWithText(answer.body, sql));
    return withSeen(problem, answer);
  }
  const problem = problemWithJson(answer, Quote) ??
    (sql && await problemWithRow(JSON.parse(answer.body), sql));
  return withSeen(problem, answer);
}

/** The sentence's end, with the beginning of what was answered. */
const withSeen = (problem: string | null, { body }: Answer) =>
  problem === null ? null : `${problem}: ${body.slice(0, 300)}`;

function problemWithHead({ status, headers }: Answer, wanted: string): string | null {
  if (status !== 200) return `answered ${status}`;
  const type = headers.get("content-type");
  return type?.startsWith(wanted) ? null : `answered with content type "${type}", not ${wanted}`;
}

function problemWithJson(answer: Answer, schema: z.ZodType): string | null {
  const problem = problemWithHead(answer, "application/json");
  if (problem !== null) return problem;
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    return "answered with a body that is no JSON";
  }
  const result = schema.safeParse(value);
  if (result.success) return null;
  const issue = result.error.issues[0]!;
  return `answered with a wrong body (${issue.path.join(".") || "body"}: ${issue.message})`;
}

async function problemWithText(body: string, sql: Sql): Promise<string | null> {
  const [row] = await sql`SELECT 1 FROM quote WHERE quote_text = ${body}`;
  return row ? null : "answered with a text that is no quote's";
}

async function problemWithRow(
  quote: z.infer<typeof Quote>,
  sql: Sql,
): Promise<string | null> {
  const [row] = await sql`
    SELECT quote_text AS text, name AS author
    FROM quote JOIN author ON author.id = author_id WHERE quote.id = ${quote.id}`;
  const same = row?.text === quote.text && row?.author === quote.author;
  return same ? null : "answered with a quote that is not in the database";
}
