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

/** How the buttons above a table or a figure look; the colours are those of what is around them. */
export const TOOLS_CSS = `
.gauntlet-tools{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:4px;margin:0 0 4px;font:12px system-ui,sans-serif;color:inherit;opacity:.8}
.gauntlet-tools button,.gauntlet-tools input{font:inherit;color:inherit;background:none;border:1px solid rgb(128 128 128/.4);border-radius:5px;padding:1px 7px;margin:0;line-height:1.5;width:auto;height:auto;box-shadow:none}
.gauntlet-tools button{cursor:pointer}
.gauntlet-tools button:hover,.gauntlet-tools button:focus-visible{border-color:currentColor}
.gauntlet-tools input{margin-right:auto;min-width:11em}
@media print{.gauntlet-tools{display:none}}`.trim();
