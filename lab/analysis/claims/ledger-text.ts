/** The ledger in words: how many claims have which verdict, and all of it for a terminal. */
import { counted, percent } from "../../text/format.ts";
import { ClaimVerdict, type Registered } from "../../nouns/claim.ts";
import { isLeftOut } from "../comparing/absence.ts";
import type { RefusedRun } from "./admitted.ts";
import { MARK } from "./behind.ts";
import { METHODS } from "../judgement/method.ts";
import { changedVerdicts, ledgerCounts, type LedgerRow } from "./ledger.ts";

/**
 * The counts in words: `12 hold, 3 fail, 4 are undecided, 2 were not measured, 1 is the same test as
 * another`. Those that are none are left out, but for the first three.
 */
export function countsText(rows: readonly LedgerRow[]): string {
  const { holds, fails, undecided, sameTest, ...counts } = ledgerCounts(rows);
  const were = (count: number, what: string) => count === 0 ? [] : [`${count} ${what}`];
  return [
    `${holds} ${holds === 1 ? "holds" : "hold"}`,
    `${fails} ${fails === 1 ? "fails" : "fail"}`,
    `${undecided} ${undecided === 1 ? "is" : "are"} undecided`,
    ...were(
      counts["not measured"],
      counts["not measured"] === 1 ? "was not measured" : "were not measured",
    ),
    ...were(
      sameTest,
      sameTest === 1 ? "is the same test as another" : "are the same test as another",
    ),
  ].join(", ");
}

/** What the sign beside a verdict says, once for all that bear it. */
export const MARK_NOTE =
  `${MARK} It rests on trials that may not have been steady: they had not settled, or were ` +
  `too short to tell.`;

/**
 * How many claims were registered before their runs were measured, in words: `3 were registered before
 * they were measured, 1 after, 2 never`. Those that are none are left out, but for the first.
 */
export function registeredText(rows: readonly LedgerRow[]): string {
  const count = (when: Registered) => rows.filter(({ registered }) => registered === when).length;
  const [before, after, never] = [count("before"), count("after"), count("never")];
  return [
    `${before} ${
      before === 1
        ? "was registered before it was measured"
        : "were registered before they were measured"
    }`,
    ...(after === 0 ? [] : [`${after} after`]),
    ...(never === 0 ? [] : [`${never} never`]),
  ].join(", ");
}

/**
 * The ledger for a terminal: of the claims judged on this machine's own runs how many hold, each
 * under its verdict, and which verdicts are others than the recorded ones.
 */
export function ledgerText(
  rows: readonly LedgerRow[],
  refused: readonly RefusedRun[] = [],
): string {
  const judged = rows.filter(({ here, verdict }) => here && verdict !== "not measured");
  const missing = rows.filter(({ here, verdict }) => here && verdict === "not measured");
  const causes = Map.groupBy(missing, causeOf);
  const short = causes.get(SHORT)?.length ?? 0;
  const absent = causes.get(ABSENT)?.length ?? 0;
  const was = (count: number) => `${claims(count)} ${count === 1 ? "was" : "were"} not measured`;
  const missingLines = [
    ...(short === 0 ? [] : [
      `${was(short)}: too few blocks in the time there was; more minutes, or ` +
      `"deno task run NAME --until-decided", measure more.`,
    ]),
    ...(absent === 0 ? [] : [
      `${was(absent)}: cells that this profile leaves out are measured by ` +
      `"deno task run NAME --full".`,
    ]),
    ...[...causes].filter(([cause]) => cause !== SHORT && cause !== ABSENT).map(([cause, rows]) =>
      `${was(rows.length)} (${rows.map(({ id }) => id).join(", ")}): ${cause}`
    ),
  ];
  const otherCount = rows.filter(({ here }) => !here).length;
  const others = otherCount === 0
    ? []
    : [`${claims(otherCount)} of the ledger ${otherCount === 1 ? "was" : "were"} not judged here.`];
  const refusals = refused.map(({ sentence }) => sentence);
  if (judged.length === 0) {
    return ["The ledger: no claim was judged here.", ...missingLines, ...others, ...refusals]
      .join("\n");
  }
  const groups = ClaimVerdict.options.flatMap((verdict) => {
    const group = judged.filter((row) => row.verdict === verdict);
    return group.length === 0 ? [] : [`${verdict}:`, ...group.map(line), ""];
  });
  const changed = changedVerdicts(judged);
  return [
    `The ledger: of ${claims(judged.length)} judged here ${countsText(judged)}; ` +
    `${registeredText(judged)}.`,
    "",
    ...groups,
    changed.length === 0
      ? "No verdict differs from the recorded one."
      : `Not as recorded:\n${
        changed.map((
          { id, verdict, recordedVerdict, methodVersion, recordedMethodVersion: then },
        ) =>
          `  ${id}: recorded as ${recordedVerdict}, here ${verdict}` +
          (then === null || then === methodVersion ? "" : `; judged then by ${METHODS[then]}`)
        ).join("\n")
      }`,
    ...missingLines,
    ...others,
    ...refusals,
    ...(judged.some(({ mark }) => mark !== null) ? [MARK_NOTE] : []),
  ].join("\n");

  function claims(count: number): string {
    return counted(count, "claim");
  }

  function line(
    { source, sentence, value, low, high, confidence, unit, notebook, sameTestAs, mark }: LedgerRow,
  ): string {
    const short = (number: number) => Number(number.toPrecision(3)).toLocaleString("en");
    const range = low === null || high === null
      ? ""
      : ` (${percent(confidence)} interval ${short(low)} to ${short(high)})`;
    const figure = value === null ? "unknown" : `${short(value)}${spoken(unit)}${range}`;
    const same = sameTestAs === null ? "" : `; the same test as ${sameTestAs}`;
    return `  ${sentence} (${source}, notebook ${notebook}): ${figure}${same}${
      mark === null ? "" : ` ${MARK}`
    }`;
  }
}

/** Some blocks had both its cells, and fewer than it takes. */
const SHORT = "too few blocks";
/** The profile has no such cells. */
const ABSENT = "left out";

/** Why nothing was measured for a claim: one of these, or its own reason, such as that trials are invalid. */
function causeOf({ blocks, reason }: LedgerRow): string {
  if (blocks !== null && blocks > 0) return SHORT;
  const why = reason.replace(/^Not measured(?: in this run)?[:.] ?/, "");
  return why === "" || isLeftOut(reason) ? ABSENT : why;
}

const spoken = (unit: string | null) => unit === null || unit === "×" ? "×" : unit && ` ${unit}`;
