"""An invented merger late in the last year, after which both providers deliver the same few courses."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.simulate.calendar import day
from batt.simulate.plan import Plan
from batt.simulate.spells import open_in

DOUBLED = 4


@dataclass(frozen=True)
class Merger:
    """Who went into whom and when, and whose courses both deliver in a year with faults.

    Attributes
    ----------
    change_day
        Days since 1970-01-01.
    spell_ids
        The predecessor's courses that went on at the successor; the successor gives them ids of its own.
    """

    predecessor_id: str
    successor_id: str
    year: int
    change_day: int
    spell_ids: tuple[str, ...]


def plan_merger(plan: Plan, providers: pd.DataFrame, courses: pd.DataFrame) -> Merger:
    """Let the largest ordinary provider take over the smallest that has courses to hand over.

    Nothing else about either changes: the predecessor delivers to the end of its last year.
    """
    year, change_day = plan.last_year, day(plan.last_year, 10)
    by_size = providers["size"].to_numpy().argsort(kind="stable")
    *others, largest = [row for row in by_size if providers["role"].iloc[row] == ""]
    rows = open_in(courses, year)
    run = set(rows.loc[rows["provider"] == largest, "programme"])
    moved = rows.loc[(rows["start"] < change_day) & (rows["end"] > change_day) & rows["programme"].isin(run)]
    # Those who left before the new year come first: their exit would count twice.
    moved = moved.sort_values("end", kind="stable")
    found = {row: moved.loc[moved["provider"] == row, "spell_id"] for row in others}
    chosen = next((row for row in others if len(found[row]) >= DOUBLED), others[0])
    ids = providers["provider_id"]
    doubled = tuple(found[chosen].iloc[:DOUBLED])
    return Merger(str(ids.iloc[chosen]), str(ids.iloc[largest]), year, change_day, doubled)


def delivered_by_successor(spells: pd.DataFrame, merger: Merger, owner: str) -> pd.DataFrame:
    """Return the doubled courses as the successor delivers them too. One row per course.

    ``spells`` are the year's rows as text cells; ``owner`` names the column that says who sends a row.
    """
    rows = spells.loc[np.isin(spells["spell_id"], merger.spell_ids)]
    new_ids = [successor_spell_id(spell_id) for spell_id in rows["spell_id"]]
    return rows.assign(spell_id=new_ids, provider_id=merger.successor_id, **{owner: merger.successor_id})


def successor_spell_id(spell_id: str) -> str:
    """Return the id under which the successor delivers a course."""
    return f"M{spell_id[1:]}"
