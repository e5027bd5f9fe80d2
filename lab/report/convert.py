"""Turns executed notebooks into the pages of a report, all in one process.

Reads one JSON object on standard input:
{"format": "html" or "markdown", "template": folder, "notebooks": [{"executed", "source", "output"}, …],
"index": path, "rules": {"output", "pages": [{"rule", "title", "text", "path"}, …]},
"report": {"project", "introduction", "machine"}}
"""

import base64
import hashlib
import json
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

# Compiles a grammar of two seconds at its import, for a string format that notebooks do not have.
sys.modules["rfc3987_syntax"] = None

import nbformat  # noqa: E402
from nbconvert import HTMLExporter, MarkdownExporter  # noqa: E402
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath  # noqa: E402
from pygments.formatters import HtmlFormatter  # noqa: E402
from traitlets.config import Config  # noqa: E402

DARK = ':root[data-theme="dark"]'
DARK_BY_SYSTEM = ':root:not([data-theme="light"])'


def prose_html(text):
    """What an author wrote: it may have HTML, and no address that is a program."""
    renderer = IPythonRenderer(escape=False, allow_harmful_protocols=False)
    return MarkdownWithMath(renderer=renderer).render(text)


def said_html(text):
    """What a cell put out: names and reasons of the data are in it, and HTML in data is text."""
    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    return MarkdownWithMath(renderer=renderer).render(text)


# As withoutHtml() of lab/text/markdown.ts; these are what lab/figures/figure.ts writes.
OUR_TAGS = ("<br>", "<sub>", "</sub>")
ESCAPED_OR_TAG = re.compile(r"\\[\s\S]|<(?=[a-zA-Z/!?])")


def without_html(text):
    """The Markdown of an output with every tag as text, but for those that figures are written with."""

    def shown_as_text(found):
        mark = found.group(0)
        is_ours = any(text.startswith(tag, found.start()) for tag in OUR_TAGS)
        return mark if mark[0] == "\\" or is_ours else "&lt;"

    return ESCAPED_OR_TAG.sub(shown_as_text, text)


def scripts_of(template):
    """The scripts of a page, in order, and the policy that lets a browser run these and nothing else."""
    scripts = [(template / name).read_text("utf-8").strip() for name in ("theme.js", "script.js")]
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    # Styles stand in attributes too, and figures bring their own: with nothing to be fetched, they
    # can tell nobody anything.
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"theme": scripts[0], "page": scripts[1], "policy": policy}


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
            parser.feed(prose_html(cell.source))
    return parser.parts


def shown(book):
    """Each output that has Markdown, with the second-level heading that it stands under."""
    heading = ""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            for level, text in re.findall(r"^(#{1,2}) +(.+)$", cell.source, re.M):
                heading = text.strip() if level == "##" else ""
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/markdown")
            if text:
                yield heading, text, output.data


FINDINGS_SHOWN = 3
TABLE = re.compile(r"^\| *-{3}", re.M)
# How lab/notebook/run.ts begins the line that says whose a run is.
PROVENANCE = re.compile(r"\*\*(Recorded|Measured on this machine)\*\*")


def findings(book):
    """The first sentences under the heading "Findings", as a Markdown list."""
    sentences = [
        text.strip()
        for heading, text, data in shown(book)
        if heading == "Findings" and "image/svg+xml" not in data and not TABLE.search(text)
    ]
    items = [
        text if text.startswith("- ") else "- " + text.replace("\n", "\n  ")
        for text in sentences[:FINDINGS_SHOWN]
    ]
    return "\n".join(items)


def summary(source, book):
    """What a page and the index say of a notebook."""
    parts = outline(book)
    title = next((part["text"] for part in parts if part["tag"] == "h1"), Path(source).stem)
    opening = next((part["text"] for part in parts if part["tag"] == "p"), "")
    contents = [
        {"id": part["id"], "text": part["text"], "level": int(part["tag"][1])}
        for part in parts
        if part["tag"] in ("h2", "h3")
    ]
    lines = (text.splitlines()[0] for _, text, _ in shown(book) if PROVENANCE.match(text))
    return {
        "title": title,
        "opening": opening,
        "contents": contents,
        "findings": findings(book),
        "machine": next(lines, ""),
    }


LINK = re.compile(r"""(\]\(|href=["'])(?![a-z]+:|[#/])([^)"'\s#]+)(#[^)"'\s]*)?""")


def rule_addresses(rules):
    """Where the page of each lint rule is in the report, by its file."""
    file = Path(rules["output"]).name
    return {Path(page["path"]).resolve(): f"{file}#rule-{page['rule']}" for page in rules["pages"]}


def relink(book, page, pages, rules, extension):
    """Makes links of a notebook lead on from where its page is: to the pages of other notebooks, or to
    the files of the project."""
    folder = Path(page["source"]).resolve().parent
    known = {Path(other["source"]).resolve(): other["file"] for other in pages}

    def leading_on(match):
        before, target, fragment = match.group(1), folder / unquote(match.group(2)), match.group(3) or ""
        if not target.exists():
            return match.group(0)
        if target.resolve() in rules:
            return before + rules[target.resolve()]
        if target.resolve() in known:
            # A repository's pages write the names of headings in small letters.
            return before + known[target.resolve()] + (
                fragment.lower() if extension == ".md" else fragment
            )
        out = Path(page["output"]).resolve().parent
        return before + Path(os.path.relpath(target.resolve(), out)).as_posix() + fragment

    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(leading_on, cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for kind in ("text/markdown", "text/html"):
                if kind in data:
                    data[kind] = LINK.sub(leading_on, data[kind])


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


PICTURES = "pictures"
# What a figure's Markdown calls its picture (lab/figures/figure.ts).
PICTURE = "(figure.svg)"


def with_picture(output):
    """The Markdown of an output, with the file that its picture was written to."""
    names = output.metadata.get("filenames", {})
    text = without_html(output.data["text/markdown"])
    return text.replace(PICTURE, f"({names['image/svg+xml']})") if "image/svg+xml" in names else text


def fenced(text, language="text"):
    longest = max((len(ticks) for ticks in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def plain_markdown(text):
    return re.sub(r"([\\`*_{}\[\]<>&|~$#])", r"\\\1", " ".join(text.split()))


def exporter_for(job):
    template = Path(job["template"])
    options = {
        "template_name": template.name,
        "extra_template_basedirs": [str(template.parent)],
    }
    if job["format"] == "html":
        exporter = HTMLExporter(preprocessors=[], **options)
        exporter.register_filter("prose_html", prose_html)
        exporter.register_filter("said_html", said_html)
        return exporter
    kinds = ["text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]
    names = "{unique_key}-{cell_index:02}-{index}{extension}"
    exporter = MarkdownExporter(
        config=Config(
            {
                "NbConvertBase": {"display_data_priority": kinds},
                "ExtractOutputPreprocessor": {"output_filename_template": names},
            }
        ),
        **options,
    )
    for name, made in {
        "with_picture": with_picture,
        "fenced": fenced,
        "plain_markdown": plain_markdown,
        "without_html": without_html,
    }.items():
        exporter.register_filter(name, made)
    return exporter


def main():
    job = json.load(sys.stdin)
    exporter = exporter_for(job)
    extension = Path(job["index"]).suffix
    css = highlight_css() if job["format"] == "html" else ""
    scripts = scripts_of(Path(job["template"])) if job["format"] == "html" else {}
    pages = []
    for entry in job["notebooks"]:
        book = nbformat.read(entry["executed"], as_version=4)
        pages.append({**entry, "book": book, "file": Path(entry["output"]).name})
    rules = rule_addresses(job["rules"])
    job["report"]["rulesPage"] = Path(job["rules"]["output"]).name
    for page in pages:
        relink(page["book"], page, pages, rules, extension)
        page.update(summary(page["source"], page["book"]))
    out = Path(job["index"]).resolve().parent
    for at, page in enumerate(pages):
        executed_at = page["book"].metadata.get("gauntlet", {}).get("executedAt", "")
        report = {
            **job["report"],
            "title": page["title"],
            "contents": page["contents"],
            "executedAt": executed_at.replace("T", " ").replace("Z", " UTC"),
            "previous": pages[at - 1] if at > 0 else None,
            "next": pages[at + 1] if at + 1 < len(pages) else None,
            "source": Path(os.path.relpath(page["source"], out)).as_posix(),
            "highlightCss": css,
            "scripts": scripts,
        }
        resources = {
            "report": report,
            "unique_key": Path(page["source"]).stem,
            "output_files_dir": PICTURES,
        }
        text, made = exporter.from_notebook_node(page["book"], resources)
        write(page["output"], text)
        for name, data in (made.get("outputs") or {}).items():
            (out / name).parent.mkdir(exist_ok=True)
            (out / name).write_bytes(data)
    listing = exporter.environment.get_template(f"contents{extension}.j2")
    head = {**job["report"], "highlightCss": "", "scripts": scripts}
    write(job["index"], listing.render(notebooks=pages, report=head))
    explained = exporter.environment.get_template(f"rules{extension}.j2")
    write(job["rules"]["output"], explained.render(rules=job["rules"]["pages"], report=head))


def write(path, text):
    Path(path).write_text(re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", "utf-8")


main()
