// In JupyterLab: marks the outputs below a cell that was measured, as long as they are older than it.
(() => {
  const cell = document.getElementById(MEASURED_ID)?.closest(".jp-Cell");
  const notebook = cell?.closest(".jp-Notebook");
  if (!notebook) return;
  if (!document.getElementById("gauntlet-old-style")) {
    const style = document.createElement("style");
    style.id = "gauntlet-old-style";
    // The mark is within the output's own column: beside it, it would take half of its width.
    style.textContent = `.jp-Cell.gauntlet-old .jp-Cell-outputArea>*{opacity:.42}
.jp-Cell.gauntlet-old .jp-Cell-outputArea::before{content:"old: from before the run above was measured again; run this cell";display:block;padding:2px 0 2px 80px;font:12px system-ui,sans-serif;color:#c04c00}`;
    document.head.append(style);
  }
  // The number that JupyterLab writes beside a cell grows with each execution; a cell that nobody has
  // run in this kernel has none.
  const countOf = (one) => {
    const text = one.querySelector(".jp-InputPrompt")?.textContent ?? "";
    return text.includes("*") ? Infinity : Number(/\[(\d+)\]/.exec(text)?.[1] ?? 0);
  };
  // Each cell that measured, the mark that it left, and the number that it had then. One that is
  // interrupted later has a higher number and no such mark: its run is the one from before, and what is
  // below is as old as it was. A lower number is that of another kernel.
  const known = globalThis.gauntletMeasured ??= new WeakMap();
  const isFirst = !known.has(notebook);
  if (isFirst) known.set(notebook, new Map());
  const measured = known.get(notebook);
  measured.set(cell, { id: MEASURED_ID, count: Infinity });
  const mark = () => {
    for (const [one, said] of measured) {
      const count = countOf(one);
      if (count === Infinity) continue;
      if (one.querySelector(`#${said.id}`)) said.count = count;
      else if (count < said.count) measured.delete(one);
    }
    // Of a cell that is scrolled out of the page, or deleted, it cannot be told what is below it: what is
    // marked stays so until it is run.
    const away = [...measured].filter(([one]) => !one.isConnected).map(([, { count }]) => count);
    const hidden = Math.max(0, ...away);
    let newest = 0;
    for (const one of notebook.querySelectorAll(".jp-CodeCell")) {
      const count = countOf(one);
      const shown = one.querySelector(".jp-OutputArea-child") !== null;
      const since = one.classList.contains("gauntlet-old") ? Math.max(newest, hidden) : newest;
      one.classList.toggle("gauntlet-old", shown && count < since);
      const own = measured.get(one)?.count ?? 0;
      if (own !== Infinity) newest = Math.max(newest, own);
    }
  };
  setTimeout(mark, 150);
  if (!isFirst) return;
  let waiting;
  const observer = new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (notebook.isConnected) mark();
      else {
        observer.disconnect();
        known.delete(notebook);
      }
    }, 150);
  });
  observer.observe(notebook, { childList: true, subtree: true, characterData: true });
})();
