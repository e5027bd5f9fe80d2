// In a browser: tables sort, filter, unfold and are copied as CSV; figures are saved as SVG, PNG and
// CSV of their data. Without it both are read as they stand. It may run any number of times in a page.
(() => {
  const doc = document;
  const made = (tag, fields = {}, ...inner) => {
    const node = doc.createElement(tag);
    Object.assign(node, fields);
    node.append(...inner);
    return node;
  };
  const save = (name, blob) => {
    const link = made("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const tools = (host, ...items) => {
    const bar = made("div", { className: "gauntlet-tools" }, ...items);
    host.prepend(bar);
  };
  const button = (text, label, act) => {
    const node = made("button", { type: "button", textContent: text, title: label });
    // What is read begins with what is seen.
    node.setAttribute("aria-label", `${text}: ${label}`);
    node.addEventListener("click", () => act(node));
    return node;
  };
  const told = (node, text) => {
    const before = node.textContent;
    node.textContent = text;
    setTimeout(() => node.textContent = before, 1_500);
  };
  const csvCell = (text) => /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

  const valueOf = (cell) => {
    if (!cell.classList.contains("number")) return cell.textContent.trim();
    return cell.dataset.v ?? cell.textContent.replaceAll(",", "").replace(/^–$/, "");
  };
  const table = (host) => {
    const grid = host.querySelector("table");
    const heads = [...grid.querySelectorAll("thead th")];
    const more = grid.querySelector("tbody.more");
    const body = grid.tBodies[0];
    const shown = () =>
      [...grid.tBodies].filter((part) => !part.hidden).flatMap((p) => [...p.rows]);
    const all = () => [...grid.tBodies].flatMap((part) => [...part.rows]);
    const unfold = () => {
      if (!more) return;
      body.append(...more.rows);
      more.remove();
      host.querySelector("p.hidden")?.remove();
    };
    const compare = (at, sign) => (a, b) => {
      const [x, y] = [a, b].map((row) => valueOf(row.cells[at]));
      if (x === "" || y === "" || x === "–" || y === "–") {
        return (x === "" || x === "–") - (y === "" || y === "–");
      }
      const [m, n] = [x, y].map((text) => Number.parseFloat(text.replaceAll(",", "")));
      return sign *
        (Number.isFinite(m) && Number.isFinite(n) && m !== n ? m - n : x.localeCompare(y));
    };
    heads.forEach((head, at) => {
      head.setAttribute("aria-sort", "none");
      head.tabIndex = 0;
      const sort = () => {
        const numeric = head.classList.contains("number");
        const was = head.getAttribute("aria-sort");
        // The largest number first: that is what is looked for.
        const order = numeric ? ["descending", "ascending"] : ["ascending", "descending"];
        const next = was === order[0] ? order[1] : order[0];
        for (const other of heads) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", next);
        unfold();
        body.append(...[...body.rows].sort(compare(at, next === "ascending" ? 1 : -1)));
      };
      head.addEventListener("click", sort);
      head.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          sort();
        }
      });
    });
    const csv = () =>
      [
        heads.map((head) => csvCell(head.title || head.textContent.trim())).join(","),
        ...all().filter((row) => !row.hidden).map((row) =>
          [...row.cells].map((cell) => csvCell(valueOf(cell).replace(/^–$/, ""))).join(",")
        ),
      ].join("\r\n") + "\r\n";
    const copy = button("copy as CSV", "copy the rows as CSV", async (node) => {
      try {
        await navigator.clipboard.writeText(csv());
        told(node, "copied");
      } catch {
        save("table.csv", new Blob([csv()], { type: "text/csv" }));
        told(node, "saved");
      }
    });
    const items = [copy];
    if (more) {
      const count = all().length;
      items.unshift(button(`show all ${count} rows`, `show all ${count} rows`, (node) => {
        unfold();
        node.remove();
      }));
    }
    if (all().length > 8) {
      const filter = made("input", { type: "search", placeholder: "filter rows" });
      filter.setAttribute("aria-label", "filter rows");
      filter.addEventListener("input", () => {
        const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        if (words.length > 0) unfold();
        for (const row of shown()) {
          const text = row.textContent.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
        }
      });
      // JupyterLab takes keys for commands unless it is told not to.
      filter.dataset.lmSuppressShortcuts = "true";
      filter.addEventListener("keydown", (event) => event.stopPropagation());
      items.unshift(filter);
    }
    tools(host, ...items);
  };

  const XML = "http://www.w3.org/2000/svg";
  const drawn = (tag, fields, ...inner) => {
    const node = doc.createElementNS(XML, tag);
    for (const [name, value] of Object.entries(fields)) node.setAttribute(name, value);
    node.append(...inner);
    return node;
  };
  /** The lines that a text has on the page, each with its place. */
  const linesOf = (node) => {
    const lines = [];
    const walker = doc.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (text.parentElement.closest("svg,style")) continue;
      for (const { 0: word, index } of text.data.matchAll(/\S+\s*/g)) {
        const range = doc.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.trimEnd().length);
        const box = range.getBoundingClientRect();
        const last = lines.at(-1);
        if (last && Math.abs(last.box.bottom - box.bottom) < 3) last.words.push(word.trimEnd());
        else {lines.push({
            box,
            words: [word.trimEnd()],
            style: getComputedStyle(text.parentElement),
          });}
      }
    }
    return lines;
  };
  /** A figure as it stands on the page, in one SVG that stands by itself. */
  const picture = (figure) => {
    const frame = figure.getBoundingClientRect();
    const view = [...figure.querySelectorAll(".view")].find((one) => one.offsetWidth > 0);
    const caption = figure.querySelector("figcaption");
    const parts = [".title", ".subtitle", ".legend li"].flatMap((
      each,
    ) => [...figure.querySelectorAll(each)]);
    const texts = [...parts, caption].flatMap(linesOf).map(({ box, words, style }) => {
      const text = drawn("text", {
        x: box.left - frame.left,
        y: box.bottom - frame.top - box.height * 0.22,
        fill: style.color,
        "font-size": style.fontSize,
        "font-weight": style.fontWeight,
      });
      text.textContent = words.join(" ");
      return text;
    });
    const drawings = [
      ...figure.querySelectorAll(".legend svg"),
      ...view.querySelectorAll(":scope > svg"),
    ];
    const panels = drawings.map((svg) => {
      const box = svg.getBoundingClientRect();
      const copy = svg.cloneNode(true);
      copy.removeAttribute("tabindex");
      const view = svg.getAttribute("viewBox") ??
        `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`;
      for (
        const [name, value] of Object.entries({
          x: box.left - frame.left,
          y: box.top - frame.top,
          width: box.width,
          height: box.height,
          viewBox: view,
          overflow: "visible",
        })
      ) copy.setAttribute(name, value);
      return copy;
    });
    const style = getComputedStyle(figure);
    const names = new Set(
      panels.flatMap((panel) => panel.outerHTML.match(/--gauntlet-[\w-]+/g) ?? []),
    );
    const colours = [...names].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    const [width, height] = [
      Math.ceil(frame.width),
      Math.ceil(caption.getBoundingClientRect().bottom - frame.top + 14),
    ];
    const root = drawn(
      "svg",
      {
        xmlns: XML,
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        fill: style.color,
        "font-family": "system-ui, sans-serif",
        "font-size": "12px",
        style: `${colours};background:${style.backgroundColor};color:${style.color}`,
      },
      drawn("rect", { width, height, fill: style.backgroundColor }),
      ...panels,
      ...texts,
    );
    return { width, height, text: new XMLSerializer().serializeToString(root) };
  };
  const nameOf = (figure) =>
    (figure.querySelector(".title").textContent.toLowerCase().match(/[a-z0-9]+/g) ?? ["figure"])
      .slice(0, 8).join("-");
  const png = ({ width, height, text }) =>
    new Promise((done, failed) => {
      const image = new Image();
      image.onload = () => {
        const canvas = made("canvas", { width: 2 * width, height: 2 * height });
        canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
        canvas.toBlob(done, "image/png");
      };
      image.onerror = failed;
      image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    });
  const figure = (host) => {
    const data = host.querySelector("details.data pre");
    tools(
      host,
      button(
        "SVG",
        "save this figure as SVG",
        () =>
          save(`${nameOf(host)}.svg`, new Blob([picture(host).text], { type: "image/svg+xml" })),
      ),
      button(
        "PNG",
        "save this figure as PNG",
        async () => save(`${nameOf(host)}.png`, await png(picture(host))),
      ),
      ...(data
        ? [
          button("CSV", "save the data of this figure as CSV", () =>
            save(`${nameOf(host)}.csv`, new Blob([data.textContent], { type: "text/csv" }))),
        ]
        : []),
    );
  };

  for (const [selector, enliven] of [[".gauntlet-table", table], [".gauntlet-figure", figure]]) {
    for (const host of doc.querySelectorAll(`${selector}:not([data-live])`)) {
      if (host.localName === "svg") continue;
      host.dataset.live = "";
      enliven(host);
    }
  }
})();
