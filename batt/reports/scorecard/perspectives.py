"""NAV, participants and staff on the same themes: their means, and where two of them clearly differ."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts, publish_means, publish_own
from batt.indicators import ALL, PAIRS
from batt.registry import load
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.own import own_reported
from batt.reports.findings import lower_first
from batt.reports.fragment import Fragment
from batt.reports.sections.saved import own_breakdown
from batt.reports.tables import Column

ITEMS, GAPS = "provider_survey_items", "provider_survey_gaps"
SURVEYS = ("nav", "user", "staff")
STAFF = "i03"
SCALE = (1.0, 6.0)
_MEAN = ["mean", "sd"]
_GAP = ["gap", "low", "high"]


def perspectives(page: ComparisonPage) -> Fragment:
    """Show the three means of each theme, and the gaps that a test tells from chance."""
    words = page.words
    piece = page.section("perspectives", words("perspectives_title"))
    items = _items(page, own_breakdown(page, ITEMS))
    if not any(len(table) for table in items.values()):
        return piece + page.text("perspectives_none", year=page.year)
    gaps = _gaps(page, own_breakdown(page, GAPS), items)
    tested = gaps.filtered(lambda row: not pd.isna(row["low"]))
    expected = page.numbers.decimal(FALSE_ALARM_SHARE * len(tested), 1)
    counts = {"n": len(tested), "clear": len(tested.filtered(_is_clear))}
    columns: dict[Column, str] = {"label": words("theme")}
    for survey in SURVEYS:
        columns |= {f"mean_{survey}": words(f"by_{survey}"), f"n_{survey}": words(f"n_{survey}")}
    columns |= {"gaps": words("gap_clear_words"), "match": words("perspectives_match")}
    return (
        piece
        + page.text("perspectives_intro")
        + page.table(
            _by_theme(page, items, gaps),
            id="perspectives-table",
            columns=columns,
            formats={f"mean_{survey}": "decimal2" for survey in SURVEYS}
            | {f"n_{survey}": "integer" for survey in SURVEYS},
            caption=words(
                "perspectives_caption" if len(tested) else "perspectives_caption_none",
                expected=expected,
                **{name: page.numbers.integer(count) for name, count in counts.items()},
            ),
            notes=[words("perspectives_note")],
        )
    )


def _items(page: ComparisonPage, frame: pd.DataFrame) -> dict[str, PublishedTable]:
    """Return the reader's mean of each theme by survey. One row per theme.

    Staff items are all hidden where the mean of the whole staff survey is: they would give it away.
    """
    columns = ["survey", "theme", *_MEAN, "n"]
    frame = frame.reindex(columns=["provider_id", "programme", *columns])
    own = frame.loc[frame["programme"] == ALL, columns]
    found = {}
    for survey in SURVEYS:
        rows = own[(own["survey"] == survey) & own["theme"].isin(list(_themes(page)))]
        rows = rows.assign(indicator=STAFF).astype(dict.fromkeys([*_MEAN, "n"], "float64"))
        found[survey] = publish_means(rows, n="n", columns=["mean"], ends=SCALE, spread="sd")
    whole = own_reported(page, page.year).where(indicator=STAFF).pick("indicator", "value")
    found["staff"] = found["staff"].hidden_with(whole, "value", on=["indicator"], numbers=[*_MEAN, "n"])
    return found


def _gaps(page: ComparisonPage, frame: pd.DataFrame, items: dict[str, PublishedTable]) -> PublishedTable:
    """Return the reader's gaps, hidden where one of the two means is. One row per theme and pair."""
    frame = frame.reindex(columns=["provider_id", "theme", "pair", *_GAP])
    gaps = publish_own(frame.astype(dict.fromkeys(_GAP, "float64")), _GAP, role=page.role, unit=page.unit)
    for survey in SURVEYS:
        sides = items[survey].pick("theme", "mean")
        for pair in PAIRS:
            if survey in pair:
                with_pair = sides.with_text("pair", lambda row, pair=pair: "_".join(pair))
                gaps = gaps.hidden_with(with_pair, "mean", on=["theme", "pair"], numbers=_GAP)
    return gaps


def _by_theme(page: ComparisonPage, items: dict[str, PublishedTable], gaps: PublishedTable) -> PublishedTable:
    """Return one row per theme that anybody was asked about: the means, and what is said of the gaps."""
    words, themes = page.words, _themes(page)
    match = {theme.id: theme.match for theme in load().themes}
    asked = set().union(*(set(table.column("theme")) for table in items.values()))
    rows = publish_facts(
        pd.DataFrame({"theme": [name for name in themes if name in asked]}), why="names of themes"
    )
    for survey, table in items.items():
        rows = rows.beside(table.pick("theme", "mean", "n"), on=["theme"], suffix=f"_{survey}")
    rows = rows.labelled("theme", themes, new="label")
    rows = rows.with_text("match", lambda row: words(f"match_{match[row['theme']]}"))
    return rows.with_text("gaps", lambda row: _said(page, gaps.where(theme=row["theme"])))


def _themes(page: ComparisonPage) -> dict[str, str]:
    """Return the themes that two groups or more are asked about, with their names."""
    return {theme.id: theme.label[page.lang] for theme in load().themes if theme.match != "user_only"}


def _said(page: ComparisonPage, gaps: PublishedTable) -> str:
    """Say which of the groups clearly differ on a theme, and by how much."""
    words = page.words
    tested = gaps.filtered(lambda row: not pd.isna(row["low"]))
    if not len(tested):
        return words("gap_unknown")
    told = []
    for row in tested.filtered(_is_clear).records():
        first, second = row["pair"].split("_")
        told.append(
            words(
                "gap_over" if row["gap"] > 0 else "gap_under",
                first=words(f"by_{first}"),
                second=lower_first(words(f"by_{second}")),
                gap=page.numbers.change(row["gap"], 2),
            )
        )
    return "; ".join(told) or words("gap_no")


def _is_clear(row: Mapping[str, Any]) -> bool:
    return row["low"] > 0 or row["high"] < 0
