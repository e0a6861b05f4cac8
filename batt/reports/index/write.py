"""Putting the index together and writing it, in both languages."""

from pathlib import Path

from batt.atomic import write_text
from batt.paths import Root
from batt.reports.fragment import joined
from batt.reports.html import index_page
from batt.reports.index.editions import signed_off
from batt.reports.index.made import how_made
from batt.reports.index.pages import pages_in
from batt.reports.index.providers import providers
from batt.reports.index.reports import reports
from batt.reports.index.units import claims, counties
from batt.reports.numbers import LANGUAGES
from batt.reports.page import Page
from batt.reports.page_head import index_name

SECTIONS = (reports, providers, counties, claims, signed_off, how_made)
"""In the order in which they stand."""


def write_index(root: Root, year: int, forening: str = "all") -> Path:
    """Write the index of a year: ``reports/<year>/index.html``, and ``index.en.html`` in English.

    Parameters
    ----------
    forening
        The filter on the association with which the reports were made.

    Returns
    -------
    Path
        The Norwegian index.
    """
    folder = root.reports(year)
    found = pages_in(folder)
    for lang, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        page = Page(root, year, "index", lang, forening)
        head = page.head(
            page.words("reports_of_year", year=year),
            lead=page.words("index_lead"),
            other_language=index_name(other),
        )
        body = joined(section(page, found) for section in SECTIONS)
        html = index_page(body.html, head)
        write_text(folder / index_name(lang), html)
    return folder / index_name(LANGUAGES[0])
