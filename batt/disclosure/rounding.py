"""Counts told month by month: rounded, so that two newsletters together do not tell the month between them.

The year so far in one newsletter, less that in the one before, is a month; a total less all parts but one is
that part. Where every count is rounded by itself, a difference is known only to several persons, and no
count of 1 or 2 can be worked out. Places, shares and control charts are made of the rounded counts, so that
they tell no more than these do.
"""

import pandas as pd

from batt.comparisons import Telling
from batt.protection.settings import settings

SMALL = 1
"""What stands for a small count, whichever it is. The door hides it."""


def month_by_month() -> Telling:
    """Return how counts of single months are told."""
    return Telling(rounded, settings().min_exits_monthly_share, every_month=True)


def rounded(counts: pd.Series) -> pd.Series:
    """Return counts of persons to the nearest five.

    Zero stays. A small count becomes `SMALL`, whichever it is, and no other count becomes less than five.
    Missing stays missing.

    Source: HESA, Rounding and suppression to anonymise statistics, of which small counts differ here: they
    are hidden, not told as 0.
    """
    step = settings().month_counts_to_nearest
    whole = counts.astype("Int64")
    nearest = ((whole + step // 2) // step * step).clip(lower=step)
    is_small = (whole <= settings().largest_small_count).fillna(False)
    return nearest.mask(is_small, SMALL).mask((whole == 0).fillna(False), 0)
