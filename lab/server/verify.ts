/** Asks a server a few times before it is measured: a fast wrong answer is worth nothing. */
import { GauntletError } from "../system/state.ts";
import { pathOf } from "../nouns/path.ts";
import type { Cell } from "../nouns/types.ts";
import { problemWith } from "./answers.ts";
import type { QuoteDatabase } from "../database/database.ts";
import { oneShotClient } from "./server.ts";

/** Enough to notice an answer that is constant; each costs at most a query. */
const QUESTION_COUNT = 4;

/** Throws one sentence when an answer is not what the contract says. */
export async function verify(cell: Cell, url: string, database: QuoteDatabase): Promise<void> {
  const { variant, scenario } = cell;
  using client = oneShotClient();
  const ask = async () => {
    const response = await fetch(url + pathOf(scenario), {
      client,
      signal: AbortSignal.timeout(30_000),
    });
    return await problemWith(response, cell, database.sql);
  };
  // All at once: the first answer of each worker may take it a third of a second, and cores are idle.
  const problems = await Promise.all(Array.from({ length: QUESTION_COUNT }, ask));
  const problem = problems.find((each) => each !== null);
  if (problem === undefined) return;
  throw new GauntletError(
    `Cannot measure "${variant}": ${scenario.endpoint} ${problem}; see servers/README.md for the contract`,
  );
}
