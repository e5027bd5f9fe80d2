/** What is shown of a claim while its run is measured, as a line has it and as a picture has it. */
import { counted } from "../../text/format.ts";

/** A ratio and its interval; `null`: not known, or without end. */
export interface Figures {
  ratio: number | null;
  low: number | null;
  high: number | null;
  confidence: number | null;
}

/** The figures to show: while it is open and measured those so far, else those of the last look. */
export const figuresOf = (
  { soFar, ratio, low, high, confidence }: Figures & { soFar?: Figures },
): Figures => soFar ?? { ratio, low, high, confidence };

/** When a claim that was not looked at yet is: at a look, or where none comes before, at the end. */
export function whenJudged(
  { moreBlocks, blocksLeft = Infinity }: { moreBlocks: number | null; blocksLeft?: number },
): string {
  const isAtEnd = moreBlocks === null || moreBlocks > blocksLeft;
  return isAtEnd
    ? `its verdict comes at the end, in ${
      blocksLeft === 1 ? "1 more block" : `at most ${blocksLeft} more blocks`
    }`
    : `the first look in ${counted(moreBlocks, "more block")}`;
}
