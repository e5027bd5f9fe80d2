// In JupyterLab: marks the outputs below a cell that was measured, as long as they are older than it.
(() => {
  const cell = document.getElementById(MEASURED_ID)?.closest(".jp-Cell");
  const notebook = cell?.closest(".jp-Notebook");
  if (!notebook) return;
  if (!document.getElementById("gauntlet-old-style")) {
    const style = document.createElement("style");
    style.id = "gauntlet-old-style";
    style.textContent = `.jp-Cell.gauntlet-old .jp-Cell-outputArea{opacity:.42}
.jp-Cell.gauntlet-old .jp-Cell-outputWrapper::before{content:"old: from before the run above was measured again; run this cell";display:block;padding:2px 0 2px 80px;font:12px system-ui,sans-serif;color:#c04c00}`;
    document.head.append(style);
  }
  // The number that JupyterLab writes beside a cell grows with each execution; a cell that nobody has
  // run in this kernel has none.
  const countOf = (one) => {
    const text = one.querySelector(".jp-InputPrompt")?.textContent ?? "";
    return text.includes("*") ? Infinity : Number(/\[(\d+)\]/.exec(text)?.[1] ?? 0);
  };
  const mark = () => {
    const cells = [...notebook.querySelectorAll(".jp-CodeCell")];
    const at = cells.indexOf(cell);
    const measured = countOf(cell);
    if (at < 0 || measured === Infinity) return;
    for (const below of cells.slice(at + 1)) {
      const shown = below.querySelector(".jp-OutputArea-child") !== null;
      below.classList.toggle("gauntlet-old", shown && countOf(below) < measured);
    }
  };
  let waiting;
  const observer = new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (cell.isConnected) mark();
      else if (!notebook.isConnected) observer.disconnect();
    }, 150);
  });
  observer.observe(notebook, { childList: true, subtree: true, characterData: true });
  setTimeout(mark, 150);
})();
