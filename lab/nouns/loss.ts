/** How a request was lost: why it got no whole answer, though nobody had waited too long for one. */

/**
 * `no connection`: none could be opened. `closed before the answer`: the server closed the connection,
 * or reset it, when it had the request and had answered nothing of it. `answer cut short`: it closed
 * within the answer, before the length that it had told or the last chunk. `closed`: either of the two,
 * where a load tool does not tell them apart. `other`: what the tool calls an error and nothing else.
 */
export const LOSSES = [
  "no connection",
  "closed before the answer",
  "answer cut short",
  "closed",
  "other",
] as const;
export type Loss = (typeof LOSSES)[number];

/** Requests that were lost in one way. */
export interface Losses {
  loss: Loss;
  count: number;
}

const SAID: Record<Loss, [one: string, many: string]> = {
  "no connection": ["connection that could not be opened", "connections that could not be opened"],
  "closed before the answer": [
    "connection closed before the answer",
    "connections closed before the answer",
  ],
  "answer cut short": ["answer cut short", "answers cut short"],
  "closed": [
    "connection closed before or within the answer",
    "connections closed before or within the answer",
  ],
  "other": ["other error", "other errors"],
};

/**
 * Losses in words.
 *
 * @example
 * ```ts
 * import { lossText } from "lab/nouns/loss.ts";
 * console.log(lossText({ loss: "answer cut short", count: 2 })); // 2 answers cut short
 * ```
 */
export function lossText({ loss, count }: Losses): string {
  const [one, many] = SAID[loss];
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
