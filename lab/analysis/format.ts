/** Numbers as sentences have them. */

/** `1,234`: whole, with separators. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en");
}
