/** What is asked of a variant beyond single right answers. */
import type { ContractCheck } from "../../lab/mod.ts";

const WRITERS = 64;
const UPDATES = 192;
/** The chance to miss one of 20 in 600 draws is 20 × 0.95^600, below one in a billion. */
const ROUNDS = 60;

type Context = Parameters<ContractCheck["look"]>[0];

export const contract: ContractCheck[] = [
  { what: "every quote can appear", endpoint: "/quote", look: everyQuote },
  {
    what: "views add up under concurrent writers",
    endpoint: "/quote/update",
    look: viewsAddUp,
    // They change how a quote is locked.
    againUnder: ["query", "sql"],
  },
  {
    what: "a bad parameter is a 400",
    endpoint: "/upstream",
    look: ({ url }) => status(`${url}/upstream?ms=soon`, 400),
  },
  {
    what: "a missing parameter is a 400",
    endpoint: "/upstream",
    look: ({ url }) => status(`${url}/upstream`, 400),
  },
];

async function everyQuote({ url, size }: Context): Promise<string | null> {
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS && seen.size < size; round++) {
    const some = Array.from({ length: 10 }, () => fetch(`${url}/quote`).then((r) => r.text()));
    // Whichever format it is: its views do not change meanwhile.
    for (const body of await Promise.all(some)) seen.add(body);
  }
  return seen.size === size ? null : `${seen.size} of ${size} appeared`;
}

async function viewsAddUp({ url, sql }: Context): Promise<string | null> {
  if (sql === null) return "its database is not the lab's";
  const total = async () =>
    (await sql`SELECT sum(views)::int AS views FROM quote`)[0]!.views as number;
  const before = await total();
  let left = UPDATES;
  const failures: string[] = [];
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    while (left-- > 0) {
      const response = await fetch(`${url}/quote/update`, { signal: AbortSignal.timeout(20_000) });
      const body = await response.text();
      if (response.status !== 200) {
        failures.push(`status ${response.status}: ${body.slice(0, 200)}`);
      }
    }
  }));
  const added = await total() - before;
  if (failures.length > 0) {
    return `${failures.length} of ${UPDATES} failed, the first with ${failures[0]}`;
  }
  return added === UPDATES ? null : `${UPDATES} updates added ${added} views`;
}

async function status(url: string, wanted: number): Promise<string | null> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status === wanted ? null : `status ${response.status}`;
}
