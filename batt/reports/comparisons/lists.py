"""How one list of providers, an indicator in a programme, is spoken of: its name, direction and answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.grounds import (
    SURVEYS,
    direction,
    indicator_names,
    programme_names,
    response_rate,
)
from batt.reports.page import Page
from batt.reports.sections.labels import ALL


def list_name(page: Page, indicator: str, programme: str) -> str:
    """Return the name of a list: its indicator, and its programme where it is about one."""
    name = indicator_names(page)[indicator]
    return name if programme == ALL else f"{name} · {programme_names(page)[programme]}"


def list_heading(page: Page, indicator: str, programme: str) -> str:
    """Return the name of a list, and whether high is good."""
    return f"{list_name(page, indicator, programme)}. {direction(page, indicator)}"


def list_order(indicator: str, programme: str) -> tuple[str, int]:
    """Return where a list stands among the others: as the registry orders them."""
    return indicator, [ALL, *load().programme_codes].index(programme)


def order_text(row: Mapping[str, Any]) -> str:
    """Return where the list of a row stands among the others, as a text to sort by."""
    return "{}{}".format(*list_order(row["indicator"], row["programme"]))


def lists_of(rows: PublishedTable) -> list[tuple[str, str]]:
    """Return the indicators and programmes that rows are about, each once, in registry order."""
    pairs = set(zip(rows.data["indicator"], rows.data["programme"], strict=True))
    return sorted(pairs, key=lambda pair: list_order(*pair))


def figure_programme(indicator: str, programme: str) -> str:
    """Return the programme under which an indicator's figure stands: ``ALL`` for a provider-level one."""
    return ALL if load().indicator(indicator).level == "provider" else programme


def rates_note(page: Page, lists: Iterable[tuple[str, str]]) -> str:
    """Say what share of those asked the surveys among some lists rest on, for the country.

    Parameters
    ----------
    lists
        Indicator and programme of each list, repeated or not.
    """
    words, short = page.words, programme_names(page)
    lists = list(lists)
    asked = {(one, figure_programme(one, programme)) for one, programme in lists if one in SURVEYS}
    rates: dict[str, list[str]] = {}
    for indicator, programme in sorted(asked, key=lambda pair: list_order(*pair)):
        rate = response_rate(page, indicator, programme)
        told = rate if programme == ALL else f"{short[programme]} {rate}"
        rates.setdefault(indicator_names(page)[indicator], []).append(told)
    if not rates:
        return words("targets_rates_registers")
    told = "; ".join(f"{name}: {', '.join(one)}" for name, one in rates.items())
    has_others = any(one not in SURVEYS for one, _ in lists)
    return words("targets_rates_both" if has_others else "targets_rates_surveys", rates=told)
