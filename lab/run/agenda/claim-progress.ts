/** Where the claims of a run stand while it is measured: as a message, as a line, as a list. */
import { z } from "zod";
import { judge } from "../../analysis/claims/claim.ts";
import { cellLabel } from "../../analysis/tables/cells.ts";
import { ClaimVerdict } from "../../nouns/claim.ts";
import { counted } from "../../text/format.ts";
import { moreBlocksOf } from "./likely.ts";
import type { ClaimStanding } from "./wanted.ts";

const known = z.number().nullable();

/** A claim of two cells, as the last look that was taken saw it. */
export const ClaimProgress = z.strictObject({
  id: z.string(),
  /** `null` before the first look, and where nothing was measured. */
  ratio: known,
  /** The interval at the confidence of one look of several; `null`: without end, or as above. */
  low: known,
  high: known,
  confidence: known,
  verdict: ClaimVerdict,
  /** Whether further blocks may decide it. */
  open: z.boolean(),
  /** How many will likely be needed; `null`: likely more than there are looks for; 0: none. */
  moreBlocks: z.int().nonnegative().nullable(),
  /** Where its cells are the best of their groups: which these are so far, and what judges them. */
  best: z.strictObject({
    over: z.string(),
    under: z.string(),
    /** The blocks up to this one choose them. */
    afterBlock: z.int().positive(),
    /** Whether later ones alone judge them. */
    isFresh: z.boolean(),
  }).optional(),
});
export type ClaimProgress = z.infer<typeof ClaimProgress>;

/** @param blocksDone whole blocks of the run */
export function claimProgress(
  claims: readonly ClaimStanding[],
  blocksDone: number,
): ClaimProgress[] {
  return claims.map((claim) => {
    const { id = "", open } = claim;
    const moreBlocks = moreBlocksOf(claim, blocksDone);
    return { id, ...figureOf(claim), open, moreBlocks, ...bestOf(claim) };
  });
}

function bestOf({ over, under, afterBlock, isFresh = false }: ClaimStanding) {
  if (afterBlock === undefined) return {};
  return { best: { over: cellLabel(over), under: cellLabel(under), afterBlock, isFresh } };
}

function figureOf({ standing, expects = "more" }: ClaimStanding) {
  const judgement = standing?.judgement;
  if (judgement === undefined || judgement.verdict === "not measured") {
    const none = { ratio: null, low: null, high: null, confidence: null };
    return { ...none, verdict: "not measured" as const };
  }
  const { ratio, interval: { low, high, confidence }, deltaShare, sentence } = judgement;
  const withinDelta = judgement.verdict === "equivalent" ||
    (judgement.verdict === "different" && judgement.withinDelta);
  const { verdict } = judge(
    {
      ...{ ratio, low, high, deltaShare, withinDelta },
      ...{ verdict: judgement.verdict, reason: sentence },
    },
    expects,
  );
  const finite = (value: number) => Number.isFinite(value) ? value : null;
  return { ratio: finite(ratio), low: finite(low), high: finite(high), confidence, verdict };
}

/**
 * `3 of 5 decided; pool-alone 0.92 (0.80–1.05), about 15 more blocks`: how many, and the open claim
 * whose interval is the widest.
 */
export function decidedLine(claims: readonly ClaimProgress[]): string {
  const decided = claims.filter(isDecided).length;
  const count = `${decided} of ${claims.length} decided`;
  const open = claims.filter((claim) => claim.open);
  const [widest] = open.toSorted((a, b) => width(b) - width(a));
  if (widest === undefined) return count;
  return `${count}; ${widest.id} ${figure(widest)}, ${needs(widest)}`;
}

/** A line a claim: figure, verdict, and what an undecided one would take. */
export function claimLines(claims: readonly ClaimProgress[]): string[] {
  return claims.map((claim) => {
    const left = isDecided(claim) ? "" : claim.open ? `; ${needs(claim)}` : "; all looks are taken";
    return `${claim.id}: ${figure(claim)}, ${claim.verdict}${left}${chosen(claim)}`;
  });
}

/** Which two are the best, and whether the blocks that say so judge them as well. */
function chosen({ best, ratio }: ClaimProgress): string {
  if (best === undefined || ratio === null) return "";
  const { over, under, afterBlock, isFresh } = best;
  const blocks = afterBlock === 1 ? "block 1" : `blocks 1–${afterBlock}`;
  return `; the best: ${over} over ${under}, ` +
    (isFresh
      ? `chosen by ${blocks}, compared on later ones`
      : "chosen and judged by the same blocks, which may flatter either");
}

const isDecided = ({ verdict }: ClaimProgress): boolean =>
  verdict === "holds" || verdict === "fails";

/** How far the ends are apart, as a factor; a figure that is not known is wider than any. */
const width = ({ low, high }: ClaimProgress): number =>
  low === null || high === null || low <= 0 ? Number.MAX_VALUE : high / low;

function figure({ ratio, low, high }: ClaimProgress): string {
  if (ratio === null) return "no figure yet";
  return `${ratio.toFixed(2)} (${low?.toFixed(2) ?? "0"}–${high?.toFixed(2) ?? "∞"})`;
}

function needs({ moreBlocks, ratio }: ClaimProgress): string {
  if (moreBlocks === null) return "likely more blocks than there are looks for";
  const blocks = counted(moreBlocks, "more block");
  return ratio === null ? `the first look in ${blocks}` : `about ${blocks}`;
}
