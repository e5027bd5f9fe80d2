/** The page that searches: all entries are in it, and the words are in its address. */
import MiniSearch from "minisearch";

interface Entry {
  /** Where it is: `03-workers.html#figure-07`. */
  id: string;
  /** The title of its page. */
  page: string;
  kind: string;
  title: string;
  text: string;
}

const SHOWN_MAX = 60;
/** Letters of a text around the first word that was found. */
const AROUND = 90;

const entries: Entry[] = JSON.parse(document.getElementById("entries")!.textContent!);
const byId = new Map(entries.map((entry) => [entry.id, entry]));
const index = new MiniSearch<Entry>({
  fields: ["title", "text", "page", "kind"],
  searchOptions: {
    boost: { title: 3, page: 1.5 },
    prefix: true,
    fuzzy: (term) => term.length > 4 ? 0.2 : false,
    combineWith: "AND",
  },
});
index.addAll(entries);

const form = document.querySelector<HTMLFormElement>("#search")!;
const input = form.querySelector("input")!;
const list = document.getElementById("results")!;
const said = document.getElementById("said")!;

function element(name: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The words found, marked, and a little of what stands around the first. */
function excerpt(text: string, terms: string[]): HTMLElement {
  const low = text.toLowerCase();
  const first = Math.min(...terms.map((term) => low.indexOf(term)).filter((at) => at >= 0));
  const from = Number.isFinite(first) ? Math.max(0, first - AROUND) : 0;
  const part = (from > 0 ? "… " : "") + text.slice(from, from + 3 * AROUND) +
    (from + 3 * AROUND < text.length ? " …" : "");
  const shown = element("p");
  const pattern = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pieces = pattern === "" ? [part] : part.split(new RegExp(`(${pattern})`, "i"));
  pieces.forEach((piece, at) => shown.append(at % 2 === 1 ? element("mark", piece) : piece));
  return shown;
}

function search(): void {
  const words = input.value.trim();
  const found = words === "" ? [] : index.search(words);
  said.textContent = words === ""
    ? `${entries.length} sections, claims, figures, tables and rules can be found.`
    : found.length === 0
    ? "Nothing was found: fewer words, or others?"
    : `${found.length} found${
      found.length > SHOWN_MAX ? `, the first ${SHOWN_MAX} are shown` : ""
    }.`;
  list.replaceChildren(
    ...found.slice(0, SHOWN_MAX).map(({ id, terms }) => {
      const entry = byId.get(id)!;
      const item = element("li");
      const link = element("a", entry.title) as HTMLAnchorElement;
      link.href = entry.id;
      item.append(link, element("span", `${entry.kind} · ${entry.page}`, "quiet"));
      item.append(excerpt(entry.text, terms));
      return item;
    }),
  );
}

const read = () => {
  input.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  search();
};
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("input", () => {
  history.replaceState(null, "", `#q=${encodeURIComponent(input.value)}`);
  search();
});
addEventListener("hashchange", read);
read();
input.focus();
