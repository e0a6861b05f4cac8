"""What every comparison rests on: how many persons, and what share of those asked have answered."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from batt.disclosure import PublishedTable, publish_shares
from batt.registry import load
from batt.reports.comparisons.lists import (
    LIST,
    figure_programme,
    indicator_names,
    list_of,
    list_order,
    programme_names,
    without_per_100,
)
from batt.reports.page import Page
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import breakdown, country_values

SURVEYS = {"i01": "nav", "i02": "user", "i03": "staff"}
# A page asks for the same rates many times, and they do not change while the page is made.
_RATES: WeakKeyDictionary[Page, PublishedTable | None] = WeakKeyDictionary()


def grounds(page: Page, lists: Iterable[tuple[str, str]], *, with_n: bool = True) -> str:
    """Say how many persons the country's figures of some lists rest on, and what share of those asked.

    Parameters
    ----------
    lists
        Indicator and programme of each list, repeated or not.
    with_n
        Whether to give the numbers; without them only the surveys are listed, with their response rates.
    """
    words = page.words
    plain = {(without_per_100(indicator), programme) for indicator, programme in lists}
    known = {(indicator, figure_programme(indicator, programme)) for indicator, programme in plain}
    ordered = sorted(known, key=lambda pair: list_order(*pair))
    asked = [one for one in ordered if one[0] in SURVEYS]
    registers = [one for one in ordered if one[0] not in SURVEYS]

    def rate(*one: str) -> str:
        told = response_rate(page, *one)
        return words("rate_with_n", rate=told, n=country_n(page, *one)) if with_n else told

    sentences = [words("grounds_surveys", rates=_told(page, asked, rate, with_n))] if asked else []
    if registers and with_n:
        numbers = _told(page, registers, lambda *one: country_n(page, *one), with_n)
        sentences.append(words("grounds_numbers", numbers=numbers))
    if registers or not asked:
        sentences.append(words("grounds_others" if asked else "grounds_registers"))
    return " ".join(sentences)


def _told(page: Page, lists: list[tuple[str, str]], say: Callable[[str, str], str], with_n: bool) -> str:
    """Return what is said of each list, under the name of its indicator and what n counts."""
    names, programmes = indicator_names(page), programme_names(page)
    told: dict[str, list[str]] = {}
    for indicator, programme in lists:
        unit = f" ({load().indicator(indicator).n_unit_label[page.lang]})" if with_n else ""
        part = say(indicator, programme)
        part = part if programme == ALL else f"{programmes[programme]} {part}"
        told.setdefault(f"{names[indicator]}{unit}", []).append(part)
    return "; ".join(f"{name}: {', '.join(parts)}" for name, parts in told.items())


def response_rate(page: Page, indicator: str, programme: str) -> str:
    """Return the share of those asked who answered, as text; the mark of an absent number where unknown.

    A register has asked nobody, and covers everybody.
    """
    if indicator not in SURVEYS:
        return page.numbers.percent(1)
    if page not in _RATES:
        _RATES[page] = _response_rates(page)
    rates, keys = _RATES[page], {"survey": SURVEYS[indicator], "programme": programme}
    if rates is None or len(rates.where(**keys)) != 1:
        return page.words("absent_mark")
    return page.number(rates, "share", "percent", **keys)


def _response_rates(page: Page) -> PublishedTable | None:
    """Return the response rates of the year. One row per survey and programme; None if not delivered."""
    rates = breakdown(page, "response_rates")
    if rates.empty:
        return None
    return publish_shares(rates, numerator="answered_n", denominator="invited_n", also=["answers_total_n"])


def country_n(page: Page, indicator: str, programme: str) -> str:
    """Return how many the country's figure of a list rests on, as text; a word or mark where not shown."""
    values = country_values(page)
    keys = {"year": page.year, "indicator": indicator, "programme": programme}
    if len(values.where(**keys)) != 1:
        return page.words("absent_mark")
    if values.cell("n", **keys).state == "hidden":
        return page.words("undisclosed_part")
    return page.number(values, "n", "integer", **keys)


def with_grounds(page: Page, table: PublishedTable) -> PublishedTable:
    """Add what the country's figure of each list rests on: ``n_country`` and, as text, ``response``.

    One row per list.
    """
    country = country_values(page).where(year=page.year).pick(*LIST, "n")
    beside = table.beside(country, on=LIST, suffix="_country")
    return beside.with_text("response", lambda row: response_rate(page, *list_of(row)))


def rests_on(page: Page, table: PublishedTable) -> PublishedTable:
    """Add the same as one text, ``rests_on``, to a table with several rows of a list."""

    def say(row: Mapping[str, Any]) -> str:
        one = list_of(row)
        return page.words("rests_on", n=country_n(page, *one), rate=response_rate(page, *one))

    return table.with_text("rests_on", say)
