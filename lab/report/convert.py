"""Turns executed notebooks into self-contained pages, all in one process.

Reads one JSON object on standard input:
{"template": folder, "notebooks": [{"source", "output", "report": {…}}, …], "index": {"output", "report": {…}}}
"""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters import markdown2html_mistune
from pygments.formatters import HtmlFormatter

DARK = ':root[data-theme="dark"]'
DARK_BY_SYSTEM = ':root:not([data-theme="light"])'


class Outline(HTMLParser):
    """The headings and paragraphs of a page."""

    def __init__(self):
        super().__init__()
        self.parts, self.open = [], None

    def handle_starttag(self, tag, attrs):
        if tag in ("h1", "h2", "h3", "p"):
            self.open = {"tag": tag, "id": dict(attrs).get("id", ""), "text": ""}

    def handle_data(self, data):
        if self.open:
            self.open["text"] += data

    def handle_endtag(self, tag):
        if self.open and tag == self.open["tag"]:
            self.open["text"] = " ".join(self.open["text"].removesuffix("¶").split())
            self.parts.append(self.open)
            self.open = None


def outline(book):
    parser = Outline()
    for cell in book.cells:
        if cell.cell_type == "markdown":
            parser.feed(markdown2html_mistune(cell.source))
    return parser.parts


def summary(source, book):
    """Title and opening paragraph of a notebook, and its contents."""
    parts = outline(book)
    title = next((part["text"] for part in parts if part["tag"] == "h1"), Path(source).stem)
    opening = next((part["text"] for part in parts if part["tag"] == "p"), "")
    contents = [
        {"id": part["id"], "text": part["text"], "level": int(part["tag"][1])}
        for part in parts
        if part["tag"] in ("h2", "h3")
    ]
    return {"title": title, "opening": opening, "contents": contents}


def highlight_css():
    def style(name, scope):
        css = HtmlFormatter(style=name, nobackground=True).get_style_defs(f"{scope} .highlight")
        return "\n".join(line for line in css.splitlines() if line.startswith(scope))

    dark = style("github-dark", DARK_BY_SYSTEM)
    return (
        style("friendly", ":root")
        + f"\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
        + style("github-dark", DARK)
    )


def main():
    job = json.load(sys.stdin)
    template = Path(job["template"])
    exporter = HTMLExporter(
        template_name=template.name,
        extra_template_basedirs=[str(template.parent)],
        preprocessors=[],
    )
    css = highlight_css()
    pages = []
    for entry in job["notebooks"]:
        book = nbformat.read(entry["source"], as_version=4)
        told = {**summary(entry["source"], book), **book.metadata.get("gauntlet", {})}
        pages.append({**entry, **told, "book": book, "file": Path(entry["output"]).name})
    for at, page in enumerate(pages):
        report = {
            **page["report"],
            "title": page["title"],
            "contents": page["contents"],
            "executedAt": page.get("executedAt", "").replace("T", " ").replace("Z", " UTC"),
            "previous": pages[at - 1] if at > 0 else None,
            "next": pages[at + 1] if at + 1 < len(pages) else None,
            "highlightCss": css,
        }
        html, _ = exporter.from_notebook_node(page["book"], {"report": report})
        Path(page["output"]).write_text(re.sub(r"\n{3,}", "\n\n", html), "utf-8")
    if job.get("index"):
        listing = exporter.environment.get_template("contents.html.j2")
        html = listing.render(notebooks=pages, report={**job["index"]["report"], "highlightCss": ""})
        Path(job["index"]["output"]).write_text(html, "utf-8")


main()
