"""One person's course that predecessor and successor both delivered: one record is kept, one is set aside."""

# pandas ships no type stubs: pyright cannot tell a column from a frame in `frame[name]`.
# pyright: reportArgumentType=false, reportCallIssue=false

from collections.abc import Mapping

import numpy as np
import pandas as pd

from batt.clean.lineage import find_contradictions, histories
from batt.clean.rows import Rows
from batt.errors import Problem

LINEAGE_TABLES = ("providers", "provider_lineage")
COURSE = ["participant_id", "programme", "start_date"]
"""What makes two records of one history and year the same course."""

SAME_CHILD = {
    "placements": ["spell_id", "placement_from", "placement_type"],
    "followups": ["spell_id", "months_after"],
}
"""Tables that refer to courses, and what makes two of their rows on one course the same."""


def merged_histories(tables: dict[str, Rows]) -> tuple[dict[str, str], list[Problem]]:
    """Say which providers of the year became one, as far as the year's lineage does not contradict itself.

    Parameters
    ----------
    tables
        Our table name → rows; those of `LINEAGE_TABLES` are cleaned. Contradictions are flagged.

    Returns
    -------
    dict of str to str
        Provider → its last successor, for providers that have become one with another of the year. Empty
        without lineage, and where it contradicts itself.
    list of Problem
        The contradictions.
    """
    rows, providers = tables.get("provider_lineage"), tables["providers"]
    if rows is None:
        return {}, []
    at = np.flatnonzero(rows.is_kept)
    # Typed, since every row may have been set aside.
    files = pd.array([rows.parts[part].source_file for part in rows.part[at]], dtype="str")
    lineage = rows.kept.assign(source_file=files, source_row=rows.source_row[at])
    years = providers.kept[["provider_id"]].assign(year=providers.year)
    found = find_contradictions(lineage, years)
    for position, problem in found:
        is_it = np.arange(len(rows)) == at[position]
        rows.flag(is_it, "predecessor_id", "contradictory_lineage", problem.what)
    if found:
        return {}, [problem for _, problem in found]
    known = histories(lineage, years)
    merged = known.loc[known["is_merged"]]
    return dict(zip(merged["provider_id"], merged["history_id"])), []


def of_one_course(spells: pd.DataFrame, history: Mapping[str, str]) -> pd.Series:
    """Mark records under one key that are of one course, one from each of several providers of one history.

    Parameters
    ----------
    spells
        One row per record whose key stands in several that differ.
    """
    course = spells[COURSE].assign(history_id=spells["provider_id"].map(history).astype("str"))
    by_key = course.groupby(spells["spell_id"])
    is_whole = course.notna().all(axis=1).groupby(spells["spell_id"]).transform("all")
    senders = spells.groupby("spell_id")["provider_id"]
    one_each = senders.transform("nunique") == senders.transform("size")
    return is_whole & (by_key.transform("nunique") == 1).all(axis=1) & one_each


def set_aside_delivered_by_both(tables: dict[str, Rows], history: Mapping[str, str]) -> None:
    """Keep one record of a course that several providers of one history delivered for the year.

    A record with an end date is kept before one without, then that of the provider that lives on. Placements
    and follow-up of the others are not lost: they get the kept course's identifier (``corrected``), since
    they are about the same person and stay. Only where the kept course has the same placement (first day and
    kind) or follow-up time already is one of the two set aside; the fuller one is kept.

    Parameters
    ----------
    tables
        Our table name → rows; all other rules have been applied.
    history
        Provider → last successor, as from `merged_histories`.
    """
    if not history:
        return
    rows = tables["spells"]
    kept_at = _kept_records(rows.kept, history)
    others = np.array([at for at, kept in kept_at.items() if at != kept], dtype="int64")
    if not len(others):
        return
    kept = kept_at[others].to_numpy()
    place = pd.Series("", index=rows.values.index, dtype="str")
    place[others] = [rows.place_of(at) for at in kept]
    rows.note(place != "", "spell_id", "delivered_by_both", place)
    names = rows.values["spell_id"]
    moved = {old: new for old, new in zip(names[others], names[kept]) if old != new}
    for name, same in SAME_CHILD.items():
        if moved and name in tables:
            _follow(tables[name], moved, same)


def _kept_records(spells: pd.DataFrame, history: Mapping[str, str]) -> pd.Series:
    """Return, for each record of a course delivered by several, the index of the one that is kept."""
    known = spells.assign(history_id=spells["provider_id"].map(history)).dropna(subset=["history_id"])
    keys = ["history_id", *COURSE]
    known = known.loc[known.groupby(keys)["provider_id"].transform("nunique") > 1]
    known = known.assign(
        is_open=known["end_date"].isna(), is_gone=known["provider_id"] != known["history_id"]
    )
    known = known.sort_values([*keys, "is_open", "is_gone", "provider_id", "spell_id"])
    known = known.assign(at=known.index)
    return known.groupby(keys)["at"].transform("first")


def _follow(rows: Rows, moved: Mapping[str, str], same: list[str]) -> None:
    """Let rows refer to the kept course, and set aside what then stands there twice."""
    old = rows.values["spell_id"]
    new = old.map(moved).astype("str")
    is_moved = new.notna()
    rows.values["spell_id"] = old.mask(is_moved, new)
    on_kept = rows.kept.loc[rows.kept["spell_id"].isin(list(moved.values()))]
    if on_kept.empty:
        return
    on_kept = on_kept.assign(side=old, is_moved=is_moved, gaps=on_kept.isna().sum(axis=1))
    # Two equal stays from one sender are two stays: the first of each sender are one, and so are the second.
    on_kept = on_kept.assign(nth=on_kept.groupby([*same, "side"]).cumcount())
    on_kept = on_kept.sort_values([*same, "nth", "gaps", "is_moved", "side"])
    doubled = on_kept.duplicated([*same, "nth"]).reindex(rows.values.index, fill_value=False)
    at = pd.Series(on_kept.index, index=on_kept.index).groupby([on_kept[name] for name in [*same, "nth"]])
    kept = at.transform("first").reindex(rows.values.index[doubled])
    place = pd.Series("", index=rows.values.index, dtype="str")
    place[doubled] = [rows.place_of(one) for one in kept]
    rows.note(is_moved & rows.is_kept & ~doubled, "spell_id", "moved_to_kept_course", new)
    rows.note(doubled, " ".join(rows.table.key), "delivered_by_both", place)
