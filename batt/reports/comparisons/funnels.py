"""Funnels: who lies outside what chance gives, beside how many chance alone would put there."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.comparisons.grounds import SURVEYS, grounds
from batt.reports.comparisons.lists import (
    HEADING,
    LIST,
    PROGRAMME,
    direction,
    headed,
    list_name,
    programme_names,
)
from batt.reports.comparisons.own import is_own, own_rows, with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS, told_to
from batt.reports.figures import funnel_plot
from batt.reports.figures.alt import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import ALL
from batt.reports.tables import Column

FIGURES: dict[str, tuple[str, ...]] = {
    "i08": ("i08",),
    "i09": ("i09",),
    "surveys": tuple(SURVEYS),
    "i06": ("i06",),
}
"""Figures, and the indicators whose lists each has a panel for."""
ENDS = 3
"""How many of the highest and of the lowest a long table behind a figure shows, beside those outside."""


def funnels(page: ComparisonPage) -> Fragment:
    """Show who lies outside the limits: counted for every list, drawn for those with most behind them."""
    words = page.words
    piece = page.section("funnels", words("funnels_title"), new_page=True)
    cells, curves = page.found("funnel_cells"), page.found("funnel_curves")
    if cells is None or curves is None:
        return piece + page.text("funnels_none")
    piece += page.text("funnels_intro") + page.box("funnels_family", **_family(page, cells))
    if page.provider:
        piece += page.prose(_own_flags(page, cells))
    tested = cells.filtered(lambda row: row["flag"] != "")
    figures = [_figure(page, key, tested, curves) for key in FIGURES]
    return piece + joined(figures) + _summary(page, cells)


def _family(page: ComparisonPage, cells: PublishedTable) -> dict[str, str]:
    """Count the comparisons of all lists, the flags, and what is left when their number is allowed for."""
    data, integer = cells.data, page.numbers.integer
    alarms = page.compared("false_alarms").where(indicator="all", limits="adjusted")
    values = {
        "family": integer(data["family_size"].max()),
        "found": integer((data["is_discovery"] == 1).sum()),
    }
    for level in ("95", "998"):
        values[f"observed_{level}"] = page.number(alarms, "observed", "integer", level=level)
        values[f"expected_{level}"] = page.number(alarms, "expected", "decimal", level=level)
    return values


def _own_flags(page: ComparisonPage, cells: PublishedTable) -> str:
    """Say in which lists the reader lies outside the limits, and on which side."""
    words = page.words
    tested = own_rows(page, cells).filtered(lambda row: row["flag"] != "").data.to_dict("records")
    outside = [row for row in tested if row["flag"] != "inside"]
    n = page.numbers.integer(len(tested))
    if not outside:
        return words("funnels_own_inside" if tested else "funnels_own_untested", n=n)
    told = [
        words(
            "funnels_own_outside_one",
            list=list_name(page, row["indicator"], row["programme"]),
            side=words(f"flag_{row['flag']}"),
            direction=direction(page, row["indicator"]),
        )
        for row in outside
    ]
    return words("funnels_own_outside", n=n, outside=page.numbers.integer(len(outside)), lists=listed(told))


def _figure(page: ComparisonPage, key: str, tested: PublishedTable, curves: PublishedTable) -> Fragment:
    """One funnel figure with a panel for every list of its indicators; a sentence where there is none."""
    words = page.words
    name = _figure_name(page, key)
    rows = headed(page, with_provider(page, tested.where(indicator=list(FIGURES[key]))))
    if not rows:
        return page.prose(words("nobody_in_list", name=name))
    rows = rows.with_text("own", lambda row: words("own_word") if is_own(page, row) else "")
    rows = rows.with_text("side", lambda row: words(f"flag_{row['flag']}"))
    rows = rows.with_text("panel", _panel_key)
    lists = list(dict.fromkeys(rows.data[[*LIST]].itertuples(index=False, name=None)))
    alarms = (
        page.compared("false_alarms").where(indicator=list(FIGURES[key]), limits="adjusted", level="95").data
    )
    shown = _outside_and_ends(page, rows)
    caption = [
        words("funnels_caption", direction=_directions(page, key), hidden=told_to(page, "funnels_hidden")),
        grounds(page, lists),
    ]
    if len(shown) < len(rows):
        integer = page.numbers.integer
        caption.append(words("funnels_cut", shown=integer(len(shown)), n=integer(len(rows)), ends=ENDS))
    figure = funnel_plot(
        rows,
        curves.with_text("panel", _panel_key),
        shown,
        panels={_panel_key(dict(zip(LIST, pair))): _panel_name(page, key, *pair) for pair in lists},
        words=words,
        title=words(
            "funnels_finding",
            name=name,
            observed=page.numbers.integer(alarms["observed"].sum()),
            tested=page.numbers.integer(alarms["tested"].sum()),
            expected=page.numbers.decimal(alarms["expected"].sum(), 1),
        ),
        caption=" ".join(caption),
        columns=_columns(page),
        formats=_FORMATS,
    )
    return page.figure(figure, id=f"funnel-{key}")


def _figure_name(page: ComparisonPage, key: str) -> str:
    return page.words("surveys_name") if key == "surveys" else load().indicator(key).short[page.lang]


def _directions(page: ComparisonPage, key: str) -> str:
    """Say whether high is good, once where it is the same for all lists of the figure."""
    return ". ".join(dict.fromkeys(direction(page, indicator) for indicator in FIGURES[key]))


def _panel_key(row: Mapping[str, Any]) -> str:
    return f"{row['indicator']}/{row['programme']}"


def _panel_name(page: ComparisonPage, key: str, indicator: str, programme: str) -> str:
    """Name a panel by its programme, and by its indicator where the figure has several."""
    if key != "surveys":
        return programme_names(page)[programme]
    name = load().indicator(indicator).short[page.lang]
    return name if programme == ALL else f"{name}, {programme_names(page)[programme]}"


def _outside_and_ends(page: ComparisonPage, rows: PublishedTable) -> PublishedTable:
    """Keep of each long list those outside the limits, the ends of the list, and the reader's own."""
    data = rows.data
    from_top = data.groupby("panel")["measure"].rank(method="first", ascending=False)
    from_bottom = data.groupby("panel")["measure"].rank(method="first")
    keep = (from_top <= ENDS) | (from_bottom <= ENDS) | (data["flag"] != "inside") | (data["own"] != "")
    kept = iter(keep)
    return rows.filtered(lambda row: bool(next(kept))).sorted_by("measure", descending=True)


def _columns(page: ComparisonPage) -> dict[Column, str]:
    words = page.words
    who: dict[Column, str] = {} if page.role == "public" else {"who": words("provider_word")}
    return {
        PROGRAMME: words("programme"),
        **who,
        "n": words("n"),
        "measure": words("value"),
        ("ci_low", "ci_high"): words("interval_95"),
        ("low_95", "high_95"): words("funnels_limits_95"),
        ("low_998", "high_998"): words("funnels_limits_998"),
        "side": words("funnels_where"),
    }


_FORMATS: dict[Column, str] = {
    "n": "integer",
    "measure": "unit_table",
    ("ci_low", "ci_high"): "unit_table",
    ("low_95", "high_95"): "unit_table",
    ("low_998", "high_998"): "unit_table",
}


def _summary(page: ComparisonPage, cells: PublishedTable) -> Fragment:
    """Flags of every list beside those that chance gives."""
    words = page.words
    rows = headed(page, publish_facts(_counts(page, cells), why=COUNTS))
    groups = page.found("funnel_groups")
    if groups is not None:
        rows = rows.beside(groups.pick(*LIST, "phi"), on=LIST, suffix="")
    counts = ["tested", "outside_95", "outside_998", "discoveries"]
    columns: dict[Column, str] = {
        PROGRAMME: words("programme"),
        "tested": words("funnels_tested"),
        "outside_95": words("funnels_outside_95"),
        "expected_95": words("expected"),
        "sides": words("funnels_sides"),
        "outside_998": words("funnels_outside_998"),
        "expected_998": words("expected"),
        "discoveries": words("funnels_discoveries"),
    }
    return page.section("all-funnels", words("all_funnels_title"), level=3) + page.table(
        rows,
        id="funnels-of-all-lists",
        columns=columns | ({} if groups is None else {"phi": words("funnels_overdispersion")}),
        formats=dict.fromkeys(counts, "integer")
        | {"expected_95": "decimal", "expected_998": "decimal2", "phi": "decimal"},
        groups=HEADING,
        caption=words("all_funnels_caption", **_family(page, cells)),
        notes=[words("funnels_note"), words("funnels_untested_note")],
    )


def _counts(page: ComparisonPage, cells: PublishedTable) -> pd.DataFrame:
    """Count what is shown. One row per list; NA where nobody can be tested."""
    rows = []
    for (indicator, programme), shown in cells.data.groupby(LIST):
        tested = shown[shown["flag"] != ""]
        above, below = (int(tested["flag"].str.startswith(side).sum()) for side in ("above", "below"))
        is_tested = len(tested) > 0
        rows.append(
            {
                "indicator": indicator,
                "programme": programme,
                "tested": len(tested),
                "outside_95": above + below if is_tested else pd.NA,
                "expected_95": tested["alarm_adjusted_95"].sum() if is_tested else None,
                "sides": page.words("funnels_above_below", above=above, below=below) if above + below else "",
                "outside_998": int(tested["flag"].str.endswith("_998").sum()) if is_tested else pd.NA,
                "expected_998": tested["alarm_adjusted_998"].sum() if is_tested else None,
                "discoveries": int((tested["is_discovery"] == 1).sum()) if is_tested else pd.NA,
            }
        )
    integers = dict.fromkeys(["outside_95", "outside_998", "discoveries"], "Int64")
    return pd.DataFrame(rows).astype(integers | {"expected_95": "float64", "expected_998": "float64"})
