/** The other service that /upstream and /fanout call. `fetch` keeps its connections by itself. */
import process from "node:process";

const url = process.env.UPSTREAM_URL ?? "http://127.0.0.1:9000";

/** One call that takes `ms` milliseconds. */
export async function call(ms: number): Promise<void> {
  const response = await fetch(`${url}/delay?ms=${ms}`);
  // Read to its end, or the connection could not be used again.
  await response.arrayBuffer();
  if (!response.ok) {
    throw new Error(`The upstream service answered ${response.status}.`);
  }
}

/** A parameter that is missing or out of its bounds. */
export class BadParameter extends Error {}

/** A parameter as a whole number within bounds, or {@linkcode BadParameter}. */
export function wholeNumber(
  name: string,
  value: string | null,
  least: number,
  most: number,
) {
  const number = /^\d+$/.test(value ?? "") ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new BadParameter(
    `${name}: give a whole number from ${least} to ${most}.`,
  );
}
