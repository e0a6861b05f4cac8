"""Invented staff and their training: its amount per provider is a planted cause of the user score."""

from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from batt.simulate.calendar import DAYS_PER_YEAR, NEVER, as_dates, day, last_day
from batt.simulate.draws import choose, cut_normal
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

HOURS_PER_DAY = 7.5
PARTICIPANTS_PER_STAFF = 6.5
_ROLES = {
    **{"VEILEDER": 0.36, "ARBEIDSLEDER": 0.28, "STOTTEARBEIDER": 0.08, "JOBBKONSULENT": 0.12},
    **{"LEDER": 0.05, "PRODUKSJON": 0.11},
}
_FTE = {"100": 0.74, "80": 0.10, "60": 0.05, "50": 0.08, "37.5": 0.03}
_EVENT_HOURS = {"2": 0.15, "3.5": 0.15, "6": 0.15, "7.5": 0.40, "15": 0.15}
_MEAN_EVENT_HOURS = fsum(float(hours) * share for hours, share in _EVENT_HOURS.items())
_TYPES = {"KURS": 0.45, "SEMINAR": 0.25, "UTDANNING": 0.12, "INTERN": 0.18}
PAID_SHARE = 0.93


@dataclass(frozen=True)
class Training:
    """One year's training events, and the paid days per person that came of it for each provider.

    ``paid_days`` has one entry per provider, in their order; NaN for one without staff in scope.
    """

    events: pd.DataFrame
    paid_days: NDArray[np.float64]


def invent_staff(plan: Plan, providers: pd.DataFrame) -> pd.DataFrame:
    """Invent the people employed. One row per employment.

    Days are days since 1970-01-01; ``employed_to`` is ``NEVER`` for those who stay. Each provider has one
    manager and one adviser who stay throughout.
    """
    rng = stream(plan.seed, "staff")
    headcount = np.maximum(2.0, providers["size"].to_numpy() / PARTICIPANTS_PER_STAFF - 2)
    window_start = day(plan.first_year - 10)
    window = last_day(plan.last_year) - window_start + 1
    mean_tenure = DAYS_PER_YEAR * (0.5 + 9.5 * 0.45)
    count = rng.poisson(headcount * window / mean_tenure)
    n = int(count.sum())
    begins = rng.integers(window_start, last_day(plan.last_year) + 1, n)
    ends = begins + np.rint(DAYS_PER_YEAR * (0.5 + 9.5 * rng.beta(0.9, 1.1, n))).astype(np.int64)
    role = choose(rng, tuple(_ROLES), tuple(_ROLES.values()), n)
    fixed = np.repeat(np.arange(len(providers)), 2)
    provider = np.concatenate([fixed, np.repeat(np.arange(len(providers)), count)])
    role = np.concatenate([np.tile(np.array(["LEDER", "VEILEDER"], dtype=object), len(providers)), role])
    staff = pd.DataFrame(
        {
            "provider": provider,
            "role": role.astype(str),
            "is_in_rehabilitation": role != "PRODUKSJON",
            "is_on_programme": (role == "STOTTEARBEIDER") & (rng.random(len(role)) < 0.5),
            "fte_pct": choose(rng, tuple(_FTE), tuple(_FTE.values()), len(role)).astype(float),
            "employed_from": np.concatenate([np.full(len(fixed), window_start), begins]),
            "employed_to": np.concatenate([np.full(len(fixed), NEVER), ends]),
        }
    )
    seen = (staff["employed_to"] == NEVER) | (staff["employed_to"] >= day(plan.first_year))
    staff = staff.loc[seen].sort_values(["provider", "employed_from"], kind="stable", ignore_index=True)
    staff.insert(0, "staff_id", [f"T{number:06d}" for number in range(1, len(staff) + 1)])
    return staff


def employed_in(staff: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the people employed at some time in a year."""
    ends = staff["employed_to"]
    return staff.loc[(staff["employed_from"] <= last_day(year)) & ((ends == NEVER) | (ends >= day(year)))]


def staff_rows(staff: pd.DataFrame, provider_ids: NDArray, year: int) -> pd.DataFrame:
    """Return the delivered staff list of a year. One row per person employed in the year."""
    rows = employed_in(staff, year)
    ends = rows["employed_to"].to_numpy()
    return pd.DataFrame(
        {
            "staff_id": rows["staff_id"].to_numpy(),
            "provider_id": provider_ids[rows["provider"]],
            **{
                name: rows[name].to_numpy()
                for name in ("role", "is_in_rehabilitation", "is_on_programme", "fte_pct")
            },
            "employed_from": as_dates(rows["employed_from"].to_numpy()),
            "employed_to": as_dates(ends, ends <= last_day(year)),
        }
    )


def invent_training(plan: Plan, providers: pd.DataFrame, staff: pd.DataFrame, year: int) -> Training:
    """Invent a year's training events of staff in rehabilitation. One row per event of one employee.

    Each provider has a level of paid days per person that persists over the years, with some change from
    year to year; PRODUKSJON is neither trained nor counted. Source: WG §4.2.
    """
    level = plan.training_days + cut_normal(
        stream(plan.seed, "training"), plan.training_days_sd, len(providers)
    )
    rng = stream(plan.seed, "training", year)
    target = np.clip(level + cut_normal(rng, plan.training_year_sd, len(providers)), 0.5, None)
    people = employed_in(staff, year)
    people = people.loc[people["is_in_rehabilitation"]]
    provider = people["provider"].to_numpy()
    mean_events = target[provider] * HOURS_PER_DAY / (_MEAN_EVENT_HOURS * PAID_SHARE)
    person = np.repeat(np.arange(len(people)), rng.poisson(mean_events))
    n = len(person)
    hours = choose(rng, tuple(_EVENT_HOURS), tuple(_EVENT_HOURS.values()), n).astype(float)
    is_paid = rng.random(n) < PAID_SHARE
    begins = np.maximum(people["employed_from"].to_numpy(), day(year))[person]
    ends = people["employed_to"].where(people["employed_to"] != NEVER, last_day(year)).to_numpy()
    ends = np.minimum(ends, last_day(year))[person]
    on_day = begins + np.floor(rng.random(n) * (ends - begins + 1)).astype(np.int64)
    events = pd.DataFrame(
        {
            "event_id": [f"K{year % 100:02d}-{number:06d}" for number in range(1, n + 1)],
            "staff_id": people["staff_id"].to_numpy()[person],
            "training_date": as_dates(on_day),
            "hours": hours,
            "training_type": choose(rng, tuple(_TYPES), tuple(_TYPES.values()), n).astype(str),
            "is_paid_time": is_paid,
            "is_own_time": ~is_paid,
            "is_cost_covered": is_paid | (rng.random(n) < 0.8),
        }
    )
    paid_hours = np.bincount(provider[person], weights=hours * is_paid, minlength=len(providers))
    persons = np.bincount(provider, minlength=len(providers))
    with np.errstate(invalid="ignore"):
        return Training(events, paid_hours / HOURS_PER_DAY / persons)
