/** One claim on several machines: what each says of it, and whether they agree. */
import { type Claim, ClaimVerdict } from "../../nouns/claim.ts";
import { counted } from "../../text/format.ts";

/** Whether another machine says of a claim what the recorded one says. */
export type Agreement = "agrees" | "disagrees" | "undecided" | "not measured";

/** A claim as it was judged on one machine, and how that stands to the recorded verdict. */
export interface OnMachine {
  claim: Claim;
  /** `null`: no verdict is recorded. */
  agreement: Agreement | null;
}

/** A claim on all machines that judged it. */
export interface BesideRow {
  id: string;
  sentence: string;
  experiment: string;
  /** `null`: none comes with the project. */
  recorded: Claim | null;
  /** On this machine; `null`: it was not judged here. */
  here: OnMachine | null;
  /** Of each stranger's machine that has a run of its experiment. */
  strangers: OnMachine[];
}

/**
 * Two verdicts of one claim. Only what both decided can agree: two that are undecided are no agreement.
 *
 * @example
 * ```ts
 * import { agreementOf } from "lab/analysis/claims/machines.ts";
 * console.log(agreementOf("holds", "holds"), agreementOf("holds", "undecided")); // agrees undecided
 * ```
 */
export function agreementOf(one: ClaimVerdict, other: ClaimVerdict): Agreement {
  for (const open of ["not measured", "undecided"] as const) {
    if (one === open || other === open) return open;
  }
  return one === other ? "agrees" : "disagrees";
}

/**
 * Puts what several machines say of each claim side by side.
 *
 * @param recorded what comes with the project
 * @param here what was judged on this machine
 * @param strangers what was judged on the runs of others: of each machine at most one of an id
 */
export function machinesBeside(
  recorded: readonly Claim[],
  here: readonly Claim[],
  strangers: readonly Claim[],
): BesideRow[] {
  const byId = (claims: readonly Claim[]) => new Map(claims.map((claim) => [claim.id, claim]));
  const [then, now] = [byId(recorded), byId(here)];
  const theirs = Map.groupBy(strangers, ({ id }) => id);
  const all = new Map([...now, ...then]);
  return [...all.values()].map((claim): BesideRow => {
    const known = then.get(claim.id) ?? null;
    const on = (judged: Claim): OnMachine => ({
      claim: judged,
      agreement: known && agreementOf(known.verdict, judged.verdict),
    });
    const own = now.get(claim.id);
    return {
      ...{ id: claim.id, sentence: claim.sentence, experiment: claim.experiment, recorded: known },
      here: own === undefined ? null : on(own),
      strangers: (theirs.get(claim.id) ?? []).map(on),
    };
  });
}

/** What a machine says of the recorded verdicts, in words: `12 agree, 1 disagrees, 3 are undecided`. */
export function agreementText(judged: readonly OnMachine[]): string {
  const count = (what: Agreement) => judged.filter(({ agreement }) => agreement === what).length;
  const [agree, disagree, open] = [count("agrees"), count("disagrees"), count("undecided")];
  const missing = count("not measured");
  return [
    `${agree} ${agree === 1 ? "agrees" : "agree"}`,
    `${disagree} ${disagree === 1 ? "disagrees" : "disagree"}`,
    `${open} ${open === 1 ? "is" : "are"} undecided`,
    ...(missing === 0 ? [] : [`${missing} ${missing === 1 ? "was" : "were"} not measured on both`]),
  ].join(", ");
}

/** Whether this machine and each stranger's confirm what is recorded, in a sentence each. */
export function besideText(rows: readonly BesideRow[]): string {
  const own = rows.flatMap(({ here }) => here === null || here.agreement === null ? [] : [here]);
  const others = Map.groupBy(
    rows.flatMap(({ strangers }) => strangers).filter(({ agreement }) => agreement !== null),
    ({ claim }) => claim.machineId,
  );
  return [
    own.length === 0
      ? "Whether this machine confirms the recorded verdicts is not known: none was judged here."
      : `Does this machine confirm the recorded verdicts? Of ${counted(own.length, "claim")} ${
        agreementText(own)
      }.`,
    ...[...others.values()].map((judged) =>
      `On ${judged[0]!.claim.machine}: of ${counted(judged.length, "claim")} ${
        agreementText(judged)
      }.`
    ),
    ...(others.size === 0
      ? ["No machine of a stranger is beside it: `deno task add FILE` takes in what one shared."]
      : []),
  ].join(" ");
}
