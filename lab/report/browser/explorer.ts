/** The page that explores all trials of a report. */
import { ACROSS, cpuChart, latencyChart, leftOut, throughputChart } from "./explorer/charts.ts";
import { cellsOf, readData, text, type Trial } from "./explorer/data.ts";
import { byId, element, shown } from "./explorer/dom.ts";
import { filters } from "./explorer/filters.ts";
import { csvOf, parquetOf, save } from "./explorer/save.ts";
import { showTrial } from "./explorer/trial.ts";
import { variantColour } from "../../figures/frame/theme.ts";

const { data, trials } = readData();
const across = byId<HTMLSelectElement>("across");
const section = byId("trial");
let chosen: Trial[] = [];

across.append(...Object.keys(ACROSS).map((name) => element("option", {}, name)));

/** The experiment whose servers were tried with the most settings shows most at first. */
function usual(): Record<string, string> {
  const [most] = [...Map.groupBy(trials, ({ row }) => text(row.experiment))]
    .map(([experiment, of]) => ({
      experiment,
      settings: new Set(of.map(({ row }) => text(row.settings))).size,
    }))
    .sort((a, b) => b.settings - a.settings);
  return most ? { experiment: most.experiment } : {};
}

const widthOf = (id: string) => Math.max(280, byId(id).clientWidth);

function draw(): void {
  const cells = cellsOf(chosen);
  const variants = [...new Set(chosen.map(({ row }) => text(row.variant)))].sort();
  byId("variants").replaceChildren(...variants.map((variant) => {
    const dot = element("span", { class: "swatch", style: `background:${variantColour(variant)}` });
    return element("li", {}, dot, variant);
  }));
  byId("throughput").replaceChildren(
    throughputChart(chosen, across.value, widthOf("throughput"), choose),
  );
  byId("latency").replaceChildren(latencyChart(cells, data.shares, widthOf("latency")));
  byId("latency-note").textContent = leftOut(cells.length, "curves");
  byId("cpu").replaceChildren(cpuChart(chosen, widthOf("cpu")));
  byId("cpu-note").textContent = leftOut(cells.length, "bars");
  byId("said").textContent = `${shown(chosen.length)} of ${shown(trials.length)} trials, in ${
    shown(cells.length)
  } cells.`;
}

const choose = (trial: Trial) => showTrial(section, trial, data);

byId("failed").append(...data.failures.map(({ run, trial, cell, reason, log }) =>
  element(
    "li",
    {},
    `${cell}, trial ${trial} of ${data.runs[run]!.id}: ${reason}`,
    ...(log === "" ? [] : [element("pre", { class: "stream", tabindex: "0" }, log)]),
  )
));
byId("failures").hidden = data.failures.length === 0;
byId("failed-count").textContent = String(data.failures.length);

across.addEventListener("change", draw);
byId("csv").addEventListener("click", () => save("trials.csv", csvOf(chosen, data)));
byId("parquet").addEventListener("click", () => save("trials.parquet", parquetOf(chosen, data)));
let timer = 0;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, 150);
});
byId("explorer").hidden = false;
filters(trials, usual(), (of) => {
  chosen = of;
  draw();
});
