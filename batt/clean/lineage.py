"""Follow providers through mergers, closures and new names: one history over the years."""

import pandas as pd

from batt.errors import ContentError, Problem

TABLE = "arrangor_linje"
COLUMNS = ["predecessor_id", "successor_id", "change_date", "lineage_kind"]
CLOSURE, RENAME = "NEDLAGT", "NYTT_NAVN"
Contradictions = list[tuple[int, Problem]]
"""Each contradiction with the position, in the lineage, of the row to look at first."""


def histories(lineage: pd.DataFrame, provider_years: pd.DataFrame) -> pd.DataFrame:
    """Give every provider of every year the identifier of its history: its last successor's.

    Parameters
    ----------
    lineage
        One row per merger, closure or new identifier: ``predecessor_id, successor_id, change_date,
        lineage_kind``; the same row may be delivered year after year. With ``source_file`` and
        ``source_row`` the problems name the row.
    provider_years
        One row per provider × year that delivered: ``provider_id, year``.

    Returns
    -------
    DataFrame
        One row per provider × year: ``provider_id, year, history_id``, ``is_merged`` (its history has several
        providers over the years), ``closed_on`` (date of closure, missing otherwise).

    Raises
    ------
    ContentError
        Listing every fault: a cycle, two successors of one provider, a merger or new name without a
        successor, a change dated before the change that led to it, a predecessor that still delivers in a
        later year, and a new name in use before the old one ended.
    """
    contradictions = find_contradictions(lineage, provider_years)
    if contradictions:
        raise ContentError([problem for _, problem in contradictions])
    links = _links(lineage)
    moved = links.dropna(subset="successor_id")
    successor = dict(zip(moved["predecessor_id"], moved["successor_id"]))
    result = provider_years[["provider_id", "year"]].drop_duplicates().reset_index(drop=True)
    result = result.assign(history_id=[_last(provider, successor) for provider in result["provider_id"]])
    closures = links.loc[links["lineage_kind"] == CLOSURE]
    closed = dict(zip(closures["predecessor_id"], closures["change_date"]))
    return result.assign(
        is_merged=result.groupby("history_id")["provider_id"].transform("nunique") > 1,
        closed_on=pd.to_datetime(
            pd.Series([closed.get(one) for one in result["provider_id"]], dtype="object")
        ),
    )


def find_contradictions(lineage: pd.DataFrame, provider_years: pd.DataFrame) -> Contradictions:
    """Return everything for which `histories` would refuse the lineage; empty where it is sound."""
    links = _links(lineage)
    return [*_link_problems(links), *_period_problems(links, provider_years)]


def _links(lineage: pd.DataFrame) -> pd.DataFrame:
    """Return each change once, with the position and the place of the row that says so first."""
    place = pd.Series(TABLE, index=lineage.index, dtype="str")
    if "source_file" in lineage:
        place = lineage["source_file"] + ", row " + lineage["source_row"].astype("str")
    links = lineage[COLUMNS].assign(place=place, at=range(len(lineage)))
    return links.drop_duplicates(COLUMNS).sort_values(COLUMNS, ignore_index=True)


def _last(provider: str, successor: dict[str, str]) -> str:
    while provider in successor:
        provider = successor[provider]
    return provider


def _link_problems(links: pd.DataFrame) -> Contradictions:
    """Find cycles, rival successors and changes that lead nowhere."""
    found = []
    for provider, group in links.groupby("predecessor_id"):
        if len(group) > 1:
            what = f"predecessor {provider} has {len(group)} different changes: {_told(group)}"
            expected = "A provider ends once, in one successor or in none."
            found.append(_about(group.iloc[0], what, expected, "Keep the true row."))
    lost = links.loc[links["successor_id"].isna() & (links["lineage_kind"] != CLOSURE)]
    for _, row in lost.iterrows():
        what = f"{row['lineage_kind']} of {row['predecessor_id']} has no successor"
        found.append(_about(row, what, "Only a closure (NEDLAGT) may lack one.", "Fill in the successor."))
    for cycle in _cycles(links):
        first = links.loc[links["predecessor_id"] == cycle[0]].iloc[0]
        what = f"cycle {' → '.join([*cycle, cycle[0]])}"
        fix = "Remove or turn the wrong row of the ring."
        found.append(_about(first, what, "A provider cannot succeed itself.", fix))
    return found


def _about(link: pd.Series, what: str, expected: str, fix: str) -> tuple[int, Problem]:
    return int(link["at"]), Problem(link["place"], what, expected, fix)


def _cycles(links: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return every cycle once, each beginning with its least identifier."""
    moved = links.dropna(subset="successor_id")
    onward: dict[str, list[str]] = {}
    for old, new in zip(moved["predecessor_id"], moved["successor_id"]):
        onward.setdefault(old, []).append(new)
    found: set[tuple[str, ...]] = set()
    for start in onward:
        paths: list[tuple[str, ...]] = [(start,)]
        while paths:
            path = paths.pop()
            for step in onward.get(path[-1], []):
                if step == start:
                    found.add(path)
                elif step not in path and step > start:
                    paths.append((*path, step))
    return sorted(found)


def _told(group: pd.DataFrame) -> str:
    return ", ".join(
        f"{row.lineage_kind} {row.change_date:%Y-%m-%d} to {row.successor_id}" for row in group.itertuples()
    )


def _period_problems(links: pd.DataFrame, provider_years: pd.DataFrame) -> Contradictions:
    """Find periods that overlap or come in the wrong order."""
    delivered = provider_years.groupby("provider_id")["year"]
    first, last = delivered.min().to_dict(), delivered.max().to_dict()
    ended = links.groupby("predecessor_id")["change_date"].min().to_dict()
    found = []
    for _, link in links.iterrows():
        old, new, date = link["predecessor_id"], link["successor_id"], link["change_date"]
        day = f"{date:%Y-%m-%d}"
        if last.get(old, date.year) > date.year:
            what = f"{old} ended on {day} but delivered for {last[old]}: the periods overlap"
            fix = "Correct the date, or deliver the later year under the successor."
            found.append(_about(link, what, "A provider delivers no year after the one it ended in.", fix))
        if link["lineage_kind"] == RENAME and first.get(new, date.year) < date.year:
            what = f"{new} is a new name from {day} but delivered for {first[new]}: the periods overlap"
            fix = "Correct the date, or make it a merger (FUSJON)."
            found.append(_about(link, what, "A new name begins when the old one ends.", fix))
        if ended.get(new, date) < date:
            what = f"{old} went into {new} on {day}, after {new} ended on {ended[new]:%Y-%m-%d}"
            expected = "A successor exists on the day of the change."
            found.append(_about(link, what, expected, "Correct the dates."))
    return found
