"""Where texts can go, as the pages say, and whether every text has got onto one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from markupsafe import escape

from batt.errors import ContentError, Problem
from batt.paths import Root
from batt.registry import LANGUAGES
from batt.reports.editorial.parse import FOREWORD, Place, Text, read_texts
from batt.reports.editorial.results import close_to


@dataclass(frozen=True)
class Spot:
    """One place on a page where a text can go, and what stands there."""

    place: Place
    title: str


def spots(root: Root, year: int, lang: str) -> list[Spot]:
    """Return the places of the pages that there are; of a kind with many pages, those of the first."""
    files = sorted(root.reports(year).glob(f"*.{lang}.html")) + sorted(
        root.reports(year).glob(f"*/*.{lang}.html")
    )
    first = {kind_of(root, year, file): file for file in reversed(files)}
    first.pop("index", None)
    return [spot for kind in sorted(first) for spot in _spots_of(first[kind], kind)]


def kind_of(root: Root, year: int, page: Path) -> str:
    """Return which kind of report a page is."""
    in_folder = page.parent != root.reports(year)
    return page.parent.name if in_folder else page.name.split(".")[0]


def check_placed(root: Root, year: int, pages: Sequence[Path], kinds: Collection[str]) -> None:
    """Refuse texts that have not got onto a page, so that none is lost unseen.

    Parameters
    ----------
    pages
        The pages just made, every unit of their kinds. Texts for other kinds are not judged.
    kinds
        All kinds of report that there are.

    Raises
    ------
    ContentError
        If a heading names a kind, section or figure that is not there; all are listed, with the nearest.
    """
    problems = [
        problem
        for lang in LANGUAGES
        for text in read_texts(root, year, lang)[0]
        for problem in _misplaced(text, _of_kind(root, year, text, lang, pages), kinds)
    ]
    if problems:
        raise ContentError(problems)


def _of_kind(root: Root, year: int, text: Text, lang: str, pages: Iterable[Path]) -> list[Path]:
    in_language = [page for page in pages if page.name.endswith(f".{lang}.html")]
    return [page for page in in_language if text.place.kind in ("", kind_of(root, year, page))]


def _misplaced(text: Text, pages: list[Path], kinds: Collection[str]) -> list[Problem]:
    place = text.place
    if place.kind and place.kind not in kinds:
        near = close_to(place.kind, kinds) or sorted(kinds)
        return [_nowhere(text, f"there is no report {place.kind}", near)]
    mark = f'data-editorial="{escape(str(place))}"'
    if not pages or any(mark in page.read_text(encoding="utf-8") for page in pages):
        return []
    if not place.kind:
        return [_nowhere(text, "no report has a foreword", [])]
    known = [str(spot.place) for spot in _spots_of(pages[0], place.kind)]
    of_all_units = str(Place(place.kind, place.id, is_caption=place.is_caption))
    return [_nowhere(text, "no page has this place", close_to(of_all_units, known))]


def _nowhere(text: Text, what: str, near: Sequence[str]) -> Problem:
    expected = f"Nearest: {', '.join(near)}." if near else ""
    return Problem(text.where(), what, expected, "batt editorial lists the places of the pages.")


def _spots_of(page: Path, kind: str) -> list[Spot]:
    reader = _Ids()
    reader.feed(page.read_text(encoding="utf-8"))
    return [
        Spot(Place(kind, id, is_caption=is_caption), " ".join(title.split()))
        for id, is_caption, title in reader.found
        if id != FOREWORD and not id.endswith("-data")
    ]


class _Ids(HTMLParser):
    """Finds the ids of headings, figures and tables, and what each is called."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool, str]] = []
        self._ends = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        id, look = given.get("id") or "", given.get("class") or ""
        if tag in ("h2", "h3", "figure") and id:
            self.found.append((id, tag == "figure", ""))
        title = {"h2": "h2", "h3": "h3", "figcaption": "figcaption"}.get(tag)
        self._ends = title or ("" if look in ("caption", "editorial-caption") else self._ends)

    def handle_endtag(self, tag: str) -> None:
        self._ends = "" if tag == self._ends else self._ends

    def handle_data(self, data: str) -> None:
        if self._ends and self.found:
            id, is_caption, title = self.found[-1]
            self.found[-1] = (id, is_caption, title + data)
