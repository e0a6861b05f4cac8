"""The page that links a year's reports in both languages."""

from pathlib import Path

from markupsafe import Markup

from batt.paths import Root
from batt.reports.html import ReportEntry, index_page
from batt.reports.numbers import LANGUAGES
from batt.reports.page import Page
from batt.reports.words import Words

KINDS = ("annual_report", "comparisons", "evaluation", "perceptions", "data_quality")
"""Reports in the order in which they are listed; other kinds follow by name."""


def write_index(root: Root, year: int, forening: str = "all") -> Path:
    """Write ``reports/<year>/index.html``, linking every ``<kind>.<lang>.html`` that is there.

    Norwegian comes first and English after it, since one page serves both readers. ``forening`` is the filter
    on the association with which the reports were made.

    Raises
    ------
    RegistryError
        If a kind of report has no title in ``texts/index.yaml``.
    """
    folder = root.reports(year)
    page = Page(root, year, "index", LANGUAGES[0], forening)
    found = {path.name.split(".")[0] for path in folder.glob("*.*.html")}
    order = [kind for kind in KINDS if kind in found] + sorted(found - set(KINDS))
    entries = [_entry(folder, kind, year) for kind in order]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "index.html"
    file.write_text(index_page(page, entries), encoding="utf-8", newline="\n")
    return file


def _entry(folder: Path, kind: str, year: int) -> ReportEntry:
    links = [(lang, f"{kind}.{lang}.html") for lang in LANGUAGES]
    return ReportEntry(
        title=_both(f"title_{kind}", " / ", year=year),
        description=_both(f"description_{kind}", Markup("<br>")),
        links=tuple((lang, address) for lang, address in links if (folder / address).exists()),
    )


def _both(key: str, between: str, **values: object) -> Markup:
    """Return a text in both languages, the second marked as another language than the page's."""
    first, second = (Words(lang, "index")(key, **values) for lang in LANGUAGES)
    return Markup('{}{}<span lang="{}">{}</span>').format(first, between, LANGUAGES[1], second)
