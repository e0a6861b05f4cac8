"""Whose number a printed cell is, as far as its page, its table and its headings tell."""

import re
from dataclasses import dataclass

from batt.provenance.printed import codes
from batt.provenance.printed.page_tables import PageRow
from batt.provenance.tracing.traced_number import ALL, COUNTRY
from batt.registry import LANGUAGES, load
from batt.report_kinds import REPORT_KINDS
from batt.reports.words import Words

_OF_UNITS = ("provider", "county")
_OF_COUNTRY = "annual_report"
_BESIDE = re.compile(r"(?:, n = | \().*$")
"""What some headings add to a programme: ``, n = 159`` or ``(of 6 who left)``."""


@dataclass(frozen=True)
class Meaning:
    """The indicator, the unit and the programme of a number; each empty where it is not known."""

    indicator: str = ""
    unit: str = ""
    programme: str = ""


def meaning_of(page: str, table: str, row: PageRow, column: str) -> Meaning:
    """Return whose number stands in a row and a column; nothing but the indicator's is looked for.

    Parameters
    ----------
    page
        Its path below the folder, which names the kind, the unit and the language.
    """
    place, _, last = page.rpartition("/")
    of, _, lang = last.removesuffix(".html").rpartition(".")
    if lang not in LANGUAGES:
        return Meaning()
    headings = [codes.plain(text).strip() for text in (row.cells[0] if row.cells else "", row.group, column)]
    indicator = next(filter(None, (_indicator(text, lang) for text in headings)), "") or _in_id(table)
    if not indicator:
        return Meaning()
    if load().indicator(indicator).level == "provider":
        programme = ALL
    else:
        programme = next(filter(None, (_programme(text, lang) for text in headings)), "")
    return Meaning(indicator, _unit(place, of, headings[-1], lang), programme)


def _indicator(text: str, lang: str) -> str:
    """Return the indicator that a heading names by number and name; another figure may have its number."""
    found = re.search(r"(?:^|◆ )(\d+)\. (.*)", text)
    if not found:
        return ""
    return next(
        (
            one.id
            for one in load().indicators
            if one.number == int(found[1]) and found[2].startswith((one.short[lang], one.name[lang]))
        ),
        "",
    )


def _in_id(table: str) -> str:
    found = re.search(r"\bi\d\d\b", table)
    return found[0] if found and found[0] in {one.id for one in load().indicators} else ""


def _programme(text: str, lang: str) -> str:
    known = codes.programmes(lang)
    return known.get(_BESIDE.sub("", text).strip()) or known.get(text.rpartition(" · ")[2].strip(), "")


def _unit(place: str, of: str, column: str, lang: str) -> str:
    if column.startswith(Words(lang, "county_report")("the_country")):
        return COUNTRY
    if place in {kind.name for kind in REPORT_KINDS if kind.one_per in _OF_UNITS}:
        return of
    return COUNTRY if of == _OF_COUNTRY else ""
