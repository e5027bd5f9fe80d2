"""What the search of a report finds: a heading with its prose, a claim, a figure, a table, a lint rule."""

import re

from addresses import text_of

TEXT_MAX = 1200
SECTION = re.compile(r'<h[1-3] id="([^"]*)"[^>]*>(.*?)</h[1-3]>', re.S)


def entry(page, address, kind, title, text):
    return {
        "id": page["file"] + (f"#{address}" if address else ""),
        "page": page["title"],
        "kind": kind,
        "title": title or page["title"],
        "text": " ".join(text.split())[:TEXT_MAX],
    }


def entries_of(page):
    """Everything of a notebook's page that has an address."""
    found = []
    section = entry(page, "", "text", page["title"], "")
    for cell in page["book"].cells:
        if cell.cell_type == "markdown":
            before, *rest = SECTION.split(cell.metadata["rendered"])
            section["text"] = f"{section['text']} {text_of(before)}".strip()[:TEXT_MAX]
            for address, title, text in zip(*[iter(rest)] * 3):
                found.append(section)
                title = text_of(title).removesuffix("¶").strip()
                section = entry(page, address, "text", title, text_of(text))
        for output in cell.get("outputs", []):
            place = output.get("metadata", {}).get("place")
            if place:
                text = output.data.get("text/plain", "")
                title = place["title"] or section["title"]
                found.append(entry(page, place["address"], place["kind"], title, text))
    return [*found, section]


def entries_of_rules(rules):
    page = {"file": rules["file"], "title": "What lint looks for"}
    return [
        entry(page, f"lint-{rule['rule']}", "lint rule", f"{rule['rule']}: {rule['title']}", rule["text"])
        for rule in rules["pages"]
    ]
