"""What texts become in a page: an author's prose, what a cell said, and either of them in Markdown."""

import re

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def prose_html(text):
    """What an author wrote: it may have HTML, and no address that is a program."""
    renderer = IPythonRenderer(escape=False, allow_harmful_protocols=False)
    return MarkdownWithMath(renderer=renderer).render(text)


def said_html(text):
    """What a cell put out: names and reasons of the data are in it, and HTML in data is text."""
    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    return MarkdownWithMath(renderer=renderer).render(text)


# As withoutHtml() of lab/text/markdown.ts; these are what lab/figures/frame/figure.ts writes.
OUR_TAGS = ("<br>", "<sub>", "</sub>")
ESCAPED_OR_TAG = re.compile(r"\\[\s\S]|<(?=[a-zA-Z/!?])")


def without_html(text):
    """The Markdown of an output with every tag as text, but for those that figures are written with."""

    def shown_as_text(found):
        mark = found.group(0)
        is_ours = any(text.startswith(tag, found.start()) for tag in OUR_TAGS)
        return mark if mark[0] == "\\" or is_ours else "&lt;"

    return ESCAPED_OR_TAG.sub(shown_as_text, text)


# What a figure's Markdown calls its picture (lab/figures/frame/figure.ts).
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
