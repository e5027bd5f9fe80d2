/** A figure: a plot with what it owes its reader around it, as HTML that needs no network. */
import { coresText } from "../../nouns/environment.ts";
import { escaped } from "../../text/html.ts";
import { parseHTML } from "linkedom";
import {
  loadLabel,
  parametersLabel,
  sizeLabel,
  touchesDatabase,
  type WithFacts,
} from "../../analysis/tables/facts.ts";
import { trialsBehind } from "../../analysis/claims/behind.ts";
import { keyOf } from "../../nouns/cell.ts";
import { counted, day } from "../../text/format.ts";
import type { Run } from "../../nouns/run.ts";
import type { Scenario } from "../../nouns/scenario.ts";
import { plainMarkdown } from "../../text/markdown.ts";
import { csvOf, type DataRow } from "./csv.ts";
import { textWidthPx } from "./layout.ts";
import { live } from "./live.ts";
import { FIGURE_CSS, INK, pictureCss } from "./theme.ts";

/** The document that Plot draws into; nothing is ever shown from it. */
export const figureDocument: unknown =
  (parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: unknown })
    .document;

/** The little of a drawn SVG element that is used here; Deno has no types for the DOM. */
export interface Drawing {
  outerHTML: string;
  innerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
}

/** What every figure asks of its caller. */
export interface FigureOptions {
  /** The finding, in a sentence: what the reader should see. */
  title: string;
  /** Why the run no longer matches the code or the plan. Default: what the run itself says. */
  stale?: string;
  /** When it is drawn, for the age of the run. Default: now. */
  drawnAt?: Date;
}

export interface LegendItem {
  label: string;
  colour: string;
  mark: "dot" | "ring" | "line" | "bar" | "tick" | "diamond" | "small dot";
}

export interface FigureParts extends FigureOptions {
  /** Left out where a figure is of several; then the notes say of which. */
  run?: Run;
  /** Scenario and units. */
  subtitle: string;
  /** What is in the figure, in words, for those who cannot see it. */
  alt: string;
  legend?: LegendItem[];
  /** Lines of the caption before the run's own. */
  notes?: string[];
  /** What is drawn, as rows: a mark a row, with units in the names. Empty: it is in a table already. */
  data: readonly DataRow[];
  /** Draws the panels for a width in px; asked twice, for a page and for a telephone. */
  panels: (widthPx: number) => Drawing[];
}

/** A finished figure; as the value of a cell, Jupyter shows it. */
export interface Figure {
  html: string;
  /** Legend and panels, side by side, as one SVG that stands by itself. */
  svg: string;
  /** Title, picture and caption; the picture's address is {@link PICTURE}, its text is `alt`. */
  markdown: string;
  alt: string;
  /** What is drawn, as CSV with a line of names. */
  csv: string;
  [display: symbol]: () => Record<string, string>;
}

/** What a figure's Markdown calls its picture; an exporter puts the name of a file there. */
export const PICTURE = "figure.svg";

export const WIDE_PX = 816;
export const NARROW_PX = 340;

/**
 * Puts title, subtitle, legend and caption around panels.
 *
 * @example
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { type Drawing, figure, figureDocument } from "lab/figures/frame/figure.ts";
 * const drawn = figure({
 *   title: "Five is more than three",
 *   subtitle: "Numbers, no unit",
 *   alt: "Two bars, 3 and 5.",
 *   run: fixtureRun(),
 *   data: [{ number: 3 }, { number: 5 }],
 *   panels: (width) => [
 *     Plot.barX([3, 5]).plot({ width, document: figureDocument }) as unknown as Drawing,
 *   ],
 * });
 * console.log(drawn.html.startsWith("<figure")); // true
 * ```
 */
export function figure(parts: FigureParts): Figure {
  const wide = parts.panels(WIDE_PX).map(prepared);
  const narrow = parts.panels(NARROW_PX).map(prepared);
  const csv = csvOf(parts.data);
  const html = [
    `<figure class="gauntlet-figure"><style>${FIGURE_CSS}</style>`,
    `<p class="title">${escaped(parts.title)}</p>`,
    `<p class="subtitle">${escaped(parts.subtitle)}</p>`,
    legendHtml(parts.legend ?? []),
    `<div role="img" aria-label="${escaped(parts.alt)}">`,
    `<div class="view wide">${wide.map(({ outerHTML }) => outerHTML).join("")}</div>`,
    `<div class="view narrow">${narrow.map(({ outerHTML }) => outerHTML).join("")}</div>`,
    `</div>`,
    `${dataHtml(csv)}<figcaption>${captionHtml(parts)}</figcaption></figure>`,
  ].join("\n");
  const svg = standalone(wide, parts.alt, parts.legend ?? []);
  const markdown = figureMarkdown(parts);
  return {
    html,
    svg,
    markdown,
    alt: parts.alt,
    csv,
    [Symbol.for("Jupyter.display")]: () => ({
      "text/html": live(html),
      "image/svg+xml": svg,
      "text/markdown": markdown,
      "text/plain": parts.alt,
    }),
  };
}

/**
 * `endpoint item, delayMs 50, 1,000 items, 64 connections`; what differs between cells is left out,
 * and the size too where none of them needs the database.
 */
export function scenarioLine(run: WithFacts, scenarios: readonly Scenario[]): string {
  const alike = <T>(of: (scenario: Scenario) => T, text: (value: T) => string) => {
    const values = new Map(scenarios.map((scenario) => [keyOf(of(scenario)), of(scenario)]));
    return values.size === 1 ? [text([...values.values()][0]!)].filter(Boolean) : [];
  };
  const sized = scenarios.some((scenario) => scenario.size > 0 && touchesDatabase(run, scenario));
  return [
    ...alike((s) => s.endpoint, (endpoint) => `endpoint\u00a0${endpoint}`),
    ...alike(parametersLabel, (label) => label),
    ...(sized ? alike((s) => sizeLabel(s, run), (label) => label) : []),
    ...alike((s) => loadLabel(s.load), (label) => label),
  ].join(", ");
}

/** For whoever wants the numbers; readable with no script. */
function dataHtml(csv: string): string {
  return csv === ""
    ? ""
    : `<details class="data"><summary>data</summary><pre tabindex="0">${
      escaped(csv)
    }</pre></details>`;
}

function captionHtml(parts: FigureParts): string {
  const stale = staleSentence(parts);
  const lines = captionLines(parts, measuredAndDrawn);
  return lines.map((line) => `<p>${escaped(line)}</p>`).join("") +
    (stale ? `<p class="stale">${escaped(stale)}</p>` : "");
}

/** Without the day on which it is drawn, so that it stays the same however often it is written. */
function figureMarkdown(parts: FigureParts): string {
  const stale = staleSentence(parts);
  const caption = [
    ...captionLines(parts, dateOf).map(plainMarkdown),
    ...(stale ? [`**${plainMarkdown(stale)}**`] : []),
  ];
  return [
    `**${plainMarkdown(parts.title)}**<br>${plainMarkdown(parts.subtitle)}`,
    `![${plainMarkdown(parts.alt)}](${PICTURE})`,
    `<sub>${caption.join("<br>")}</sub>`,
  ].join("\n\n");
}

/** Notes, what is missing, and where the numbers come from. */
function captionLines(
  { run, notes = [], drawnAt }: FigureParts,
  measured: (run: Run, drawnAt?: Date) => string,
): string[] {
  if (!run) return notes;
  const { cpuModel, memoryGiB, os } = run.environment;
  const { leftOut } = trialsBehind(run);
  const failedCount = run.trials.filter(({ outcome }) => outcome.state === "failed").length;
  return [
    ...notes,
    ...(failedCount > 0
      ? [`${failedCount} of ${run.trials.length} trials failed and are not shown.`]
      : []),
    ...(leftOut === null ? [] : [leftOut]),
    `Run ${run.runId} (${run.plan.profileName}) on ${cpuModel}, ${coresText(run.environment)}, ` +
    `${Math.round(memoryGiB)} GiB, ${os}; measured ${measured(run, drawnAt)}${
      run.origin ? `, by a stranger (${run.origin.from})` : ""
    }.`,
  ];
}

function staleSentence({ stale, run }: FigureParts): string {
  return stale ?? (run?.stale?.length ? `Stale: ${run.stale.join("; ")}.` : "");
}

const dateOf = ({ startedAt }: Run): string => day(startedAt);

/**
 * `2 January 2026, 41 days before this was drawn`: stays true however late it is read. A report of the
 * recorded runs reads the same on every day, and says when they were measured alone.
 */
function measuredAndDrawn(run: Run, drawnAt?: Date): string {
  if (drawnAt === undefined && Deno.env.get("GAUNTLET_RUNS") === "recorded") return dateOf(run);
  drawnAt ??= new Date();
  const days = Math.floor((drawnAt.getTime() - Date.parse(run.startedAt)) / 86_400_000);
  if (days < 1) return `${dateOf(run)}, less than a day before this was drawn`;
  return `${dateOf(run)}, ${counted(days, "day")} before this was drawn`;
}

function legendHtml(items: LegendItem[]): string {
  if (items.length === 0) return "";
  const rows = items.map(({ label, colour, mark }) =>
    `<li><svg width="18" height="12" viewBox="0 0 18 12" aria-hidden="true">${
      SWATCHES[mark](colour)
    }</svg>${escaped(label)}</li>`
  );
  return `<ul class="legend">${rows.join("")}</ul>`;
}

const SWATCHES: Record<LegendItem["mark"], (colour: string) => string> = {
  "dot": (c) => `<circle cx="9" cy="6" r="5" fill="${c}"/>`,
  "small dot": (c) => `<circle cx="9" cy="6" r="2.6" fill="${c}" fill-opacity="0.6"/>`,
  "ring": (c) => `<circle cx="9" cy="6" r="4.5" fill="none" stroke="${c}" stroke-width="2"/>`,
  "line": (c) => `<path d="M0 6H18" stroke="${c}" stroke-width="2.5"/>`,
  "bar": (c) => `<rect x="2" width="14" height="12" rx="2" fill="${c}"/>`,
  "tick": (c) => `<path d="M9 0V12" stroke="${c}" stroke-width="2.5"/>`,
  "diamond": (c) =>
    `<path d="M9 0.5L15 6L9 11.5L3 6Z" fill="none" stroke="${c}" stroke-width="2"/>`,
};

/** The words are on the wrapper; a reader of the screen is spared the ticks. */
function prepared(panel: Drawing): Drawing {
  panel.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  panel.removeAttribute("class");
  for (const style of panel.querySelectorAll("style")) style.remove();
  panel.setAttribute("aria-hidden", "true");
  return panel;
}

function standalone(panels: Drawing[], alt: string, legend: LegendItem[]): string {
  const sizes = panels.map((panel) => ({
    width: Number(panel.getAttribute("width")),
    height: Number(panel.getAttribute("height")),
  }));
  const gap = 20;
  const key = legendSvg(legend);
  let x = 0, y = key.height, rowHeight = 0, right = key.width;
  const placed = panels.map((panel, index) => {
    const { width, height } = sizes[index]!;
    if (x > 0 && x + width > WIDE_PX + gap) [x, y, rowHeight] = [0, y + rowHeight + gap, 0];
    const placement =
      `<svg x="${x}" y="${y}" width="${width}" height="${height}" overflow="visible">`;
    right = Math.max(right, x + width);
    rowHeight = Math.max(rowHeight, height);
    x += width + gap;
    return `${placement}${panel.innerHTML}</svg>`;
  });
  const height = y + rowHeight;
  // Words that reach over a panel's edge are shown in a page, and would be cut off in a picture.
  const margin = 12;
  const [width, tall] = [right + 2 * margin, height + 2 * margin];
  const drawn = [...key.items, ...placed].join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" class="gauntlet-figure" width="${width}" ` +
    `height="${tall}" viewBox="${-margin} ${-margin} ${width} ${tall}" role="img" aria-label="${
      escaped(alt)
    }" ` +
    `fill="currentColor" text-anchor="middle" ` +
    `style="font:12px system-ui,sans-serif;margin:0;padding:0;border:0">` +
    `<style>${pictureCss(drawn)}</style>\n${drawn}\n</svg>\n`;
}

/** The legend above the panels of a picture, in as many lines as it needs. */
function legendSvg(items: LegendItem[]): { items: string[]; width: number; height: number } {
  const [swatch, gap, line] = [24, 16, 18];
  let x = 0, y = 0, right = 0;
  const drawn = items.map(({ label, colour, mark }) => {
    const width = swatch + textWidthPx(label);
    if (x > 0 && x + width > WIDE_PX) [x, y] = [0, y + line];
    const at = `translate(${Math.round(x)},${y})`;
    right = Math.max(right, Math.round(x + width));
    x += width + gap;
    return `<g transform="${at}">${
      SWATCHES[mark](colour)
    }<text x="${swatch}" y="10" fill="${INK}" ` +
      `text-anchor="start">${escaped(label)}</text></g>`;
  });
  return { items: drawn, width: right, height: items.length > 0 ? y + line + 12 : 0 };
}
