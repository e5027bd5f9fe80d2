/** PostgreSQL dropped statements from its books: the receipt is less than what was done. */
import { counted, type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy:
    "Raise pg_stat_statements.max, or let the server send values as parameters and not within " +
    "the statement; until then believe no count of the receipt.",

  trial: ({ outcome: { receipt } }) => {
    const dropped = receipt?.droppedCount ?? 0;
    return dropped === 0
      ? null
      : `PostgreSQL dropped statements from its books ${
        counted(dropped, "time")
      } within the window, for want of room: the receipt misses what they did.`;
  },
};
