/** What makes tables and figures answer to a reader, where a page runs scripts. */
import { readFileSync } from "node:fs";

/** The script itself, for a page that brings its own; see `live.js`. */
export const liveSource = (): string => readFileSync(new URL("live.js", import.meta.url), "utf8");

/** The variable by which whoever makes pages says that these bring the script themselves, or none. */
export const PAGES_VARIABLE = "GAUNTLET_PAGES";

/**
 * HTML with the script beside it, where a reader steps through a notebook; as it is for a page and
 * outside of notebooks. The script may be there any number of times.
 */
export function live(html: string): string {
  return inNotebook() && !Deno.env.get(PAGES_VARIABLE)
    ? `${html}<script>${liveSource()}</script>`
    : html;
}

function inNotebook(): boolean {
  try {
    return typeof Deno.jupyter.display === "function";
  } catch {
    return false; // outside of `deno jupyter`, to ask is already an error
  }
}
