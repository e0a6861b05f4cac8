"""The targets that concern the reader, with the figures that nobody else may see among them."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import HEADING, figure_programme, lists_of
from batt.reports.comparisons.own import own_reported
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.target_rows import FORMATS, figure_columns, in_words
from batt.reports.fragment import Fragment
from batt.reports.sections.saved import account
from batt.reports.tables import Column

_TARGET = ["level", "area", "indicator", "programme", "rule", "target", "lower", "upper"]
_FIGURE = ["value", "ci_low", "ci_high", "n"]
NOT_PLACED = "not_placed"


def own_targets(page: ComparisonPage, attained: PublishedTable) -> Fragment:
    """Show every target that concerns the reader's provider.

    Parameters
    ----------
    attained
        One row per target and unit, among what everybody may see. A target of the reader without a row there
        is shown with the reader's own figure, and not judged.
    """
    words = page.words
    judged = attained.where(unit_level="provider", unit_id=page.provider).data
    rows = [_row(page, target, judged) for target in concerned(page).to_dict("records")]
    if not rows:
        return page.text("targets_own_none")
    table = in_words(page, publish_facts(pd.DataFrame(rows), why="own figures, as the reader may see them"))
    columns: dict[Column, str] = {"set_by": words("target_set_by")}
    is_apart = NOT_PLACED in set(table.data["reason"])
    return page.table(
        table,
        id="targets-own-table",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        groups=HEADING,
        caption=words("targets_own_caption", name=page.comparisons.own_name),
        notes=[
            *([words("not_placed_note"), words("targets_own_note")] if is_apart else []),
            grounds(page, lists_of(table), with_n=False),
        ],
    )


def concerned(page: ComparisonPage) -> pd.DataFrame:
    """Return the usable targets of the provider, its county and the nation for what it runs."""
    agreed, providers = account(page, "targets"), account(page, "providers")
    covered = load().applies
    county = set(providers.loc[providers["provider_id"] == page.provider, "county"])
    run = set(own_reported(page, page.year).data["programme"])
    of_all = agreed["provider_id"].isna() & agreed["programme"].isin(run)
    is_here = (agreed["level"] == "NASJONALT") | ((agreed["level"] == "FYLKE") & agreed["area"].isin(county))
    mine = agreed.loc[(agreed["provider_id"] == page.provider) | (of_all & is_here)]
    is_usable = [covered[pair] for pair in zip(mine["indicator"], mine["programme"], strict=True)]
    return mine.loc[is_usable, _TARGET]


def _row(page: ComparisonPage, target: dict[Any, Any], judged: pd.DataFrame) -> dict[str, Any]:
    """Return one target with the provider's figure and what came of it."""
    same = judged.loc[[is_same(target, row) for row in judged[_TARGET].to_dict("records")]]
    if len(same):
        return _texts(same[[*_TARGET, *_FIGURE, "attainment", "reason"]].to_dict("records")[0])
    asked = figure_programme(target["indicator"], target["programme"])
    figure = own_reported(page, page.year).where(indicator=target["indicator"], programme=asked)
    none = dict.fromkeys(_FIGURE, math.nan)
    shown = _texts(figure.data[_FIGURE].to_dict("records")[0]) if len(figure) == 1 else none
    outcome = ("cannot_tell", "missing") if pd.isna(shown["value"]) else ("not_judged", NOT_PLACED)
    return {**_texts(target), **shown, "attainment": outcome[0], "reason": outcome[1]}


def _texts(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def is_same(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    """Whether two rows are of one target; numbers that neither has are equal."""
    return all(one[key] == other[key] or (pd.isna(one[key]) and pd.isna(other[key])) for key in _TARGET)
