/** The page that explores trials, before its script fills it. */
import { FIGURE_CSS } from "../../figures/frame/theme.ts";
import type { Run } from "../../nouns/run.ts";
import { counted } from "../../text/format.ts";
import { escaped } from "../../text/html.ts";

/**
 * The body of the page, as HTML. Its script draws from the rows that stand beside it.
 *
 * @example
 * ```ts
 * import { explorerPage } from "lab/report/explorer/page.ts";
 * console.log(explorerPage([]).includes("<h1>Explorer</h1>")); // true
 * ```
 */
export function explorerPage(runs: readonly Run[]): string {
  const trialCount = runs.reduce((sum, { trials }) => sum + trials.length, 0);
  const list = runs.map(({ runId, plan }) =>
    `<li><code>${escaped(runId)}</code> ${escaped(plan.question)}</li>`
  );
  return `<style>${FIGURE_CSS}</style><div class="prose"><h1>Explorer</h1>
<p>${counted(trialCount, "trial")} of ${
    counted(runs.length, "run")
  }. A dot is one trial, of a server started for it; the tick is the mean of its cell and the bar behind it the 95 % interval, by the trials of that cell alone. Cells of one run are compared by blocks: that is what the claims are judged by. Hollow dots are invalid trials, which count nowhere.</p>
<details><summary>The runs</summary><ul>${list.join("")}</ul></details></div>
<noscript><p>The explorer needs scripts; all trials are in the project's data/runs.</p></noscript>
<div id="explorer" hidden>
<form id="filter" class="filter" hidden>
<span id="fields" class="fields"></span>
<button type="reset">Show all</button>
<button type="button" id="csv">CSV</button>
<button type="button" id="parquet">Parquet</button>
</form>
<p id="said" class="quiet" role="status"></p>
<figure class="gauntlet-figure"><p class="title">Throughput</p>
<p class="subtitle"><label>across <select id="across"></select></label></p>
<ul id="variants" class="legend"></ul>
<div id="throughput"></div></figure>
<section id="trial" class="trial" hidden></section>
<figure class="gauntlet-figure"><p class="title">Latency</p>
<p class="subtitle">All answers of a cell; to the right, the slowest of them</p>
<div id="latency"></div><figcaption id="latency-note"></figcaption></figure>
<figure class="gauntlet-figure"><p class="title">CPU by role</p>
<ul class="legend">${
    [["server", "server"], ["database", "database"], ["generator", "load generator"]].map(
      ([role, word]) =>
        `<li><span class="swatch" style="background:var(--gauntlet-role-${role})"></span>${word}</li>`,
    ).join("")
  }</ul>
<div id="cpu"></div><figcaption id="cpu-note"></figcaption></figure>
<details id="failures"><summary><span id="failed-count"></span> trials failed</summary><ul id="failed"></ul></details>
</div>`;
}
