"""Faults of the participant courses: one small function a kind."""

import datetime

import numpy as np

from batt.registry.model import Registry
from batt.simulate.soil import Soil


def soil_spells(soil: Soil, registry: Registry, year: int) -> None:
    """Put every kind of fault into the courses of a year."""
    _break_dates(soil, year)
    _part_end_and_cause(soil)
    _withhold_approval(soil)
    _fill_what_does_not_apply(soil)
    _stay_too_long(soil, registry)
    _overlap(soil)
    soil.put(soil.pick(0.0003), "nav_office_id", "NK99999")
    soil.put(soil.pick(0.0002), "participant_id", None)
    soil.put(soil.pick(0.0002), "aar", str(year - 1))


def _break_dates(soil: Soil, year: int) -> None:
    """Write dates that do not exist, are in the wrong order or belong to another year."""
    exits = soil.has("end_date")
    soil.put(soil.pick(0.0005), "start_date", f"{year}-02-30")
    before_december = exits & (_or_empty(soil["end_date"]) < f"{year}-12-01")
    soil.put(soil.pick(0.0005, before_december), "start_date", f"{year}-12-31")
    started_before = exits & (_or_empty(soil["start_date"]) < f"{year - 1}-01-01")
    soil.put(soil.pick(0.0005, started_before), "end_date", f"{year - 1}-12-15")
    soil.put(soil.pick(0.0002, ~exits), "start_date", f"{year + 1}-01-20")


def _part_end_and_cause(soil: Soil) -> None:
    """Leave out the end date or the end cause."""
    exits = soil.has("end_date")
    soil.put(soil.pick(0.0006, exits), "end_date", None)
    soil.put(soil.pick(0.0006, exits & soil.has("end_date")), "end_cause", None)


def _withhold_approval(soil: Soil) -> None:
    """Leave out NAV's approval of an active solution, or date it after the end."""
    approved = soil.has("nav_approved_date")
    soil.put(soil.pick(0.03, approved), "nav_approved_date", None)
    late = soil.pick(0.01, approved & soil.has("nav_approved_date") & soil.has("end_date"))
    soil.put(late, "nav_approved_date", _shifted(soil["end_date"][late], 21))


def _fill_what_does_not_apply(soil: Soil) -> None:
    """Give a qualification outside KIA and a first start outside AB."""
    programme, exits = soil["programme"], soil.has("end_date")
    soil.put(soil.pick(0.0008, exits & (programme != "KIA")), "qualifications", "K2")
    rows = soil.pick(0.0008, programme == "APS")
    soil.put(rows, "first_start_date", soil["start_date"][rows])


def _stay_too_long(soil: Soil, registry: Registry) -> None:
    """Start a course so early that it exceeds the legal maximum and its tolerance."""
    exits = soil.has("end_date")
    for programme in registry.programmes:
        if programme.max_weeks is not None:
            rows = soil.pick(0.001, exits & (soil["programme"] == programme.code))
            days = 7 * (programme.max_weeks + programme.tolerance_weeks + 9)
            soil.put(rows, "start_date", _shifted(soil["end_date"][rows], -days))


def _overlap(soil: Soil) -> None:
    """Let a person have two running courses of one programme at a time."""
    running = ~soil.has("end_date") & (soil["programme"] == "VTA")
    rows = soil.pick(0.0008, running)
    others = soil.pick(0.0008, running)[: len(rows)]
    soil.put(rows[: len(others)], "participant_id", soil["participant_id"][others])


def _or_empty(column: np.ndarray) -> np.ndarray:
    """Return text in which an empty cell sorts before everything."""
    return np.array([text or "" for text in column], dtype=object)


def _shifted(dates: np.ndarray, days: int) -> np.ndarray:
    step = datetime.timedelta(days=days)
    return np.array([(datetime.date.fromisoformat(text) + step).isoformat() for text in dates], dtype=object)
