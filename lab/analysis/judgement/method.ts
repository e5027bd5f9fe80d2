/** By which method something was judged: recorded judgements outlive the code that made them. */

/** What each version stood for. */
export const METHODS: Record<number, string> = {
  1: "the median of block ratios, its bootstrap, and what identical cells differ by as a threshold",
  2: "the moderated paired t, and equivalence at a claim's δ",
  3: "the same, with invalid trials left out",
  4: "the same, and no verdict that a load generator at its own limit may have made",
};

/** The version that this code judges by. It changes when the same trials may get another verdict. */
export const METHOD_VERSION = 4;
