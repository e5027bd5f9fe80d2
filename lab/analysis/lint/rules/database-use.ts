/** A server that does another number of things to the database than its workload says a request does. */
import type { CompletedTrial } from "../../../nouns/trial.ts";
import type { EndpointFacts } from "../../../nouns/plan.ts";
import { endpointOf, isCeiling } from "../../tables/facts.ts";
import { failedCount, percent, type Rule, shortened, significant } from "../rule.ts";

/**
 * Besides what is under way at either end of the window, at most one a connection, and what is known
 * of when the books were read, statements and answers agree to a few percent.
 */
const TOLERATED_SHARE = 0.15;
/** Where other programs hold the machine up, a quarter was seen to be booked after the window. */
const TOLERATED_LESS_SHARE = 0.3;
/** A pool looks after its connections now and then. */
const UPKEEP_SHARE = 0.05;
/** PostgreSQL books changed rows once a second for each session: two of them are needed to tell. */
const LEAST_WRITING_S = 2;
const WRITTEN_SHARE = 0.1;
const ROLLED_BACK_SHARE = 0.5;
/**
 * What a pool asks a connection, and what begins and ends a transaction: nothing is answered from these,
 * so that they do not stand for what a request needs. PostgreSQL books `SELECT 1` as `SELECT $1`.
 */
const ASKS_NOTHING =
  /^\s*(;|(begin|start\s+transaction|commit|rollback|end|abort|savepoint|release|set|reset|show|discard|deallocate|unlisten)\b|select\s+\$?\d+(\s+as\s+\S+)?\s*;?\s*$)/i;
/** What a statement that changes rows begins with; one that begins WITH may hold any of them. */
const CHANGES =
  /^\s*(insert|update|delete|merge|truncate|copy\s.*\sfrom)\b|^\s*with\b.*\b(insert\s+into|update\s.*\sset|delete\s+from)\b/i;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Read the trial's receipt, statement by statement: too few are answers from memory, too " +
    "many a query for each row. If the server is right, correct `database` of the endpoint.",

  trial: (trial, run) => {
    const facts = endpointOf(run, trial.cell.scenario);
    const { receipt, okCount } = trial.outcome;
    // Books with losses tell nothing of too few; they have a rule of their own.
    if (facts === null || receipt === null || okCount === 0 || receipt.droppedCount) return null;
    if (isCeiling(run, trial.cell)) return null;
    return facts.database === null
      ? unneeded(trial)
      : (facts.writesShare === undefined ? wroteUnasked(trial) : null) ??
        used(trial, facts.database) ?? written(trial, facts.writesShare ?? 0);
  },
};

type Use = NonNullable<EndpointFacts["database"]>;

/** Every request that was sent may have asked the database, and every good answer must have. */
function used(trial: CompletedTrial, { statements, rows }: Use): string | null {
  const { cell, outcome } = trial;
  const { durationS, receipt } = outcome;
  const { statementCount, rowCount, bookedS = durationS, bookedErrorS = 0 } = receipt!;
  // Cores that are busy let the books be read late: answers of as long a time belong to them.
  const okCount = outcome.okCount * bookedS / durationS;
  const errorShare = bookedErrorS / bookedS;
  const underWay = cell.scenario.load.connections;
  const sent = okCount + failedCount(trial) * bookedS / durationS;
  const most = statements.most * (sent * (1 + TOLERATED_SHARE + errorShare) + underWay);
  const tooFew = (count: number, least: number) =>
    count < least * (okCount * (1 - TOLERATED_LESS_SHARE - errorShare) - underWay);
  if (statementCount > most) {
    return `It sent ${significant(statementCount / sent)} statements a request, and ` +
      `${significant(statements.most)} are the most that its workload expects.`;
  }
  if (tooFew(statementCount, statements.least)) {
    return `It sent ${significant(statementCount / okCount)} statements for each answer, and ` +
      `${significant(statements.least)} are the fewest that its workload expects: answers came ` +
      `from elsewhere than the database.`;
  }
  const idle = receipt!.statements.filter(({ sql }) => ASKS_NOTHING.test(sql));
  const sum = (of: "callCount" | "rowCount") => idle.reduce((all, each) => all + each[of], 0);
  const askedCount = statementCount - sum("callCount");
  // Of two statements one may be what begins: that one asks something is what all have in common.
  if (tooFew(askedCount, Math.min(1, statements.least))) {
    return `It sent ${significant(statementCount / okCount)} statements for each answer, and ` +
      `${significant(askedCount / okCount)} that ask for anything (the others are such as ` +
      `“${shortened(idle[0]!.sql)}”): answers came from elsewhere than the database.`;
  }
  const gotCount = rowCount - sum("rowCount");
  return rows !== null && tooFew(gotCount, rows.least)
    ? `Its statements gave back or changed ${
      significant(gotCount / okCount)
    } rows for each answer, ` +
      `and ${significant(rows.least)} are the fewest that its workload expects.`
    : null;
}

function unneeded({ cell, outcome }: CompletedTrial) {
  const { okCount, receipt } = outcome;
  const { statementCount } = receipt!;
  if (statementCount <= okCount * UPKEEP_SHARE + cell.scenario.load.connections) return null;
  const sentence =
    `It sent ${significant(statementCount / okCount)} statements for each answer of ` +
    `an endpoint that needs no database.`;
  return { sentence, severity: "warning" as const };
}

/** Whether what requests should have changed was changed, and stayed so. */
function written({ outcome }: CompletedTrial, writesShare: number): string | null {
  const { okCount, durationS, receipt } = outcome;
  const { writtenRowCount, rolledBackCount = 0 } = receipt!;
  if (writesShare === 0 || durationS < LEAST_WRITING_S || writtenRowCount === undefined) {
    return null;
  }
  if (writtenRowCount < okCount * writesShare * WRITTEN_SHARE) {
    return `${
      percent(writesShare)
    } of its requests change rows, and ${writtenRowCount} rows were ` +
      `changed for ${okCount} answers.`;
  }
  return writesShare === 1 && rolledBackCount > okCount * ROLLED_BACK_SHARE
    ? `${rolledBackCount} transactions were rolled back for ${okCount} answers to requests that ` +
      `change rows: what was answered did not stay.`
    : null;
}

/** Whether rows were changed by requests that only read. */
function wroteUnasked({ cell, outcome }: CompletedTrial): string | null {
  const { okCount, receipt } = outcome;
  // Older plans do not say which requests change rows, and older receipts not how many were.
  if (receipt!.writtenRowCount === undefined) return null;
  const writing = receipt!.statements.filter(({ sql }) => CHANGES.test(sql));
  const calls = writing.reduce((sum, { callCount }) => sum + callCount, 0);
  // By statements where it says INSERT or UPDATE; by rows where a function does it.
  const count = Math.max(calls, receipt!.writtenRowCount);
  if (count <= okCount * UPKEEP_SHARE + cell.scenario.load.connections) return null;
  const first = writing[0];
  return `It changed rows ${
    significant(count / okCount)
  } times for each answer of an endpoint that ` +
    `only reads${first === undefined ? "" : `, first by “${shortened(first.sql)}”`}.`;
}
