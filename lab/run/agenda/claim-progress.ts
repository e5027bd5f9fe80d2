/** Where the claims of a run stand while it is measured: as a message, as a line, as a list. */
import { z } from "zod";
import { MARK, trialsBehind } from "../../analysis/claims/behind.ts";
import { judge } from "../../analysis/claims/claim.ts";
import { LOOKS } from "../../analysis/judgement/looks.ts";
import { FEWEST_BLOCKS } from "../../analysis/judgement/verdict.ts";
import { absenceOf } from "../../analysis/comparing/absence.ts";
import { cellKey, cellLabel, distinctCellLabels } from "../../analysis/tables/cells.ts";
import type { Run } from "../../nouns/run.ts";
import { ClaimVerdict } from "../../nouns/claim.ts";
import { counted, percent } from "../../text/format.ts";
import { withoutLog } from "../../text/cleaned.ts";
import { moreBlocksOf } from "./likely.ts";
import type { ClaimStanding } from "./wanted.ts";
import { figuresOf, whenJudged } from "./claim-figures.ts";

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
  /** How many more this run may have at the most; 0: it is over. */
  blocksLeft: z.int().nonnegative().optional(),
  /** Whether all blocks of this run are too few for a verdict. */
  hasTooFew: z.boolean().optional(),
  /** While it is measured: the figures as they would be if it ended now. No look, and no verdict. */
  soFar: z.strictObject({ ratio: z.number(), low: known, high: known, confidence: known })
    .optional(),
  /** Why there is nothing to compare though its cells were measured: they failed, or are invalid. */
  missing: z.string().optional(),
  /** Whether it rests on trials that may not have been steady. */
  isMarked: z.boolean().optional(),
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

/**
 * @param blocksDone whole blocks of the run
 * @param run so far
 * @param ifEnded the same claims as they would stand if the run ended now; `null`: it is over
 */
export function claimProgress(
  claims: readonly ClaimStanding[],
  blocksDone: number,
  run: Run,
  ifEnded: readonly ClaimStanding[] | null = null,
): ClaimProgress[] {
  const { blocks, blocksMax = blocks } = run.plan.profile;
  const blocksLeft = ifEnded === null ? 0 : Math.max(0, blocksMax - blocksDone);
  const few = blocksDone + blocksLeft < FEWEST_BLOCKS ? { hasTooFew: true } : {};
  return claims.map((claim, index) => {
    const { id = "", open, over, under } = claim;
    const moreBlocks = moreBlocksOf(claim, blocksDone);
    const figure = figureOf(claim);
    const missing = figure.ratio === null ? missingOf(claim, run) : null;
    const isMarked = figure.ratio !== null && trialsBehind(run, [over, under]).mark !== null;
    return {
      ...{ id, ...figure, open, moreBlocks, blocksLeft, ...few, ...bestOf(claim) },
      ...(open && ifEnded !== null ? soFarOf(ifEnded[index]!) : {}),
      ...(missing === null ? {} : { missing }),
      ...(isMarked ? { isMarked } : {}),
    };
  });
}

/** Of a cell that was tried and has nothing to be compared; one whose turn is still to come lacks nothing. */
function missingOf({ over, under, measure = "throughputRps" }: ClaimStanding, run: Run) {
  const tried = new Set(run.trials.map(({ cell }) => cellKey(cell)));
  const labels = distinctCellLabels([over, under], run);
  const absences = [over, under].map((cell, index) =>
    tried.has(cellKey(cell)) ? absenceOf(run, cell, labels[index]!, measure) : null
  );
  const absence = absences.find((each) => each !== null) ?? null;
  return absence === null ? null : withoutLog(absence);
}

function bestOf({ over, under, afterBlock, isFresh = false }: ClaimStanding) {
  if (afterBlock === undefined) return {};
  return { best: { over: cellLabel(over), under: cellLabel(under), afterBlock, isFresh } };
}

function soFarOf(claim: ClaimStanding): Pick<ClaimProgress, "soFar"> {
  const { ratio, low, high, confidence } = figureOf(claim);
  return ratio === null ? {} : { soFar: { ratio, low, high, confidence } };
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
 * `3 of 5 decided; pool-alone 0.92 (99 %: 0.80–1.05), about 15 more blocks`: how many, and the open claim
 * whose interval is the widest.
 */
export function decidedLine(claims: readonly ClaimProgress[]): string {
  const decided = claims.filter(isDecided).length;
  const count = `${decided} of ${claims.length} decided`;
  const open = claims.filter((claim) => claim.open);
  const [widest] = open.toSorted((a, b) => width(b) - width(a));
  if (widest === undefined) return count;
  const shown = figure(widest);
  return `${count}; ${widest.id} ${shown === "" ? "" : `${shown}, `}${needs(widest)}`;
}

/** A line a claim: figure, verdict, and what an undecided one would take. */
export function claimLines(claims: readonly ClaimProgress[]): string[] {
  return claims.map((claim) => {
    if (figuresOf(claim).ratio === null) return `${claim.id}: ${claim.verdict}: ${needs(claim)}`;
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
function width(claim: ClaimProgress): number {
  const { low, high } = figuresOf(claim);
  return low === null || high === null || low <= 0 ? Number.MAX_VALUE : high / low;
}

/** `0.92 (99 %: 0.80–1.05) †`: the ratio, its interval with the level of that, and its mark. */
function figure(claim: ClaimProgress): string {
  const { ratio, low, high, confidence } = figuresOf(claim);
  if (ratio === null) return "";
  const level = confidence === null ? "" : `${percent(confidence)}: `;
  const interval = `${low?.toFixed(2) ?? "0"}–${high?.toFixed(2) ?? "∞"}`;
  const so = claim.soFar === undefined ? "" : " so far";
  return `${ratio.toFixed(2)} (${level}${interval})${claim.isMarked ? ` ${MARK}` : ""}${so}`;
}

/** What an open claim would take; of one without a figure, why it has none. */
function needs(claim: ClaimProgress): string {
  const { moreBlocks, ratio, missing, blocksLeft = Infinity, hasTooFew = false } = claim;
  if (missing !== undefined) return `nothing to compare, ${missing}`;
  if (hasTooFew) return `too few blocks: a verdict takes at least ${FEWEST_BLOCKS}`;
  const isOver = blocksLeft === 0;
  if (ratio === null && !isOver) return whenJudged(claim);
  if (moreBlocks === null) return `even ${LOOKS.at(-1)} blocks would likely not decide it`;
  const blocks = counted(moreBlocks, "more block");
  if (ratio === null) return `a verdict would take about ${blocks}`;
  const has = isOver || moreBlocks <= blocksLeft ? "" : `, and this run has at most ${blocksLeft}`;
  return `about ${blocks}${has}`;
}
