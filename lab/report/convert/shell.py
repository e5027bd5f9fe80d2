"""What stands around the text of a page: its scripts with the policy that lets a browser run these and
nothing else, and its styles."""

import base64
import hashlib
import json
import re
from pathlib import Path

from pygments.formatters import HtmlFormatter

DARK = ':root[data-theme="dark"]'
DARK_BY_SYSTEM = ':root:not([data-theme="light"])'


# What sorts tables and saves figures, which bring it themselves where a reader steps through a notebook.
FIGURES = Path(__file__).resolve().parent.parent.parent / "figures"


def scripts_of(template, own=""):
    """The scripts of a page, in order: those of all pages, and its own."""
    files = [template / "theme.js", template / "script.js", FIGURES / "frame" / "live.js"]
    theme, *all_pages = (file.read_text("utf-8").strip() for file in files)
    page = "\n".join(all_pages)
    scripts = [theme, page, *([own] if own else [])]
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    # Styles stand in attributes too, and figures bring their own: with nothing to be fetched, they
    # can tell nobody anything.
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"theme": theme, "page": page, "own": own, "policy": policy}


def inert_json(value):
    """Data as it may stand in a script element, which no browser executes: nothing in it ends that."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)


def take_styles(texts):
    """Takes the style sheets out of HTML; each is needed once, in the head. Returns the texts and the
    sheets."""
    sheets = {}
    taken = [STYLE.sub(lambda found: sheets.setdefault(found.group(1), "") or "", text) for text in texts]
    return taken, "\n".join(sheets)


def styles_of(book):
    """Takes the style sheets out of a notebook's outputs."""
    shown = [
        output.data
        for cell in book.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    texts, sheets = take_styles([data["text/html"] for data in shown])
    for data, text in zip(shown, texts):
        data["text/html"] = text
    return sheets


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
