"""The figures that indikator.no shares with BATT, and how many providers' two figures agree."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry.indikator_no import indikator_no_figures
from batt.reports.comparisons.lists import direction, indicator_names
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS
from batt.reports.fragment import Fragment

_AGREEMENT = ["providers_n", "agreeing_n"]


def indikator_no(page: ComparisonPage) -> Fragment:
    """One row per figure of indikator.no that is one of BATT's: how many providers' two figures agree."""
    words = page.words
    counts = page.compared("indikator_no").data.set_index("number")
    names = indicator_names(page)
    frame = pd.DataFrame(
        [
            {
                "figure": f"{one.number}. {one.name_nb if page.lang == 'nb' else one.name_en}",
                "indicator": names[one.indicator],
                "direction": direction(page, one.indicator),
                "match": words(f"indikator_no_{one.match}"),
            }
            | {name: counts[name].get(one.number, float("nan")) for name in _AGREEMENT}
            for one in indikator_no_figures()
            if one.indicator
        ]
    )
    columns = {
        "figure": words("indikator_no_figure"),
        "indicator": words("indikator_no_batt"),
        "direction": words("is_high_good"),
        "match": words("indikator_no_match"),
    }
    is_delivered = bool(frame["providers_n"].notna().any())
    if is_delivered:
        columns |= {name: words(f"indikator_no_{name}") for name in _AGREEMENT}
    return page.text("indikator_no_text" if is_delivered else "indikator_no_none") + page.table(
        publish_facts(frame, why=COUNTS),
        id="indikator-no-table",
        columns=columns,
        formats=dict.fromkeys(_AGREEMENT, "integer"),
        caption=words("indikator_no_caption"),
    )
