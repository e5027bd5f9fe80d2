"""Addresses of what a page shows, so that others can lead there: #claim-…, #figure-…, #table-…, #finding-…
They are made of the ids of claims and of cells, which stay when a notebook is executed again or grows."""

import html
import re

CLAIM = re.compile(r'\bdata-claim="([a-z0-9-]+)"')
TITLES = {
    "figure": re.compile(r'<p class="title">(.*?)</p>', re.S),
    "table": re.compile(r"<caption[^>]*>(.*?)</caption>", re.S),
    "claim": re.compile(r'<p class="sentence">.*?</span>(.*?)</p>', re.S),
}


def kind_of(data, heading):
    """What an output is, by what our own HTML calls it."""
    shown = data.get("text/html", "") + data.get("image/svg+xml", "")[:200]
    for kind in ("figure", "claim", "table", "ledger"):
        if f'class="gauntlet-{kind}' in shown:
            return "table" if kind == "ledger" else kind
    return "finding" if heading == "Findings" and "text/markdown" in data else None


def text_of(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def title_of(kind, data):
    found = TITLES[kind].search(data.get("text/html", "")) if kind in TITLES else None
    return text_of(found.group(1)) if found else ""


def give_addresses(book):
    """Notes with each output what it is and its address. Returns the addresses."""
    seen, addresses, heading = {}, set(), ""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            for level, text in re.findall(r"^(#{1,2}) +(.+)$", cell.source, re.M):
                heading = text.strip() if level == "##" else ""
        name = re.sub(r"^cell-", "", str(cell.get("id", "")))
        name = re.sub(r"[^\w.-]", "-", name)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            kind = kind_of(data, heading)
            if kind is None:
                continue
            claim = CLAIM.search(data.get("text/html", "")) if kind == "claim" else None
            address = f"{kind}-{claim.group(1) if claim else name}"
            seen[address] = seen.get(address, 0) + 1
            if seen[address] > 1:
                address = f"{address}-{seen[address]}"
            addresses.add(address)
            output.metadata["place"] = {
                "address": address,
                "kind": kind,
                "title": title_of(kind, data),
            }
    return addresses
