/**
 * Results that are old: those below a cell that was measured again, until they are run. JupyterLab can
 * mark them, by a script beside the run; every other reader's tool has the sentence.
 */
import { readFileSync } from "node:fs";
import { PAGES_VARIABLE } from "../../figures/frame/live.ts";
import { insideKernel, show } from "../display/display.ts";

/** What a notebook's reader is told below a run that was just measured. */
export const OLD_SENTENCE =
  "The cells below show the run before, or the recorded one, until they are run again.";

/** Says so, and lets JupyterLab mark them. In a page there is nothing old: all cells are run in turn. */
export async function markOld(): Promise<void> {
  if (!insideKernel() || Deno.env.get(PAGES_VARIABLE)) return;
  const id = `gauntlet-measured-${crypto.randomUUID().slice(0, 8)}`;
  const source = readFileSync(new URL("old.js", import.meta.url), "utf8")
    .replaceAll("MEASURED_ID", JSON.stringify(id));
  await show(`<p id="${id}"><i>${OLD_SENTENCE}</i></p><script>${source}</script>`, {
    text: OLD_SENTENCE,
  });
}
