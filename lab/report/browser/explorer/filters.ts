/** The lists that choose trials. What is chosen stands in the address, so that it can be kept and sent. */
import { text, type Trial } from "./data.ts";
import { byId, element } from "./dom.ts";

/** Columns that trials are chosen by, with the words before their lists. */
const FIELDS: Record<string, string> = {
  experiment: "Experiment",
  workload: "Workload",
  scenario: "Scenario",
  variant: "Variant",
  settings: "Settings",
  validity: "Validity",
};

const names = Object.keys(FIELDS);
const selects = new Map<string, HTMLSelectElement>();

/** What is chosen; an empty text is all. */
const chosen = (name: string) => selects.get(name)!.value;

const fits = (trial: Trial, except = "") =>
  names.every((name) =>
    name === except || chosen(name) === "" || text(trial.row[name]) === chosen(name)
  );

/** Each list has what there is under the others, with how many trials that is. */
function renew(trials: readonly Trial[]): void {
  for (const name of names) {
    const counts = new Map<string, number>();
    for (const trial of trials) {
      if (!fits(trial, name)) continue;
      const value = text(trial.row[name]);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const kept = chosen(name);
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const values = [...counts].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
    selects.get(name)!.replaceChildren(
      element("option", { value: "" }, `all (${all})`),
      ...values.map(([value, count]) => element("option", { value }, `${value} (${count})`)),
      // What was chosen before the others stays in sight.
      ...(kept !== "" && !counts.has(kept)
        ? [element("option", { value: kept }, `${kept} (0)`)]
        : []),
    );
    selects.get(name)!.value = kept;
  }
}

/**
 * Fills the page's form and calls whenever other trials are chosen.
 *
 * @param usual what is chosen where the address says nothing
 */
export function filters(
  trials: readonly Trial[],
  usual: Record<string, string>,
  onChange: (chosen: Trial[]) => void,
): void {
  const form = byId<HTMLFormElement>("filter");
  const fields = byId("fields");
  for (const [name, word] of Object.entries(FIELDS)) {
    const select = element("select", { name });
    selects.set(name, select);
    fields.append(element("label", {}, `${word} `, select));
  }
  const choose = (values: Record<string, string>) => {
    for (const [name, select] of selects) {
      const value = values[name] ?? "";
      select.replaceChildren(element("option", { value }, value));
      select.value = value;
    }
  };
  const apply = () => {
    renew(trials);
    onChange(trials.filter((trial) => fits(trial)));
  };
  const read = () => {
    const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    choose(location.hash.length > 1 ? given : usual);
    apply();
  };
  form.addEventListener("input", () => {
    const said = names.filter((name) => chosen(name) !== "").map((name) => [name, chosen(name)]);
    const hash = new URLSearchParams(said).toString().replaceAll("+", "%20");
    history.replaceState(null, "", `#${hash || "all"}`);
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    history.replaceState(null, "", "#all");
    choose({});
    apply();
  });
  addEventListener("hashchange", read);
  form.hidden = false;
  read();
}
