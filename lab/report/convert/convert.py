"""Turns executed notebooks into the pages of a report, all in one process.

Reads one JSON object on standard input, as convert.ts writes it:
{"format": "html" or "markdown", "template": folder, "showsCode": bool,
"notebooks": [{"executed", "source", "output", "claims"}, …],
"index": path, or null where one notebook stands alone,
"rules": {"file", "pages": [{"rule", "title", "text", "path"}, …]},
"answer": {"sentences": [Markdown, …], "counts": [{"verdict", "count"}, …], "figure"} or null,
"own": [{"file", "place", "title", "body", "script", "data": {id: value}}, …],
"search": the script of the page that searches, or null,
"report": {"project", "introduction", "machine", "dated"}}
"""

import json
import os
import re
import sys
from pathlib import Path

# Compiles a grammar of two seconds at its import, for a string format that notebooks do not have.
sys.modules["rfc3987_syntax"] = None

import nbformat  # noqa: E402
from nbconvert import HTMLExporter, MarkdownExporter  # noqa: E402
from traitlets.config import Config  # noqa: E402

from addresses import give_addresses  # noqa: E402
from links import keep_within, leading_somewhere, relink, rule_addresses  # noqa: E402
from outline import render_prose, summary  # noqa: E402
from prose import fenced, plain_markdown, prose_html, said_html, with_picture, without_html  # noqa: E402
from search import entries_of, entries_of_rules  # noqa: E402
from shell import highlight_css, inert_json, scripts_of, styles_of, take_styles  # noqa: E402

PICTURES = "pictures"


def exporter_for(job):
    template = Path(job["template"])
    options = {
        "template_name": template.name,
        "extra_template_basedirs": [str(template.parent)],
    }
    if job["format"] == "html":
        exporter = HTMLExporter(preprocessors=[], **options)
        filters = {"prose_html": prose_html, "said_html": said_html, "inert_json": inert_json}
    else:
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
        filters = {
            "with_picture": with_picture,
            "fenced": fenced,
            "plain_markdown": plain_markdown,
            "without_html": without_html,
        }
    for name, made in filters.items():
        exporter.register_filter(name, made)
    return exporter


def read_pages(job, extension):
    """The notebooks, with addresses in them and links that lead on."""
    pages = []
    for entry in job["notebooks"]:
        book = nbformat.read(entry["executed"], as_version=4)
        file = Path(entry["output"]).name
        pages.append({**entry, "book": book, "file": file, "addresses": give_addresses(book)})
    rules = rule_addresses(job["rules"])
    for page in pages:
        if job["index"] is None:
            keep_within(page, rules)
        else:
            relink(page, pages, rules, extension)
        render_prose(page["book"])
        page["styles"] = styles_of(page["book"])
        page.update(summary(page["source"], page["book"]))
    return pages


def write_notebooks(job, exporter, pages, shell):
    for at, page in enumerate(pages):
        out = Path(page["output"]).resolve().parent
        executed_at = page["book"].metadata.get("gauntlet", {}).get("executedAt", "")
        named = page.get("named", ())
        report = {
            **job["report"],
            **shell,
            "title": page["title"],
            "contents": page["contents"],
            # Recorded runs read the same whenever they are shown.
            "executedAt": executed_at.replace("T", " ").replace("Z", " UTC")
            if job["report"]["dated"]
            else "",
            "previous": pages[at - 1] if at > 0 else None,
            "next": pages[at + 1] if at + 1 < len(pages) else None,
            "source": Path(os.path.relpath(page["source"], out)).as_posix(),
            "styles": page["styles"],
            "rules": [rule for rule in job["rules"]["pages"] if rule["rule"] in named],
        }
        stem = Path(page["output"]).stem
        resources = {
            "report": report,
            "unique_key": Path(page["source"]).stem,
            "output_files_dir": PICTURES if job["index"] else f"{stem}-{PICTURES}",
        }
        text, made = exporter.from_notebook_node(page["book"], resources)
        write(page["output"], text)
        for name, data in (made.get("outputs") or {}).items():
            (out / name).parent.mkdir(exist_ok=True)
            write_bytes(out / name, data)


def write_index(job, exporter, pages, shell, extension):
    out = Path(job["index"]).resolve().parent
    answer = job["answer"]
    styles = ""
    if answer:
        answer["sentences"] = [leading_somewhere(text, pages) for text in answer["sentences"]]
    if answer and answer["figure"]:
        (answer["figure"]["html"],), styles = take_styles([answer["figure"]["html"]])
        if extension == ".md":
            (out / PICTURES).mkdir(exist_ok=True)
            write_bytes(out / PICTURES / "answer.svg", answer["figure"]["svg"].encode())
    head = {**job["report"], **shell, "styles": styles}
    listing = exporter.environment.get_template(f"contents{extension}.j2")
    write(job["index"], listing.render(notebooks=pages, answer=answer, report=head))


def write_others(job, exporter, pages, shell, extension):
    out = Path(job["index"]).resolve().parent
    explained = exporter.environment.get_template(f"rules{extension}.j2")
    rules = job["rules"]
    write(out / rules["file"], explained.render(rules=rules["pages"], report={**job["report"], **shell}))
    own = list(job["own"])
    if job["search"]:
        entries = [each for page in pages for each in entries_of(page)] + entries_of_rules(rules)
        own.append({**job["search"], "data": {"entries": entries}})
    for page in own:
        (body,), styles = take_styles([leading_somewhere(page["body"], pages)])
        scripts = scripts_of(Path(job["template"]), page["script"])
        report = {**job["report"], **shell, "styles": styles, "scripts": scripts}
        shown = exporter.environment.get_template(f"own{extension}.j2")
        write(out / page["file"], shown.render(page={**page, "body": body}, report=report))


def main():
    job = json.load(sys.stdin)
    exporter = exporter_for(job)
    is_html = job["format"] == "html"
    extension = ".html" if is_html else ".md"
    places = {page["place"]: page["file"] for page in [*job["own"], *([job["search"]] if job["search"] else [])]}
    shell = {
        "highlightCss": highlight_css() if is_html else "",
        "scripts": scripts_of(Path(job["template"])) if is_html else {},
        "rulesPage": job["rules"]["file"],
        "places": places,
        "isAlone": job["index"] is None,
        "showsCode": job["showsCode"],
    }
    pages = read_pages(job, extension)
    write_notebooks(job, exporter, pages, shell)
    if job["index"] is not None:
        write_index(job, exporter, pages, shell, extension)
        write_others(job, exporter, pages, shell, extension)


def write(path, text):
    write_bytes(path, (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode())


def write_bytes(path, data):
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        # A disk that is full says so of no file.
        error.filename = error.filename or str(path)
        raise


main()
