"""Markdown as editors write it, set as HTML that loads nothing and carries no markup of its own.

Paragraphs, emphasis, lists, quotations, links and headings of two hashes or more. HTML is shown as the text
that it is. A link leads to a place on the page, a neighbouring page, or an address that is printed beside it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape
from mistune import BlockParser, HTMLRenderer, InlineParser, Markdown

_OUTSIDE = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_BESIDE = re.compile(r"(?:[\w./-]+\.html)?(?:#[\w-]+)?")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</p>).)*)</p>\s*", re.DOTALL)
LINKS = "Expected https://…, mailto:…, #place, or a page beside this one such as comparisons.nb.html."
_A_VALUE = re.compile("%EE%8[89A]")
"""How the mark of a value looks in an address."""
IMAGES = "Pages hold the pictures that the workbook draws, and load none."


@dataclass
class Faults:
    """What may not be in a text: (where it begins in the text, what is wrong, what was expected)."""

    found: list[tuple[str, str, str]] = field(default_factory=list)


def to_html(text: str, faults: Faults) -> Markup:
    """Return a text as blocks of HTML; what may not be in it is left out and added to ``faults``."""
    markdown = Markdown(_Renderer(faults), _Blocks(), _Inlines())
    return Markup(str(markdown(text)).strip())


def to_caption(text: str, faults: Faults) -> Markup:
    """Return a text of one paragraph as HTML that can stand in a line."""
    html = to_html(text, faults)
    found = _ONE_PARAGRAPH.fullmatch(html)
    if found is None:
        faults.found.append(("", "a caption is more than one paragraph", "Expected one paragraph of text."))
        return Markup("")
    return Markup(found[1])


class _Blocks(BlockParser):
    # Indented lines and lines over dashes are text to those who do not know Markdown; HTML is text to all.
    DEFAULT_RULES = ("atx_heading", "thematic_break", "block_quote", "list", "blank_line")


class _Inlines(InlineParser):
    DEFAULT_RULES = ("escape", "emphasis", "link", "link_close", "auto_link", "auto_email", "linebreak")


class _Renderer(HTMLRenderer):
    def __init__(self, faults: Faults):
        super().__init__(escape=True)
        self._faults = faults

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if _A_VALUE.search(url):
            self._faults.found.append(("", "a placeholder stands in the address of a link", LINKS))
            return text
        if _OUTSIDE.fullmatch(url):
            shown = url.removeprefix("mailto:")
            link = Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, Markup(text))
            same = Markup(text).striptags().removeprefix("mailto:") == shown
            return str(link if same else link + Markup(" ({})").format(shown))
        if url and _BESIDE.fullmatch(url):
            return str(Markup('<a href="{}">{}</a>').format(url, Markup(text)))
        self._faults.found.append((url, f"the link leads to '{url}'", LINKS))
        return text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        self._faults.found.append((url, f"there is a picture, '{url}'", IMAGES))
        return ""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        # The section above is a heading of the second or third level; both may be followed by a third.
        return f"<h3>{text}</h3>\n"

    def thematic_break(self) -> str:
        return ""

    def linebreak(self) -> str:
        return "<br>\n"


def with_values(html: Markup, values: dict[str, str]) -> Markup:
    """Put values, as text, where their marks stand."""
    for mark, value in values.items():
        html = html.replace(mark, escape(value))
    return html
