"""The frames on which methods and their counterparts in R are timed, from an invented nation in memory.

Every frame is numbers alone, so that a CSV hands them over unchanged; providers are codes 1, 2, …, in order.
"""

import numpy as np
import pandas as pd
import planted_staying

from batt.relationships.staying.episodes import split_at
from batt.simulate.calendar import NEVER, day, last_day, year_of
from batt.simulate.nation import Nation, invent, tables_of
from batt.simulate.plan import Plan
from batt.simulate.spells import CAPABILITY_STEPS

FOLLOWED, WITH_STARTS = "APS", "AB"
ITEMS = [f"u{number}" for number in range(1, 9)]
NAV_ITEMS = [f"n{number}" for number in range(1, 10)]
NO_HELP, HELP_BY_STAFF = "INGEN", "ANSATT"
HELD_SMALL = 2000
"""People handed to a counterpart whose time grows with the square of their number."""

DAYS_PER_WEEK = 7.0


def frames(plan: Plan) -> dict[str, pd.DataFrame]:
    """Invent the nation and return its frames by name; each function says what a row is.

    ``bump`` is no part of it: there staying truly matters, so that the rule about staying has to go through
    every one of its steps.
    """
    nation = invent(plan)
    stays = followed(nation, FOLLOWED)
    fresh = stays.loc[stays["entry"] == 0].reset_index(drop=True)
    users, offices = user_answers(nation), nav_answers(nation)
    return {
        "stays": stays,
        "fresh": fresh,
        "small": fresh.head(HELD_SMALL).sort_values("provider").reset_index(drop=True),
        "episodes": episodes(nation),
        "leavers": leavers(stays),
        "panel": panel(leavers(stays)),
        "users": users,
        "offices": offices,
        "profiles": profiles(users, offices),
        "bump": planted_staying.courses(np.random.default_rng([7, 0])),
    }


def followed(nation: Nation, programme: str) -> pd.DataFrame:
    """Return courses of one programme seen in the plan's years. One row per course, sorted by provider.

    ``provider, entry, time`` (days), ``cause`` (0 still in, 1 job, 2 active, 3 other), ``capability`` (−1 to
    1), ``started`` (days to the first start in working life, missing without one), ``year`` in which it was
    last seen.
    """
    rows = nation.courses.loc[nation.courses["programme"] == programme]
    first, last = day(nation.plan.first_year), last_day(nation.plan.last_year)
    rows = rows.loc[(rows["end"] >= first) & (rows["start"] < last)].sort_values("provider", kind="stable")
    has_left = rows["end"] <= last
    cause = rows["end_cause"].str[0].map({"F": 1, "A": 2}).fillna(3).where(has_left, 0).astype(int)
    started = (rows["first_start"] - rows["start"]).where(rows["first_start"] != NEVER)
    return pd.DataFrame(
        {
            "provider": np.unique(rows["provider"], return_inverse=True)[1] + 1,
            "entry": np.where(rows["start"] < first, first - rows["start"] - 0.5, 0.0),
            "time": np.minimum(rows["end"], last) - rows["start"],
            "cause": cause,
            "capability": rows["work_capability"].map(CAPABILITY_STEPS),
            "started": started,
            "year": year_of(np.minimum(rows["end"], last).to_numpy()),
        }
    ).reset_index(drop=True)


def episodes(nation: Nation) -> pd.DataFrame:
    """Return courses cut at the first start in working life. One row per piece.

    ``provider, entry, time, event`` (left to a job), ``changes`` (0 before the start, 1 after it).
    """
    rows = followed(nation, WITH_STARTS)
    pieces = split_at(
        rows["entry"].to_numpy(),
        rows["time"].to_numpy(),
        (rows["cause"] == 1).to_numpy(),
        rows["started"].to_numpy(),
    )
    columns = {name: getattr(pieces, name) for name in ("entry", "time", "event", "changes")}
    return pd.DataFrame({"provider": rows["provider"].to_numpy()[pieces.row], **columns}).astype(
        {"event": int}
    )


def leavers(stays: pd.DataFrame) -> pd.DataFrame:
    """Return those who left: ``provider, year, weeks, capability, is_job``. One row per course."""
    left = stays.loc[stays["cause"] > 0].reset_index(drop=True)
    left = left.assign(weeks=left["time"] / DAYS_PER_WEEK, is_job=(left["cause"] == 1).astype(int))
    return left[["provider", "year", "weeks", "capability", "is_job"]]


def panel(left: pd.DataFrame) -> pd.DataFrame:
    """Return the share going to a job. One row per provider and year: ``n, share, capability`` (mean)."""
    cells = left.groupby(["provider", "year"], as_index=False)
    return cells.agg(n=("is_job", "size"), share=("is_job", "mean"), capability=("capability", "mean"))


def user_answers(nation: Nation) -> pd.DataFrame:
    """Return the users' answers 1–6 of the last year. One row per respondent: ``provider, helped, u1 … u8``.

    ``helped``: 0 nobody, 1 staff, 2 somebody else. Respondents who left a question open are left out.
    """
    rows = tables_of(nation, nation.plan.last_year)["answers_user"]
    rows = rows.loc[rows["scale_points"] == 6].dropna(subset=ITEMS).sort_values("provider_id", kind="stable")
    helped = rows["answer_help"].map({NO_HELP: 0, HELP_BY_STAFF: 1}).fillna(2).astype(int)
    provider = rows["provider_id"].str[1:].astype(int)
    return rows[ITEMS].astype(int).assign(provider=provider, helped=helped).reset_index(drop=True)


def nav_answers(nation: Nation) -> pd.DataFrame:
    """Return NAV's answers 1–6 of the last year. One row per respondent: ``provider, n1 … n9``.

    "Do not know" is missing.
    """
    rows = tables_of(nation, nation.plan.last_year)["answers_nav"].sort_values("provider_id", kind="stable")
    known = rows[NAV_ITEMS].astype(float).where(lambda answers: answers <= 6)
    return known.assign(provider=rows["provider_id"].str[1:].astype(int)).reset_index(drop=True)


def profiles(users: pd.DataFrame, offices: pd.DataFrame) -> pd.DataFrame:
    """Return both groups' mean answers by item. One row per provider that has all of them."""
    means = (users.groupby("provider")[ITEMS].mean(), offices.groupby("provider")[NAV_ITEMS].mean())
    return means[0].join(means[1], how="inner").dropna().reset_index(drop=True)
