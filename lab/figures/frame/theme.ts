/** One look for all figures: colours that colour-blind readers tell apart, in light and in dark. */

import { TOOLS_CSS } from "./tools.ts";

/**
 * Colours for a framework are fixed, so that a variant looks the same in every figure. The hues are
 * those of Okabe and Ito (2008), darkened on light ground and lightened on dark ground to a contrast
 * of at least 3 to 1.
 */
const HUES: Record<string, { light: string; dark: string }> = {
  blue: { light: "#0069a8", dark: "#5ab4f0" },
  green: { light: "#00795c", dark: "#3cc9a0" },
  purple: { light: "#9c3b86", dark: "#e58fcb" },
  vermilion: { light: "#c04c00", dark: "#ff8f55" },
  ochre: { light: "#9a6b00", dark: "#e6b84a" },
  slate: { light: "#566573", dark: "#a9b7c4" },
};

/** Others get one of the hues by their name. */
const FRAMEWORK_HUES: Record<string, string> = {
  flask: "blue",
  fastapi: "green",
  django: "purple",
  deno: "vermilion",
  node: "ochre",
};

/** Light to dark, or the reverse on dark ground: more workers stand out more. */
const STEPS = {
  light: ["#b07a00", "#cf5a17", "#bd2c5b", "#862a98", "#482c9e", "#1b2a5b"],
  dark: ["#8aa0ff", "#b48cff", "#ec7fbd", "#fb8f72", "#fdbf57", "#fde968"],
};

const ROLES = {
  server: { light: "#0069a8", dark: "#4da6e0" },
  database: { light: "#a36a00", dark: "#d9a63a" },
  generator: { light: "#16805f", dark: "#35b890" },
  other: { light: "#8b96a1", dark: "#7f8b97" },
  stolen: { light: "#b8400a", dark: "#f07f4a" },
};
export type CpuRole = keyof typeof ROLES;

function variables(mode: "light" | "dark", only?: readonly string[]): string {
  const ground = mode === "light"
    ? { ink: "#1d2329", quiet: "#58636e", rule: "#dfe4e8", surface: "#ffffff" }
    : { ink: "#e8ecef", quiet: "#a3aeb8", rule: "#333b43", surface: "#15191d" };
  const entries = [
    ...Object.entries(ground),
    ...Object.entries(HUES).map(([name, hue]) => [name, hue[mode]]),
    ...STEPS[mode].map((colour, index) => [`step-${index}`, colour]),
    ...Object.entries(ROLES).map(([role, colour]) => [`role-${role}`, colour[mode]]),
  ];
  return entries
    .filter(([name]) => only === undefined || only.includes(name!))
    .map(([name, value]) => `--gauntlet-${name}:${value}`).join(";");
}

/**
 * The theme's colours for what a selector finds. Dark by the reader's system, by JupyterLab's theme,
 * or by `data-theme` on the page's root element, which decides over the others.
 *
 * @param only the colours that are needed; default: all
 */
export function themeCss(selector: string, only?: readonly string[]): string {
  const dark = variables("dark", only);
  return `
${selector}{${variables("light", only)};color-scheme:light}
@media (prefers-color-scheme:dark){
:root:not([data-theme=light]) body:not([data-jp-theme-light=true]) ${selector}{${dark};color-scheme:dark}}
:root:not([data-theme=light]) [data-jp-theme-light=false] ${selector},
:root[data-theme=dark] ${selector}{${dark};color-scheme:dark}`.trim();
}

/** The style of a figure. */
export const FIGURE_CSS = `
${themeCss(".gauntlet-figure")}
.gauntlet-figure{container-type:inline-size;margin:1.25em 0;padding:18px 20px 14px;border:1px solid var(--gauntlet-rule);border-radius:8px;background:var(--gauntlet-surface);color:var(--gauntlet-ink);font:14px/1.45 system-ui,sans-serif}
.gauntlet-figure .title{margin:0;font-size:17px;font-weight:650;line-height:1.3;text-wrap:balance}
.gauntlet-figure .subtitle{margin:3px 0 0;color:var(--gauntlet-quiet)}
.gauntlet-figure .legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:10px 0 0;padding:0;list-style:none;font-size:13px}
.gauntlet-figure .legend li{display:flex;align-items:center;gap:6px;margin:0}
.gauntlet-figure .legend svg{flex:none}
.gauntlet-figure .view{display:flex;flex-wrap:wrap;gap:14px 20px;margin-top:12px}
.gauntlet-figure .view svg{display:block;max-width:100%;height:auto;overflow:visible}
.gauntlet-figure .narrow{display:none}
.gauntlet-figure .narrow svg{width:100%;max-width:460px}
.gauntlet-figure figcaption{margin-top:10px;color:var(--gauntlet-quiet);font-size:12.5px;overflow-wrap:anywhere}
.gauntlet-figure figcaption p{margin:0}
.gauntlet-figure .data{margin-top:6px;color:var(--gauntlet-quiet);font-size:12.5px}
.gauntlet-figure .data summary{cursor:pointer;width:fit-content}
.gauntlet-figure .data pre{margin:4px 0 0;max-height:16em;overflow:auto;color:inherit;background:none;font:12px/1.45 ui-monospace,monospace;white-space:pre}
@media print{.gauntlet-figure .data{display:none}}
.gauntlet-figure .stale{color:var(--gauntlet-vermilion);font-weight:600}
@container (max-width:600px){.gauntlet-figure .wide{display:none}.gauntlet-figure .narrow{display:flex}}
${TOOLS_CSS}
`.trim();

/**
 * The style of a figure's picture, a file of its own that a page shows as an image: nothing but the
 * reader's system can say there whether it is dark, and it brings its own ground either way.
 *
 * @param drawing the picture's SVG, of whose colours no others are named
 */
export function pictureCss(drawing: string): string {
  const used = [...drawing.matchAll(/--gauntlet-([\w-]+)/g)].map(([, name]) => name!);
  const only = ["ink", "surface", ...used];
  return `
.gauntlet-figure{${
    variables("light", only)
  };background:var(--gauntlet-surface);color:var(--gauntlet-ink)}
@media (prefers-color-scheme:dark){.gauntlet-figure{${variables("dark", only)}}}`.trim();
}

/** Colours as CSS: they follow the reader's theme wherever the figure is shown. */
export const INK = "var(--gauntlet-ink)";
export const QUIET = "var(--gauntlet-quiet)";
export const RULE = "var(--gauntlet-rule)";
export const SURFACE = "var(--gauntlet-surface)";

/** The colour of a variant, by the first word of its name, its framework: always the same. */
export function variantColour(variant: string): string {
  const framework = variant.split("-")[0]!;
  const names = Object.keys(HUES);
  const sum = [...framework].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return `var(--gauntlet-${FRAMEWORK_HUES[framework] ?? names[sum % names.length]})`;
}

/** The colour of the k-th of n ordered levels, such as workers. */
export function levelColour(index: number, count: number): string {
  const last = STEPS.light.length - 1;
  const step = count <= 1 ? 2 : Math.round(index * last / Math.max(count - 1, 3));
  return `var(--gauntlet-step-${Math.min(step, last)})`;
}

/** What stands, what does not, and what cannot be told. */
export const STANDS = "var(--gauntlet-green)";
export const FALLS = "var(--gauntlet-vermilion)";
export const OPEN = "var(--gauntlet-slate)";

export function roleColour(role: CpuRole): string {
  return `var(--gauntlet-role-${role})`;
}

/** Options that every plot starts from. */
export const PLOT_STYLE = {
  background: "transparent",
  color: "currentColor",
  fontFamily: "system-ui, sans-serif",
  fontSize: "12px",
  overflow: "visible",
};
