"""Links of notebooks, made to lead on from where their pages are."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

LINK = re.compile(r"""(\]\(|href=["'])(?![a-z]+:|[#/])([^)"'\s#]+)(#[^)"'\s]*)?""")
# A link in Markdown with its words, no picture, and one in HTML.
WHOLE = re.compile(
    r"""(?<!!)\[((?:[^\[\]\\]|\\.)*)\]\((?![a-z]+:|[#/])([^)\s#]+)(#[^)\s]*)?\)|"""
    r"""\shref=(["'])(?![a-z]+:|[#/])([^"'\s#]+)(#[^"'\s]*)?\4"""
)
# These addresses are made by addresses.py; those of headings a repository makes by itself.
MADE = re.compile(r"#(claim|figure|table|finding)-")


def rule_addresses(rules):
    """Where the page of each lint rule is in the report, by its file."""
    return {
        Path(page["path"]).resolve(): f"{rules['file']}#lint-{page['rule']}" for page in rules["pages"]
    }


def relink(page, pages, rules, extension):
    """Makes links lead to the pages of other notebooks, or to the files of the project."""
    folder = Path(page["source"]).resolve().parent
    known = {Path(other["source"]).resolve(): other for other in pages}

    def leading_on(match):
        before, target, fragment = match.group(1), folder / unquote(match.group(2)), match.group(3) or ""
        target = target.resolve()
        if target in rules:
            return before + rules[target]
        if target in known:
            other = known[target]
            if MADE.match(fragment) and fragment[1:] not in other["addresses"]:
                fragment = ""
            # A repository's pages write the names of headings in small letters.
            return before + other["file"] + (fragment.lower() if extension == ".md" else fragment)
        if not target.exists():
            return match.group(0)
        out = Path(page["output"]).resolve().parent
        return before + Path(os.path.relpath(target, out)).as_posix() + fragment

    rewrite(page["book"], lambda text: LINK.sub(leading_on, text))


def keep_within(page, rules):
    """Of a page that stands alone: links lead within it; those that led elsewhere in the project are
    words."""
    folder = Path(page["source"]).resolve().parent

    def within(match):
        words, md_target, md_fragment, _, target, fragment = match.groups()
        path = (folder / unquote(md_target or target)).resolve()
        fragment = md_fragment or fragment or ""
        if path in rules:
            fragment = rules[path][rules[path].index("#") :]
            page["named"].add(fragment.removeprefix("#lint-"))
        elif path != Path(page["source"]).resolve():
            fragment = ""
        if words is not None:
            return f"[{words}]({fragment})" if fragment else words
        return f' href="{fragment}"' if fragment else ""

    page["named"] = set()
    rewrite(page["book"], lambda text: WHOLE.sub(within, text))


def rewrite(book, rewritten):
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = rewritten(cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for kind in ("text/markdown", "text/html"):
                if kind in data:
                    data[kind] = rewritten(data[kind])


def leading_somewhere(text, pages):
    """Text of ours that links to pages of this report: an address that is not there is left out."""
    known = {page["file"]: page["addresses"] for page in pages}

    def checked(match):
        before, file, fragment = match.group(1), match.group(2), match.group(3) or ""
        addresses = known.get(unquote(file))
        is_lost = addresses is not None and MADE.match(fragment) and fragment[1:] not in addresses
        return before + file if is_lost else match.group(0)

    return LINK.sub(checked, text)
