// The ledger's filters; what is chosen stands in the address, so that it can be linked and kept.
(() => {
  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("#ledger tbody tr")];
  const shown = document.getElementById("shown");
  const fields = ["verdict", "source", "notebook", "words"];
  const apply = () => {
    const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0, same = 0;
    for (const row of rows) {
      const fits = ["verdict", "source", "notebook"].every((name) =>
        wanted[name] === "" || row.dataset[name] === wanted[name]
      ) && words.every((word) =>
        row.textContent.toLowerCase().includes(word)
      );
      row.hidden = !fits;
      if (fits) count++;
      if (fits && "same" in row.dataset) same++;
    }
    shown.textContent = `${count} of ${rows.length} claims` +
      (same > 0 ? `, ${same} of them the same test as another` : "");
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const name of fields) form.elements[name].value = given.get(name) ?? "";
    apply();
  };
  const write = () => {
    const chosen = fields.filter((name) => form.elements[name].value !== "")
      .map((name) => [name, form.elements[name].value]);
    const hash = new URLSearchParams(chosen).toString().replaceAll("+", "%20");
    history.replaceState(null, "", `#${hash}`);
    apply();
  };
  form.hidden = false;
  form.addEventListener("input", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(write));
  addEventListener("hashchange", read);
  read();
})();
