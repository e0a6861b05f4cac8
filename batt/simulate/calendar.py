"""Days as whole numbers (days since 1970-01-01) while data are invented, and as dates at the door."""

import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Days = NDArray[np.int64]
NEVER = -1
DAYS_PER_YEAR = 365.25
_EPOCH = datetime.date(1970, 1, 1)


def day(year: int, month: int = 1, day_of_month: int = 1) -> int:
    """Return a date as days since 1970-01-01."""
    return (datetime.date(year, month, day_of_month) - _EPOCH).days


def last_day(year: int) -> int:
    """Return 31 December as days since 1970-01-01."""
    return day(year, 12, 31)


def iso(day_number: int) -> str:
    """Return a day number as an ISO date."""
    return (_EPOCH + datetime.timedelta(days=day_number)).isoformat()


def as_dates(days: Days, known: NDArray[np.bool_] | None = None) -> pd.Series:
    """Return day numbers as dates; missing where the day is ``NEVER`` or not ``known``."""
    dates = pd.Series(np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[s]"))
    shown = np.asarray(days) != NEVER
    return dates.where(shown if known is None else shown & known)


def day_numbers(frame: pd.DataFrame, field: str) -> Days:
    """Return a column of dates as day numbers; a missing date gives a number far in the past."""
    return frame[field].to_numpy(dtype="datetime64[D]").astype("int64")


def year_of(days: Days) -> NDArray[np.int64]:
    """Return the calendar year of each day number."""
    years = np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[Y]")
    return years.astype("int64") + _EPOCH.year


def month_of(days: Days) -> NDArray[np.int64]:
    """Return the month (1–12) of each day number."""
    months = np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    return months % 12 + 1
