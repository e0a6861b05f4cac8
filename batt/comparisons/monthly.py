"""Every table of the monthly newsletter."""

import pandas as pd

from batt.comparisons.basis import Basis
from batt.comparisons.monthly_activity import (
    monthly_activity,
    monthly_causes,
    monthly_delivery,
    monthly_outcomes,
)
from batt.comparisons.monthly_control import monthly_control
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rankings import monthly_rankings
from batt.comparisons.monthly_reconciliation import monthly_reconciliation
from batt.comparisons.monthly_rows import monthly_rows

_EXACT = Telling()


def monthly_tables(basis: Basis, telling: Telling = _EXACT) -> dict[str, pd.DataFrame]:
    """Return the newsletter's tables, as of every month of the year; none without monthly reports.

    Parameters
    ----------
    basis
        The years compared.
    telling
        How counts of persons are told. Charts and places are made of what is told, so that they tell no more
        than the counts do.
    """
    rows = monthly_rows(basis)
    if rows is None:
        return {}
    delivery = monthly_delivery(rows)
    points, series = monthly_control(rows, delivery, telling)
    return {
        "monthly_activity": monthly_activity(rows, telling),
        "monthly_outcomes": monthly_outcomes(rows, telling),
        "monthly_causes": monthly_causes(rows, telling),
        "monthly_delivery": delivery,
        "monthly_control": points,
        "monthly_control_series": series,
        "monthly_rankings": monthly_rankings(rows, telling),
        "monthly_reconciliation": monthly_reconciliation(rows, telling),
    }
