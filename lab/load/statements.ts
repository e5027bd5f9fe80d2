/** Statements with `:names` in them, as two clients of PostgreSQL take them. */
import type { StatementSource } from "./order.ts";

/** A name behind a colon; `::text` is a cast. */
const NAME = /(?<![:\w]):([a-z_][a-z0-9_]*)/gi;

/** `… WHERE id = :author_id` as `… WHERE id = $1`, with the names in their order. */
export function numbered(text: string): { text: string; names: string[] } {
  const names: string[] = [];
  const place = (name: string) => names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
  return { text: text.replace(NAME, (_, name) => `$${place(name) + 1}`), names };
}

/** As pgbench's script: `\\set` draws, `\\gset` keeps the columns of a row as variables. */
export function pgbenchScript({ draws = {}, texts }: StatementSource): string {
  const drawn = Object.entries(draws).map(([name, [least, most]]) =>
    `\\set ${name} random(${least}, ${most})\n`
  );
  const isUsed = (after: number) => texts.slice(after + 1).some((text) => text.search(NAME) >= 0);
  const asked = texts.map((text, index) => isUsed(index) ? `${text} \\gset\n` : `${text};\n`);
  return [...drawn, ...asked].join("");
}
