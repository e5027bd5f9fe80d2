/** One trial: its window second by second, its latency, what it asked the database, and its last words. */
import type { ExplorerData } from "../../explorer/data.ts";
import { latencyChart, windowChart } from "./charts.ts";
import { number, text, type Trial } from "./data.ts";
import { element, shown, table } from "./dom.ts";

/** Columns told in words above; all others are in the list. */
const NOT_LISTED = new Set(["runId", "experiment", "cell", "title"]);

/** Fills a section with a trial. */
export function showTrial(section: HTMLElement, trial: Trial, data: ExplorerData): void {
  const { row, told, cell } = trial;
  section.hidden = false;
  // Less what stands around a figure: its own edges and those of the section.
  const width = Math.max(260, section.clientWidth - 80);
  const head = `Trial ${row.trial}: ${cell.label}`;
  section.replaceChildren(
    element("h2", { tabindex: "-1" }, head),
    element(
      "p",
      {},
      `${text(row.title)}, ${text(row.scenario)}. Block ${row.block} of the run ${
        text(row.runId)
      }, ` +
        `${text(row.startedAt).replace("T", " ").replace(/\..*/, "")} UTC: ` +
        `${shown(number(row.throughputRps) ?? 0)} requests a second; ${text(row.validity)}` +
        (row.validityReason ? `: ${text(row.validityReason).replace(/\.?$/, ".")}` : "."),
    ),
    figure("Its window, second by second", windowChart(told.samplesRps, width)),
    figure(
      "Its latency, and that of all trials of its cell",
      latencyChart([cell], data.shares, width, [{ label: "this trial", curveMs: told.curveMs }]),
    ),
    told.receipt.length === 0
      ? element("p", { class: "quiet" }, "No receipt: it asked no database whose books are kept.")
      : table(
        "Receipt: what each answered request asked of the database",
        ["statement", "calls", "rows", "ms a call"],
        told.receipt.map(([place, ...numbers]) => [data.statements[place]!, ...numbers]),
      ),
    told.waits.length === 0 ? "" : table(
      "What its database sessions were seen doing",
      ["event", "share, %"],
      told.waits.map(({ event, share }) => [event, 100 * share]),
    ),
    element("h3", {}, "The server's last lines"),
    told.log === ""
      ? element("p", { class: "quiet" }, "None are kept of this trial.")
      : element("pre", { class: "stream", tabindex: "0" }, told.log),
    element(
      "details",
      {},
      element("summary", {}, "All of its row"),
      table(
        "Every column that is known of it",
        ["column", "value", "unit", "what it is"],
        data.columns
          .filter(({ name }) => !NOT_LISTED.has(name) && row[name] !== null)
          .map(({ name, unit, sentence }) => [
            name,
            typeof row[name] === "number" ? shown(row[name]) : text(row[name]),
            unit === "none" ? "" : unit,
            sentence,
          ]),
      ),
    ),
  );
  section.querySelector("h2")!.focus({ preventScroll: true });
  section.scrollIntoView({ block: "start" });
}

const figure = (title: string, chart: Node): HTMLElement =>
  element("figure", { class: "gauntlet-figure" }, element("p", { class: "title" }, title), chart);
