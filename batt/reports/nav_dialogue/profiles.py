"""The provider's mean answers by theme, as far as everybody may see them."""

from weakref import WeakKeyDictionary

import pandas as pd

from batt.disclosure import PublishedTable, publish_means
from batt.indicators import load_breakdown
from batt.registry import load
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import own_breakdown, reported_of

ITEMS, GAPS = "provider_survey_items", "provider_survey_gaps"
TOTALS = {"nav": "i01", "user": "i02", "staff": "i03"}
SCALE = (1.0, 6.0)
# Both pages ask for the same means, and those of everybody decide which may be told.
_SEEN: WeakKeyDictionary[DialoguePage, PublishedTable | None] = WeakKeyDictionary()


def own_profiles(page: DialoguePage) -> PublishedTable | None:
    """Return the provider's means by survey and question; None where there are none to show.

    A survey is in where all its questions can be told, and its whole is told everywhere the provider runs:
    what is hidden of the whole would else follow from its parts, or a part from the whole.
    """
    if page not in _SEEN:
        _SEEN[page] = _own_profiles(page)
    return _SEEN[page]


def _own_profiles(page: DialoguePage) -> PublishedTable | None:
    items = load_breakdown(page.root, page.year, ITEMS, filters=[("programme", "==", ALL)])
    if items.empty:
        return None
    scored = {q.id for survey in load().surveys for q in survey.questions if q.in_mean}
    whole = items[items["question"].isin(scored)]
    told = publish_means(
        whole.drop(columns="sum"), n="n", columns=["mean", "ci_low", "ci_high"], ends=SCALE, spread="sd"
    )
    mine = told.where(provider_id=page.provider)
    totals = reported_of(page, list(TOTALS.values())).where(unit_level="provider")
    surveys = [survey for survey in TOTALS if _may_be_seen(page, survey, mine, told, totals)]
    return mine.where(survey=surveys) or None


def clear_gaps(page: DialoguePage, profiles: PublishedTable) -> tuple[pd.DataFrame, int]:
    """Return the saved gaps between shown profiles whose interval leaves out zero, and how many were held.

    One row per theme and pair, the widest gap first.
    """
    gaps = own_breakdown(page, GAPS)
    seen = set(profiles.data["survey"])
    if gaps.empty:
        return gaps, 0
    mine = gaps[gaps["low"].notna()]
    mine = mine[[set(pair.split("_")) <= seen for pair in mine["pair"]]]
    clear = mine[(mine["low"] > 0) | (mine["high"] < 0)]
    return clear.reindex(clear["gap"].abs().sort_values(ascending=False, kind="stable").index), len(mine)


def _may_be_seen(
    page: DialoguePage, survey: str, mine: PublishedTable, told: PublishedTable, totals: PublishedTable
) -> bool:
    parts = list(mine.where(survey=survey).cells("mean"))
    of_all = totals.where(indicator=TOTALS[survey])
    own = list(of_all.where(unit_id=page.provider).cells("value"))
    if not parts or not own or not all(cell.is_shown for cell in (*parts, *own)):
        return False
    # Where every whole is told, a single provider's hidden part would follow from the country's.
    is_company = any(cell.state == "hidden" for cell in of_all.cells("value"))
    return is_company or all(cell.is_shown for cell in told.where(survey=survey).cells("mean"))
