/** Where text becomes HTML. */
import { cleaned } from "./cleaned.ts";

/**
 * Text made safe for HTML, between tags and in attributes, which we write in double quotes: no tag, no
 * end of a value, no unseen character.
 */
export function escaped(text: string): string {
  return cleaned(text, { lengthMax: Infinity }).replace(/[&<>"]/g, (mark) => ENTITIES[mark]!);
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
