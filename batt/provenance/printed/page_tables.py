"""The tables of a page as a browser reads them: from its HTML alone."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_FIGURE = re.compile(r'<figure class="table[^"]*" id="([^"]+)".*?</figure>', re.DOTALL)


@dataclass
class PageRow:
    """One row: the heading of its group, if any, its class, and what its cells say."""

    group: str
    kind: str
    cells: list[str] = field(default_factory=list)


@dataclass
class PageTable:
    """One table: what stands above its columns, and its rows."""

    id: str
    headings: list[str] = field(default_factory=list)
    rows: list[PageRow] = field(default_factory=list)


def read_tables(html: str) -> list[PageTable]:
    """Return the tables of a page in order.

    A cell's text is what is between its tags, spaces as they are; pictures say nothing.

    Raises
    ------
    ValueError
        If the page has a table outside the frame that all tables of pages have.
    """
    tables = []
    for found in _FIGURE.finditer(html):
        parser = _Rows(found[1])
        parser.feed(found[0])
        tables.append(parser.table)
    if len(tables) != len(re.findall(r"<table\b", html)):
        raise ValueError("a table stands outside its frame")
    return tables


class _Rows(HTMLParser):
    def __init__(self, id: str) -> None:
        super().__init__()
        self.table = PageTable(id)
        self._group = ""
        self._row: PageRow | None = None
        self._text: list[str] | None = None
        self._scope = ""
        self._is_in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "thead":
            self._is_in_head = True
        elif tag == "tr":
            self._row = PageRow(self._group, given.get("class") or "")
        elif tag in ("th", "td"):
            self._text, self._scope = [], given.get("scope") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self._is_in_head = False
        elif tag == "tr" and self._row is not None and self._row.cells:
            self.table.rows.append(self._row)
        elif tag in ("th", "td") and self._text is not None:
            self._end_cell("".join(self._text).strip("\n"))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end_cell(self, text: str) -> None:
        if self._is_in_head:
            self.table.headings.append(text)
        elif self._scope == "colgroup":
            self._group = text
        elif self._row is not None:
            self._row.cells.append(text)
