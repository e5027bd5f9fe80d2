/** Small sums that keep text from lying on text. */
import { significant } from "../../text/format.ts";

/**
 * Moves positions (px) apart until each is at least `gapPx` from the next, as little as possible and
 * in their own order.
 */
export function spread(positions: readonly number[], gapPx: number): number[] {
  const order = positions.map((position, index) => ({ index, position }))
    .sort((a, b) => a.position - b.position);
  const groups: { middle: number; members: number[] }[] = [];
  for (const { index, position } of order) {
    groups.push({ middle: position, members: [index] });
    // Two groups that touch become one around their common middle.
    while (groups.length > 1) {
      const [below, above] = groups.slice(-2) as [typeof groups[0], typeof groups[0]];
      const needed = (below.members.length + above.members.length) / 2 * gapPx;
      if (above.middle - below.middle >= needed) break;
      const members = [...below.members, ...above.members];
      const middle = members.reduce((sum, i) => sum + positions[i]!, 0) / members.length;
      groups.splice(-2, 2, { middle, members });
    }
  }
  const moved = [...positions];
  for (const { middle, members } of groups) {
    members.forEach((index, k) => moved[index] = middle + (k - (members.length - 1) / 2) * gapPx);
  }
  return moved;
}

/** The sorted values whose labels fit: first and last always, then those with room to both. */
export function thinned(values: readonly number[], pxPerUnit: number, gapPx: number): number[] {
  const last = values.at(-1);
  return values.filter((value, index) => index > 0 && value !== last).reduce(
    (kept, value) =>
      (value - kept.at(-1)!) * pxPerUnit >= gapPx && (last! - value) * pxPerUnit >= gapPx
        ? [...kept, value]
        : kept,
    values.slice(0, 1) as number[],
  ).concat(values.length > 1 ? [last!] : []);
}

/** Three digits, with separators: 1,234 · 87.5 · 0.42; one of what would else be nothing: 0.001. */
export function formatted(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 0.005) return significant(value, 1);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString("en");
}

/** Of a letter of 12 px, more or less; there is no browser here to ask. */
const LETTER_PX = 6.6;
const BOLD_LETTER_PX = 7.3;

/** How wide 12 px text will be. */
export function textWidthPx(text: string): number {
  return text.length * LETTER_PX;
}

/** How wide it will be in bold. */
export function boldWidthPx(text: string): number {
  return text.length * BOLD_LETTER_PX;
}

/** How many letters of bold text fit into so many px. */
export function boldLetters(widthPx: number): number {
  return Math.floor(widthPx / BOLD_LETTER_PX);
}

/** A sentence in lines of at most so many letters, as far as its words let it. */
export function wrapped(sentence: string, letters: number): string[] {
  return sentence.split(" ").reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    return last !== undefined && last.length + word.length < letters
      ? [...lines.slice(0, -1), `${last} ${word}`]
      : [...lines, word];
  }, []);
}

/** 1, 2, 5 and their tenfolds; only the tenfolds where there is no room, and more on a short axis. */
export function logTicks([low, high]: number[], widthPx: number): number[] {
  const decades = Math.log10(high! / low!);
  const steps = widthPx / decades > 130 ? [1, 2, 5] : widthPx / decades > 70 ? [1, 3] : [1];
  const ticksOf = (steps: number[]) => {
    const first = Math.floor(Math.log10(low!));
    return Array.from({ length: Math.ceil(decades) + 2 }, (_, k) => 10 ** (first + k))
      .flatMap((decade) => steps.map((step) => Number((step * decade).toPrecision(3))))
      .filter((tick) => tick >= low! && tick <= high!);
  };
  const ticks = ticksOf(steps);
  return ticks.length >= FEWEST_TICKS ? ticks : ticksOf([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]);
}

const FEWEST_TICKS = 3;
