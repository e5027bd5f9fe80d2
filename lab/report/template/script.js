(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

  const themeButton = document.getElementById("theme");
  const label = () => {
    themeButton.textContent = isDark() ? "Light" : "Dark";
    themeButton.setAttribute("aria-label", `Switch to the ${isDark() ? "light" : "dark"} theme`);
  };
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("gauntlet-theme", root.dataset.theme);
    } catch {
      // Storage may be refused; the choice then lasts for this page.
    }
    label();
  });
  system.addEventListener("change", label);
  label();
  themeButton.hidden = false;

  // The page that searches takes the words in its address.
  const find = document.getElementById("find");
  if (find) {
    const input = find.querySelector("input");
    find.hidden = false;
    find.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = `${find.dataset.page}#q=${encodeURIComponent(input.value)}`;
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof Element &&
        event.target.closest("input, select, textarea, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.focus();
    });
  }

  const unfold = document.getElementById("unfold");
  if (unfold) unfold.hidden = false;
  unfold?.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    for (const code of document.querySelectorAll("details.code")) code.open = open;
    unfold.setAttribute("aria-pressed", String(open));
    unfold.textContent = open ? "Hide code" : "Show code";
  });

  const contents = document.querySelector(".contents");
  if (contents && !matchMedia("(min-width: 72rem)").matches) contents.open = false;
  const links = new Map(
    [...document.querySelectorAll(".contents a")].map((
      a,
    ) => [decodeURIComponent(a.hash.slice(1)), a]),
  );
  if (links.size > 0) {
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
      const current = (passed.at(-1) ?? headings[0])?.id;
      for (const [id, a] of links) {
        if (id === current) a.setAttribute("aria-current", "location");
        else a.removeAttribute("aria-current");
      }
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }

  // A mark's <title> is shown at once, styled; without this script the browser shows it by itself.
  const tip = document.getElementById("tooltip");
  let lit = null;
  const titleOf = (mark) => mark.querySelector(":scope > title");
  const hide = () => {
    if (!lit) return;
    lit.classList.remove("gauntlet-lit");
    const title = titleOf(lit);
    if (title && !title.textContent) title.textContent = lit.dataset.title;
    lit = null;
    tip.hidden = true;
  };
  const show = (mark, x, y) => {
    if (mark !== lit) {
      hide();
      const title = titleOf(mark);
      lit = mark;
      lit.dataset.title = title.textContent;
      tip.textContent = title.textContent;
      // Emptied while shown, or the browser would add its own tooltip.
      title.textContent = "";
      lit.classList.add("gauntlet-lit");
      tip.hidden = false;
    }
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 4))}px`;
    tip.style.top = `${y - height - 12 < 4 ? y + 18 : y - height - 12}px`;
  };
  const markAt = (target) => target instanceof Element ? target.closest("svg :has(> title)") : null;
  document.addEventListener("pointermove", (event) => {
    const mark = markAt(event.target);
    if (mark) show(mark, event.clientX, event.clientY);
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markAt(event.target);
    if (!mark) return hide();
    const box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("scroll", hide, { passive: true });

  // A figure is one stop of the tab key; the arrow keys go through its marks. What is hidden from a
  // reader of the screen, whose words are on the figure, may not be focused itself.
  const marksIn = (svg) =>
    [...svg.querySelectorAll("title")].map((title) => title.parentElement)
      .filter((mark) => mark !== svg && mark.localName !== "g");
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  for (const figure of document.querySelectorAll("[role=img]:has(svg title)")) {
    const marks = () =>
      [...figure.querySelectorAll("svg")].filter((svg) => svg.getClientRects().length > 0)
        .flatMap(marksIn);
    figure.setAttribute("tabindex", "0");
    figure.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const all = marks();
      const at = all.indexOf(lit);
      const next = all[at < 0 ? 0 : (at + step + all.length) % all.length];
      next.scrollIntoView({ block: "nearest" });
      const box = next.getBoundingClientRect();
      show(next, box.left + box.width / 2, box.top);
    });
  }
  for (const svg of document.querySelectorAll("svg:not([aria-hidden])")) {
    const marks = marksIn(svg);
    marks.forEach((mark, at) => mark.setAttribute("tabindex", at === 0 ? "0" : "-1"));
    svg.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      const at = marks.indexOf(event.target);
      if (!step || at < 0) return;
      event.preventDefault();
      marks[(at + step + marks.length) % marks.length].focus();
    });
  }
})();
