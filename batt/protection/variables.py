"""The counts behind the rows of a table: what a reader would like to know, one by one.

A share gives its events, the others and the persons, a mean its sum and its persons, a count of persons the
persons. The same persons behind several rows are one variable.
"""

import numpy as np
import pandas as pd

from batt.protection.rules import column_of, floats

KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
COUNTED = ("events", "others", "persons")
"""Kinds that count persons (or firms)."""
SUMMED = ("sum", "answers")
COMPLETING = ("rest", "slack_low", "slack_high")
"""Kinds that complete equations and are no numbers of the table."""

SCORE_LOWEST, SCORE_HIGHEST = 1, 6
END_CAUSE = "end_cause."
NOT_APPROVED = "end_cause.not_approved_n"
PARTICIPANTS, STARTS, STILL_IN = "activity.participants_n", "activity.starts_n", "activity.still_in_n"
EXITS = "activity.exits_n"
NOT_ABOUT_PERSONS = frozenset({"i07"})
# Job, active solution, time in programme and qualification are about the same exits.
_SAME_EXITS = ("i08", "i09", "i10", "i11", EXITS)
_SAME_PARTICIPANTS = ("i06", PARTICIPANTS)
_WITH_REST = ("i08", "end_cause.A1", PARTICIPANTS, STARTS)


def make_variables(table: pd.DataFrame, unknown: pd.DataFrame | None) -> pd.DataFrame:
    """Return the variables of every row, the same persons as one.

    Parameters
    ----------
    table
        One row per year, unit, programme and indicator, numbered from 0.
    unknown
        As for :func:`batt.protection.system.count_system`.

    Returns
    -------
    DataFrame
        One row per variable and table row: ``row, kind, value, variable``; the value missing where unknown.
    """
    single = _of_each_row(table, unknown)
    keys = [key for key in KEYS if key != "indicator"]
    persons = single[single["kind"] == "persons"].join(table[KEYS], on="row")
    target = single["variable"].copy()
    is_exits = persons["indicator"].isin(_SAME_EXITS) | (
        persons["indicator"].str.startswith(END_CAUSE) & (persons["indicator"] != NOT_APPROVED)
    )
    for about in (is_exits, persons["indicator"].isin(_SAME_PARTICIPANTS)):
        for names in _alike(persons[about], keys):
            same = persons[about & persons["indicator"].isin(names)]
            target.loc[same.index] = same.groupby(keys, sort=False)["variable"].transform("min")
    return single.assign(variable=pd.factorize(target, sort=True)[0])


def _of_each_row(table: pd.DataFrame, unknown: pd.DataFrame | None) -> pd.DataFrame:
    """Return every row's variables. One row per variable: ``row, kind, value, variable``."""
    unit, indicator = (column_of(table, name).astype("object") for name in ("unit", "indicator"))
    about = ~indicator.isin(list(NOT_ABOUT_PERSONS)).to_numpy()
    is_share, is_score, is_firms, is_persons, is_time = (
        unit.isin(units).to_numpy() & about
        for units in (["share"], ["score"], ["firms"], ["persons"], ["days", "weeks"])
    )
    has_rest = indicator.isin(_WITH_REST).to_numpy() & (is_share | is_persons)
    x, w, n = (floats(table[name]) for name in ("numerator", "denominator", "n"))
    known_x, known_w, known_n = (
        np.zeros(len(table), dtype=bool) if unknown is None else unknown[name].to_numpy(dtype=bool)
        for name in ("numerator", "denominator", "n")
    )
    has_x, has_w, has_n = ~np.isnan(x) | known_x, ~np.isnan(w) | known_w, ~np.isnan(n) | known_n
    parts = [
        ("events", (is_share | is_firms) & has_x, x),
        ("others", is_share & has_x & has_w, w - x),
        ("persons", is_share & has_w, w),
        ("persons", (is_time | is_score | is_persons) & has_n, n),
        ("sum", (is_time | is_score) & has_x, x),
        ("answers", is_score & has_w, w),
        ("rest", has_rest & (has_w | has_n), np.full(len(x), np.nan)),
        ("slack_low", is_score & has_x & has_w, x - SCORE_LOWEST * w),
        ("slack_high", is_score & has_x & has_w, SCORE_HIGHEST * w - x),
    ]
    frames = [
        pd.DataFrame({"row": np.flatnonzero(has), "kind": kind, "value": value[has]})
        for kind, has, value in parts
    ]
    return pd.concat(frames, ignore_index=True).assign(variable=lambda frame: np.arange(len(frame)))


def _alike(persons: pd.DataFrame, keys: list[str]) -> list[list[str]]:
    """Return the indicators in groups whose known counts of persons never contradict each other."""
    wide = persons.pivot(index=keys, columns="indicator", values="value")
    groups: list[list[str]] = []
    # Indicators first: a breakdown that counts otherwise must not part them.
    for name in sorted(wide.columns, key=lambda name: (not name.startswith("i"), name)):
        for group in groups:
            apart = wide[group].ne(wide[name], axis=0) & wide[group].notna() & wide[[name]].notna().to_numpy()
            if not apart.to_numpy().any():
                group.append(name)
                break
        else:
            groups.append([name])
    return groups
