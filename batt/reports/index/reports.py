"""The reports about everybody: what each holds, for whom it is, and its pages."""

from markupsafe import Markup

from batt.report_kinds import REPORT_KINDS, ReportKind
from batt.reports.fragment import Fragment
from batt.reports.index.pages import Pages, links
from batt.reports.page import Page


def reports(page: Page, found: Pages) -> Fragment:
    """List every kind that has a page about everybody, with its pages for single readers or months."""
    items = [_item(page, kind, found) for kind in REPORT_KINDS if found.of(kind.name) or _others(kind, found)]
    start = page.section("reports", page.words("index_reports"))
    if not items:
        return start + page.text("index_none")
    return start + Fragment(Markup('<ul class="reports">{}</ul>').format(Markup("").join(items)))


def _item(page: Page, kind: ReportKind, found: Pages) -> Markup:
    words = page.words
    title, addresses = words(f"title_{kind.name}", year=page.year), found.of(kind.name)
    heading = links(addresses, title, page.lang) if addresses else title
    others = [
        links(found.of(kind.name, unit), _reader(page, unit), page.lang) for unit in _others(kind, found)
    ]
    more = Markup('<p class="also">{}</p>').format(Markup(" ").join(others)) if others else ""
    return Markup('<li><h3>{}</h3><p>{}</p><p class="reader">{}</p>{}</li>').format(
        heading, words(f"description_{kind.name}"), words(f"readers_{kind.name}"), more
    )


def _others(kind: ReportKind, found: Pages) -> list[str]:
    """Return the readers and months that a kind has pages for, beside those listed under their units."""
    units = found.units(kind.name)
    if kind.one_per:
        return []
    return [one for one in units if one in kind.also_for or (kind.by_month and one not in kind.also_for)]


def _reader(page: Page, unit: str) -> str:
    return page.words(f"for_{unit}") if f"for_{unit}" in page.words else page.numbers.month(unit)
