"""What a notebook is about: its title, its headings, how it begins, and whose run it shows."""

import re
from html.parser import HTMLParser
from pathlib import Path

from prose import prose_html

HEADING = re.compile(r'<(h[1-6]) id="([^"]*)"')


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


def render_prose(book):
    """Renders the prose of each cell, once; a heading that comes again gets an address of its own."""
    seen = {}

    def told_apart(found):
        tag, name = found.groups()
        seen[name] = seen.get(name, 0) + 1
        return found.group(0) if seen[name] == 1 else f'<{tag} id="{name}-{seen[name]}"'

    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.metadata["rendered"] = HEADING.sub(told_apart, prose_html(cell.source))


def outline(text):
    parser = Outline()
    parser.feed(text)
    return parser.parts


def opening(parts):
    """The first sentence: an index has a line for it."""
    text = next((part["text"] for part in parts if part["tag"] == "p"), "")
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text)[0]


# How lab/notebook/run.ts begins the line that says whose a run is.
PROVENANCE = re.compile(r"\*\*(Recorded|Measured on this machine)\*\*")


def summary(source, book):
    """What a page and the index say of a notebook."""
    parts = [
        part
        for cell in book.cells
        if cell.cell_type == "markdown"
        for part in outline(cell.metadata["rendered"])
    ]
    lines = (
        text.splitlines()[0]
        for cell in book.cells
        for output in cell.get("outputs", [])
        if PROVENANCE.match(text := output.get("data", {}).get("text/markdown", ""))
    )
    provenance = next(lines, "").split(" · ")
    return {
        "title": next((part["text"] for part in parts if part["tag"] == "h1"), Path(source).stem),
        "opening": opening(parts),
        "contents": [
            {"id": part["id"], "text": part["text"], "level": int(part["tag"][1])}
            for part in parts
            if part["tag"] in ("h2", "h3")
        ],
        # When, and which run: what else it says stands on the page.
        "run": " · ".join(dict.fromkeys((provenance[0], provenance[-1]))),
    }
