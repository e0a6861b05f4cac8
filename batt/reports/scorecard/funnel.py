"""Whether the provider's shares differ from the country's by more than chance gives, as funnels."""

from collections.abc import Mapping
from typing import Any

from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import list_name, list_of, lists_of
from batt.reports.comparisons.own import is_own, own_rows
from batt.reports.figures.own_funnel import own_funnel
from batt.reports.fragment import Fragment

SHARES = ("i08", "i09", "i06", "i11")
"""Indicators that funnels are drawn for, job acquisition first."""
PANELS_MOST = 4
"""More panels than this say little more; those outside the limits come first."""


def funnel(page: ComparisonPage) -> Fragment:
    """A funnel for each share in which the reader is compared, those outside the limits first."""
    words = page.words
    piece = page.section("funnel", words("funnel_title"), level=3)
    curves = page.found("funnel_curves")
    if curves is None or not page.comparisons.has("funnel_cells"):
        return piece + page.text("funnel_none")
    shares = page.comparisons.table("funnel_cells", indicators=SHARES)
    shares = shares.where(flag=set(shares.column("flag")) - {""})
    own = own_rows(page, shares)
    if not len(own):
        return piece + page.text("funnel_none")
    outside = {list_of(row) for row in own.records() if row["flag"] != "inside"}
    chosen = sorted(lists_of(own), key=lambda one: (one not in outside, SHARES.index(one[0])))[:PANELS_MOST]
    keys = {
        f"{indicator}/{programme}": list_name(page, indicator, programme) for indicator, programme in chosen
    }
    near = shares.where(indicator={one[0] for one in chosen}, programme={one[1] for one in chosen})
    points = near.with_text("panel", _panel).where(panel=list(keys))
    points = points.with_text("own", lambda row: words("own_word") if is_own(page, row) else "")
    told = points.filtered(lambda row: is_own(page, row))
    told = told.with_text("list", lambda row: list_name(page, row["indicator"], row["programme"]))
    told = told.with_text("side", lambda row: words(f"flag_{row['flag']}"))
    counts = {
        "n": page.numbers.integer(len(chosen)),
        "outside": page.numbers.integer(len(outside & set(chosen))),
    }
    expected = page.numbers.decimal(FALSE_ALARM_SHARE * len(chosen), 1)
    figure = own_funnel(
        points,
        curves.with_text("panel", _panel).where(panel=list(keys)),
        told,
        panels=keys,
        words=words,
        title=words("funnel_outside" if outside else "funnel_inside", expected=expected, **counts),
        caption=words("funnel_note"),
        columns={
            "list": words("indicator"),
            "n": words("n"),
            "measure": words("col_own"),
            ("low_95", "high_95"): words("funnels_limits_95"),
            ("low_998", "high_998"): words("funnels_limits_998"),
            "side": words("funnels_where"),
        },
        formats={
            "n": "integer",
            "measure": "unit_table",
            ("low_95", "high_95"): "unit_table",
            ("low_998", "high_998"): "unit_table",
        },
    )
    return piece + page.figure(figure, id="funnel-own")


def _panel(row: Mapping[str, Any]) -> str:
    return f"{row['indicator']}/{row['programme']}"
