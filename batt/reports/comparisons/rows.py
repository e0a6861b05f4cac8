"""How rows of comparisons are named, cut short, and explained where there is no number."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import Markup

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.grounds import (
    PER_100,
    SURVEYS,
    direction,
    indicator_names,
    is_own,
    programme_names,
    response_rate,
)
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.fragment import Fragment
from batt.reports.numbers import NO_BREAK_SPACE
from batt.reports.page import Page
from batt.reports.sections.saved import country_values, reported_values

LIST = ["indicator", "programme"]
COUNTS = "counts of providers, from shown cells"
TOTAL = "TOTAL"
NOTHING = Fragment(Markup(""))
# Several tables of a page stand with the same rates, and each reading of them is a file.
_RATES: WeakKeyDictionary[Page, dict[tuple[str, str], str]] = WeakKeyDictionary()
_PREVIOUS = "previous_"


def list_headings(page: Page, *, per_100: bool = False) -> dict[str, str]:
    """Return every indicator's name followed by whether high is good.

    Parameters
    ----------
    per_100
        Whether partners are compared per 100 participants.
    """
    names = indicator_names(page)
    if per_100:
        names["i05"] = names[PER_100]
    return {entry.id: f"{names[entry.id]}. {direction(page, entry.id)}." for entry in load().indicators}


def headed(page: Page, table: PublishedTable, *, per_100: bool = False) -> PublishedTable:
    """Name the programmes, and head each indicator's rows by its name and whether high is good."""
    programmes = programme_names(page) | {TOTAL: page.words("all_programmes_together")}
    named = table.labelled("programme", programmes)
    return named.labelled("indicator", list_headings(page, per_100=per_100))


def because(page: Page, reason: str) -> str:
    """Return the words of a reason code."""
    if reason.startswith(_PREVIOUS):
        return page.words("because_previous", reason=because(page, reason.removeprefix(_PREVIOUS)))
    return page.words(f"because_{reason}")


def with_unit(table: PublishedTable) -> PublishedTable:
    """Add the unit of each row's indicator."""
    units = {entry.id: entry.unit for entry in load().indicators}
    return table.with_text("unit", lambda row: units[row["indicator"]])


def with_grounds(page: Page, table: PublishedTable) -> PublishedTable:
    """Add what the country's figure of each list rests on: ``n_country`` and, as text, ``response``.

    One row per list.
    """
    country = country_values(page).where(year=page.year).pick(*LIST, "n")
    beside = table.beside(country, on=LIST, suffix="_country")
    return beside.with_text("response", lambda row: _asked(page, row["indicator"], row["programme"]))


def rests_on(page: Page, table: PublishedTable) -> PublishedTable:
    """Add the same as one text, ``rests_on``, to a table with several rows of a list."""
    country = country_values(page).where(year=page.year)

    def say(row: Mapping[str, Any]) -> str:
        keys = {name: row[name] for name in LIST}
        known = len(country.where(**keys)) == 1
        n = page.number(country, "n", "integer", **keys) if known else page.words("absent_mark")
        return page.words("rests_on", n=n, rate=_asked(page, **keys))

    return table.with_text("rests_on", say)


def _asked(page: Page, indicator: str, programme: str) -> str:
    """Return the response rate of a list; a register has asked nobody, and covers everybody."""
    if indicator not in SURVEYS:
        return page.numbers.percent(1)
    known = _RATES.setdefault(page, {})
    if (indicator, programme) not in known:
        known[indicator, programme] = response_rate(page, indicator, programme)
    return known[indicator, programme]


def outermost(page: Page, table: PublishedTable, column: str, most: int, *, by: str) -> PublishedTable:
    """Keep the rows with the highest and the lowest shown numbers of each group, and the reader's own.

    Parameters
    ----------
    most
        How many to keep at each end; ties with the last of them stay.
    by
        Column of the groups.
    """
    ends = {}
    for group in set(table.data[by]):
        shown = sorted(
            float(cell.value) for cell in table.where(**{by: group}).cells(column) if cell.is_shown
        )
        if len(shown) > 2 * most:
            ends[group] = (shown[most - 1], shown[-most])

    def is_kept(row: Mapping[str, Any]) -> bool:
        low, high = ends.get(row[by], (float("inf"), float("-inf")))
        return is_own(page, row) or not low < row[column] < high

    return table.filtered(is_kept)


def left_out(page: Page, all_n: int, shown_n: int) -> list[str]:
    """Say how many rows a cut list leaves out; nothing where it is whole."""
    if all_n == shown_n:
        return []
    number = page.numbers.integer
    return [page.words("rows_left_out", n=number(all_n - shown_n), all=number(all_n))]


def change_interval(page: Page, row: Mapping[str, Any], low: str, high: str) -> str:
    """Return the interval of a change as text, in percentage points for shares."""
    if row[low] != row[low]:
        return page.words("absent_mark")
    times = 100 if row["unit"] == "share" else 1
    places = 2 if row["unit"] == "score" else 1
    return page.numbers.interval(row[low] * times, row[high] * times, places).replace(" ", NO_BREAK_SPACE)


def own_figures(page: ComparisonPage, year: int) -> PublishedTable:
    """Return the reader's own figures of a year that exist, those hidden to the public among them."""
    own = reported_values(page).where(unit_level="provider", unit_id=page.provider, year=year)
    here = own.filtered(lambda row: row["status"] == "ok" or row["value"] == row["value"])
    return here.where(indicator=[entry.id for entry in load().indicators])


def not_placed(
    page: ComparisonPage, *, id: str, indicators: Collection[str], placed: Callable[[str, str], bool]
) -> Fragment:
    """Show the reader's own figures that are too small to stand among the others.

    Parameters
    ----------
    indicators
        Which indicators are compared.
    placed
        Whether a provider's figure of an indicator and programme is among the compared.
    """
    words = page.words
    own = own_figures(page, page.year).where(indicator=list(indicators))
    rows = own.filtered(lambda row: not placed(row["indicator"], row["programme"]))
    if not len(rows):
        return NOTHING
    return page.table(
        headed(page, rows),
        id=id,
        columns={
            "programme": words("programme"),
            "value": words("value"),
            ("ci_low", "ci_high"): words("interval_95"),
            "n": words("n"),
        },
        formats={"value": "unit_table", ("ci_low", "ci_high"): "unit_table", "n": "integer"},
        groups="indicator",
        caption=words("not_placed_caption"),
        notes=[words("not_placed_note")],
    )
