/** Asks a server a few times before it is measured: a fast wrong answer is worth nothing. */
import { GauntletError } from "../state.ts";
import { pathOf } from "../scenario.ts";
import type { Scenario } from "../types.ts";
import { problemWith } from "./answers.ts";
import type { QuoteDatabase } from "./database/database.ts";
import { oneShotClient } from "./server.ts";

/** Enough to notice an answer that is constant; each costs at most a query. */
const QUESTIONS = 4;

/** Throws one sentence when an answer is not what the contract says. */
export async function verify(
  variant: string,
  url: string,
  scenario: Scenario,
  database: QuoteDatabase,
): Promise<void> {
  const wrong = (what: string) =>
    new GauntletError(
      `Cannot measure "${variant}": ${scenario.endpoint} ${what}; see servers/README.md for the contract`,
    );
  using client = oneShotClient();
  for (let question = 0; question < QUESTIONS; question++) {
    const response = await fetch(url + pathOf(scenario), {
      client,
      signal: AbortSignal.timeout(30_000),
    });
    const body = await response.text();
    if (response.status !== 200) throw wrong(`answered ${response.status}: ${body.slice(0, 300)}`);
    if (!response.headers.get("content-type")?.startsWith("application/json")) {
      throw wrong(`answered with content type "${response.headers.get("content-type")}"`);
    }
    const problem = await problemWith(body, scenario, database.sql);
    if (problem !== null) throw wrong(`${problem}: ${body.slice(0, 300)}`);
  }
}
