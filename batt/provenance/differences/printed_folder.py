"""What a folder of reports prints: of each page its tables and its words, read from the HTML alone."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from batt.editions.edition import ABOUT
from batt.provenance.printed.page_tables import PageTable, read_tables
from batt.provenance.record.manifest import CRATE, EDITIONS, HOW, MANIFEST
from batt.provenance.record.run_record import RECORD
from batt.provenance.record.sums import SUMS, summed_files
from batt.raw.hashing import hash_file
from batt.registry import LANGUAGES

PAGE = ".html"
MAY_DIFFER = frozenset({RECORD, MANIFEST, SUMS, CRATE, ABOUT, *(f"{HOW}.{lang}{PAGE}" for lang in LANGUAGES)})
"""Files that tell of a run or of the folder itself, and so differ though nothing that is printed does."""
_SAID_NOWHERE = ("head", "style", "script", "template")
_FLOWING = ("a", "abbr", "b", "bdi", "em", "i", "img", "small", "span", "strong", "sub", "sup", "wbr")
_EMPTY = ("img", "br", "hr", "input", "meta", "link", "wbr", "col")


@dataclass(frozen=True)
class PrintedPage:
    """One page as it is read.

    Attributes
    ----------
    tables
        In the order of the page, by their ids. A page with tables of another form has all in its text.
    text
        The words outside tables, and what is told of pictures: one line a paragraph, spaces as single ones.
    """

    tables: Mapping[str, PageTable]
    text: str


@dataclass
class PrintedFolder:
    """The files of a folder of reports that come out again where everything is the same.

    Attributes
    ----------
    files
        SHA-256 of every file by its path below the folder, without editions and `MAY_DIFFER`; of the front
        page without its list of editions.
    """

    folder: Path
    files: dict[str, str]
    _read: dict[str, PrintedPage] = field(default_factory=dict, repr=False)

    @property
    def pages(self) -> list[str]:
        """The paths of the pages below the folder, in order."""
        return [name for name in self.files if name.endswith(PAGE)]

    def page(self, name: str) -> PrintedPage:
        """Return what a page prints; it is read once."""
        if name not in self._read:
            html = _read(self.folder / name)
            self._read[name] = read_page(_without_editions(html) if _is_front(name) else html)
        return self._read[name]


def read_folder(folder: Path) -> PrintedFolder:
    """Return what a folder of reports prints. Pages are opened when they are asked for."""
    there = {file.relative_to(folder).as_posix(): file for file in summed_files(folder, EDITIONS)}
    files = {
        name: _hash_of_front(file) if _is_front(name) else hash_file(file)
        for name, file in there.items()
        if name not in MAY_DIFFER
    }
    return PrintedFolder(folder, files)


def read_page(html: str) -> PrintedPage:
    """Return the tables and the words of a page."""
    try:
        tables = read_tables(html)
    except ValueError:
        # The front page lists providers outside any frame, and holds no figure.
        tables = []
    parser = _Words(without_tables=bool(tables))
    parser.feed(html)
    return PrintedPage({table.id: table for table in tables}, parser.text())


def _is_front(name: str) -> bool:
    return name.startswith("index.")


def _hash_of_front(file: Path) -> str:
    return hashlib.sha256(_without_editions(_read(file)).encode()).hexdigest()


def _read(file: Path) -> str:
    # A page may be damaged; then it differs, and is read all the same.
    return file.read_text(encoding="utf-8", errors="replace")


def _without_editions(html: str) -> str:
    """Return a front page without its list of editions, which grows after the report is made."""
    html = re.sub(r'<h2 id="editions">.*?(?=<h2\b|</main>)', "", html, flags=re.DOTALL)
    return re.sub(r'<li><a href="#editions">.*?</li>\s*', "", html)


class _Words(HTMLParser):
    """Collects what a reader sees or is told, a line a paragraph."""

    def __init__(self, without_tables: bool) -> None:
        super().__init__()
        self._silent = (*_SAID_NOWHERE, *(("table",) if without_tables else ()))
        self._within = 0
        self._parts: list[str] = []

    def text(self) -> str:
        lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(self._parts).split("\0"))
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within += tag in self._silent
        if self._within:
            return
        if tag not in _FLOWING:
            self._parts.append("\0")
        if tag == "img":
            self._parts.append(f" {dict(attrs).get('alt') or ''} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent and self._within:
            self._within -= 1
        elif not self._within and tag not in _FLOWING and tag not in _EMPTY:
            self._parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._within:
            self._parts.append(data)
