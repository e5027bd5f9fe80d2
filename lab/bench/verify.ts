/** Asks a server a few times before it is measured: a fast wrong answer is worth nothing. */
import { GauntletError } from "../state.ts";
import { pathOf } from "../scenario.ts";
import type { Cell } from "../types.ts";
import { problemWith } from "./answers.ts";
import type { QuoteDatabase } from "./database/database.ts";
import { oneShotClient } from "./server.ts";

/** Enough to notice an answer that is constant; each costs at most a query. */
const QUESTIONS = 4;

/** Throws one sentence when an answer is not what the contract says. */
export async function verify(cell: Cell, url: string, database: QuoteDatabase): Promise<void> {
  const { variant, scenario } = cell;
  using client = oneShotClient();
  for (let question = 0; question < QUESTIONS; question++) {
    const response = await fetch(url + pathOf(scenario), {
      client,
      signal: AbortSignal.timeout(30_000),
    });
    const problem = await problemWith(response, cell, database.sql);
    if (problem === null) continue;
    throw new GauntletError(
      `Cannot measure "${variant}": ${scenario.endpoint} ${problem}; see servers/README.md for the contract`,
    );
  }
}
