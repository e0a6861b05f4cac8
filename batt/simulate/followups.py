"""Invented follow-ups: how people fare 6, 12 and 24 months after the programme."""

import numpy as np
import pandas as pd

from batt.simulate.calendar import day, last_day
from batt.simulate.draws import choose
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

MONTHS_AFTER = (6, 12, 24)
ANSWERED_SHARE = 0.58
_DAYS_PER_MONTH = 30.4375
_STATUS = ("ARBEID_HEL", "ARBEID_DEL", "UTDANNING", "TILTAK", "TRYGD", "UKJENT")
# By end cause group: relative frequency of the statuses.
_WEIGHTS = {
    "F": (0.48, 0.26, 0.02, 0.05, 0.15, 0.04),
    "A": (0.10, 0.08, 0.16, 0.32, 0.29, 0.05),
    "X": (0.06, 0.06, 0.04, 0.12, 0.63, 0.09),
}


def follow_up(plan: Plan, courses: pd.DataFrame, year: int) -> pd.DataFrame:
    """Ask those who left and whose follow-up falls in the year. One row per course and follow-up time.

    Only courses that ended in one of the plan's years are followed up; who died or moved (X5) is not asked.
    """
    parts = []
    for number, months in enumerate(MONTHS_AFTER):
        rng = stream(plan.seed, "followups", year, number)
        due = courses["end"] + round(months * _DAYS_PER_MONTH)
        asked = courses["end"].between(day(plan.first_year), last_day(plan.last_year))
        asked &= due.between(day(year), last_day(year)) & (courses["end_cause"] != "X5")
        rows = courses.loc[asked]
        status = np.full(len(rows), "", dtype=object)
        group = rows["end_cause"].str[0].to_numpy()
        for letter, weights in _WEIGHTS.items():
            drawn = choose(rng, _STATUS, weights, len(rows))
            status = np.where(group == letter, drawn, status)
        answered = rng.random(len(rows)) < ANSWERED_SHARE
        parts.append(
            pd.DataFrame(
                {
                    "spell_id": rows["spell_id"].to_numpy(),
                    "months_after": months,
                    "has_answered": answered,
                    "followup_status": pd.Series(status).where(answered),
                    "provider": rows["provider"].to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
