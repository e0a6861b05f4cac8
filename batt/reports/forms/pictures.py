"""The figures of a page as files: SVG as they stand in the page, PNG as a browser draws them.

matplotlib does not read SVG, and drawing anew would need the data; so the pictures are taken from the page
and Chromium rasterises them. On invented data the banner is drawn into each file: pictures travel alone.
"""

import base64
import csv
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from math import ceil
from pathlib import Path
from urllib.parse import unquote

from markupsafe import escape

from batt.atomic import atomic_file, write_text
from batt.errors import DisclosureError, Problem
from batt.reports.figures.sheet import cut_sheet
from batt.reports.forms.chromium import run_chromium
from batt.reports.forms.tables_csv import SEPARATORS
from batt.reports.formula_text import as_text
from batt.reports.words import Words

PIXELS_PER_POINT = 3
"""Of a PNG: 216 to the inch, enough for print in a column and for a projector."""
HIGHEST_SHEET = 16_000
"""Pixels below each other that a browser can draw at once."""
_ADDRESS = "data:image/svg+xml,"
_STRIP = 16
"""Height of the banner below a picture, in points."""


@dataclass(frozen=True)
class Picture:
    """A figure of a page: its id, its finding, its words for those who cannot see it, and its SVG."""

    id: str
    finding: str
    alt: str
    svg: str


def write_pictures(page: Path, folder: Path, *, png: bool = True) -> list[Path]:
    """Write each figure of a page as ``<id>.svg`` and ``<id>.png``, and what they show as ``pictures.csv``.

    Parameters
    ----------
    png
        Whether a browser is asked for PNG too.

    Raises
    ------
    UsageError
        If PNG is wanted and there is no browser.
    """
    html = page.read_text(encoding="utf-8")
    lang = "en" if '<html lang="en"' in html[:300] else "nb"
    banner = Words(lang)("simulated_banner")
    banner = banner if banner in html else ""
    found = pictures_of(html)
    files = []
    for picture in found:
        svg = folder / f"{picture.id}.svg"
        write_text(svg, _as_file(picture, banner))
        files.append(svg)
    files += _rasterise(files) if png else []
    files.append(folder / "pictures.csv")
    words = Words(lang, "forms")
    with atomic_file(files[-1]) as new, new.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out, delimiter=SEPARATORS[lang], lineterminator="\r\n")
        rows.writerow([words(f"forms_{name}") for name in ("file_name", "finding", "alt")])
        rows.writerows([picture.id, as_text(picture.finding), as_text(picture.alt)] for picture in found)
    return files


def pictures_of(html: str) -> list[Picture]:
    """Return the figures of a page, in order, as they are drawn for a wide screen.

    Raises
    ------
    DisclosureError
        If a picture is not one of ours.
    """
    reader = _Pictures()
    reader.feed(html)
    return reader.found


def size(svg: str) -> tuple[float, float]:
    """Return the width and height of a picture, in points."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if found is None:
        raise ValueError("the picture has no size")
    return float(found[1]), float(found[2])


class _Pictures(HTMLParser):
    """Collects ``<figure class="picture">``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Picture] = []
        self._id = self._finding = ""
        self._is_finding = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "figure" and said.get("class") == "picture":
            self._id, self._finding = said["id"], ""
        elif tag == "span" and self._id:
            self._is_finding = said.get("class") == "finding"
        elif tag == "img" and self._id:
            self.found.append(Picture(self._id, self._finding, said["alt"], _svg(said["src"], self._id)))
            self._id = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._is_finding = False

    def handle_data(self, data: str) -> None:
        if self._is_finding:
            self._finding += data


def _svg(address: str, id: str) -> str:
    if not address.startswith(_ADDRESS):
        raise DisclosureError(Problem(f"figure {id}", "its picture is no SVG that this package has drawn"))
    # Undo data_uri: single quotes were double ones, and the text has no single quotes of its own.
    return unquote(address.removeprefix(_ADDRESS)).replace("'", '"').replace("&apos;", "'")


def _as_file(picture: Picture, banner: str) -> str:
    """Return a picture as a file of its own: with its words, its banner, and names that all programs know."""
    width, height = size(picture.svg)
    inside = re.sub(r"^<svg[^>]*>|</svg>$", "", picture.svg).replace(' href="#', ' xlink:href="#')
    full = height + (_STRIP if banner else 0)
    below = (
        f'<path fill="#fff" d="M0 {height}h{width}v{_STRIP}H0z"/><text x="4" y="{height + 11}" '
        f'font-family="DejaVu Sans, sans-serif" font-size="7" fill="#a02020">{escape(banner)}</text>'
        if banner
        else ""
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}pt" height="{full}pt" viewBox="0 0 {width} {full}" stroke-linejoin="round">'
        f"<title>{escape(picture.finding)}</title><desc>{escape(picture.alt)}</desc>{inside}{below}</svg>\n"
    )


def _rasterise(pictures: Sequence[Path]) -> list[Path]:
    """Let the browser draw pictures at full size below each other, and cut the sheet up.

    Starting a browser takes longer than drawing a sheet of pictures.
    """
    files: list[Path] = []
    for sheet in _sheets([(file, file.read_text(encoding="utf-8")) for file in pictures]):
        sizes = [(ceil(width), ceil(height)) for width, height in (size(text) for _, text in sheet)]
        drawn_as = [file.with_suffix(".png") for file, _ in sheet]
        with tempfile.TemporaryDirectory(prefix="batt-pictures-") as folder:
            page, drawn = Path(folder) / "sheet.html", Path(folder) / "sheet.png"
            page.write_text(_html(sheet), encoding="utf-8")
            window = f"{max(width for width, _ in sizes)},{sum(height for _, height in sizes)}"
            scale = f"--force-device-scale-factor={PIXELS_PER_POINT}"
            run_chromium([scale, f"--window-size={window}", f"--screenshot={drawn}"], page, drawn)
            pixels = [(width * PIXELS_PER_POINT, height * PIXELS_PER_POINT) for width, height in sizes]
            cut_sheet(drawn, pixels, drawn_as, 72 * PIXELS_PER_POINT)
        files += drawn_as
    return files


def _sheets(pictures: Sequence[tuple[Path, str]]) -> list[list[tuple[Path, str]]]:
    """Share pictures out to sheets that a browser can draw."""
    sheets: list[list[tuple[Path, str]]] = []
    filled = HIGHEST_SHEET
    for file, text in pictures:
        height = ceil(size(text)[1]) * PIXELS_PER_POINT
        if filled + height > HIGHEST_SHEET:
            sheets.append([])
            filled = 0
        sheets[-1].append((file, text))
        filled += height
    return sheets


def _html(sheet: Sequence[tuple[Path, str]]) -> str:
    """Return a page with a sheet's pictures, each on whole pixels and with its names to itself."""
    shown = "".join(
        f'<img style="height:{ceil(size(text)[1])}px" src="data:image/svg+xml;base64,'
        f'{base64.b64encode(text.encode()).decode()}">'
        for _, text in sheet
    )
    return f"<!DOCTYPE html><meta charset=utf-8><style>body{{margin:0}}img{{display:block}}</style>{shown}"
