/** Elements of the page, made of text: nothing of the data becomes markup. */

/** An element with its attributes and what stands in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** What the page has by an id; it is there, since the page is ours. */
export const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

/** A table whose texts are texts; columns of numbers stand to the right. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): HTMLElement {
  const side = (value: string | number): Record<string, string> =>
    typeof value === "number" ? { class: "number", style: "text-align:right" } : {};
  return element(
    "div",
    { class: "gauntlet-table", tabindex: "0", role: "region", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((head, at) =>
            element("th", { scope: "col", ...side(rows[0]?.[at] ?? "") }, head)
          ),
        ),
      ),
      element(
        "tbody",
        {},
        ...rows.map((row) =>
          element("tr", {}, ...row.map((value) => element("td", side(value), shown(value))))
        ),
      ),
    ),
  );
}

const format = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A number as people read it: three digits, thousands apart. */
export const shown = (value: string | number): string =>
  typeof value === "string"
    ? value
    : Math.abs(value) >= 1000
    ? whole.format(value)
    : format.format(value);
