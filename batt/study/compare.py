"""Compute everything that a study's comparisons allow, as tables."""

from collections.abc import Iterable

import pandas as pd

from batt.study.compared import Comparison
from batt.study.findings import Found, judge_findings
from batt.study.groups import group_backgrounds, group_sizes
from batt.study.incidence_comparison import compare_exits, gray_tests, incidence_by_group
from batt.study.model import Study
from batt.study.share_comparison import compare_shares, shares_by_group
from batt.study.survey_comparison import compare_several, compare_two

Tables = dict[str, pd.DataFrame]


def comparison_tables(study: Study, spells: pd.DataFrame) -> Tables:
    """Return the tables of a study's comparisons; none where it compares nothing.

    Returns
    -------
    dict
        ``findings``: one row per number with its verdict (`batt.study.findings.judge_findings`).
        ``group_sizes``, ``group_backgrounds``: as in `batt.study.groups`. By outcome: ``group_shares``
        (`share_comparison`); ``group_incidence``, ``gray_tests``, ``exit_proportionality``
        (`incidence_comparison`); ``item_proportionality``, ``item_tests``, ``item_pairs``
        (`survey_comparison`).
    """
    if not study.comparisons:
        return {}
    found: list[Found] = []
    parts: list[Tables] = []
    for comparison in study.comparisons:
        for compared, tables in _outcomes(study, comparison, spells):
            found += compared
            parts.append(tables)
    return {
        "findings": judge_findings(found),
        "group_sizes": group_sizes(study, spells),
        "group_backgrounds": group_backgrounds(study, spells),
        **_stacked(parts),
    }


def _outcomes(
    study: Study, comparison: Comparison, spells: pd.DataFrame
) -> Iterable[tuple[list[Found], Tables]]:
    """Yield what each outcome of the study gives for one comparison."""
    if study.job and study.provider:
        compared = compare_shares(study, comparison, spells) if comparison.is_of_two else []
        yield compared, {"group_shares": shares_by_group(comparison, spells)}
    if study.time and study.exits:
        tables = {
            "group_incidence": incidence_by_group(study, comparison, spells),
            "gray_tests": gray_tests(study, comparison, spells),
        }
        compared = []
        if comparison.is_of_two:
            compared, tables["exit_proportionality"] = compare_exits(study, comparison, spells)
        yield compared, tables
    if study.items and comparison.is_of_two:
        compared, proportional = compare_two(study, study.items, comparison, spells)
        yield compared, {"item_proportionality": proportional}
    elif study.items:
        tests, pairs = compare_several(study, study.items, comparison, spells)
        yield [], {"item_tests": tests, "item_pairs": pairs}


def _stacked(parts: list[Tables]) -> Tables:
    """Put tables of one name below each other."""
    names = dict.fromkeys(name for tables in parts for name in tables)
    return {
        name: pd.concat([tables[name] for tables in parts if name in tables], ignore_index=True)
        for name in names
    }
