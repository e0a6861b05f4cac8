"""Placement partners per 100 participants: the count freed from the provider's size."""

import numpy as np
import pandas as pd

PARTNERS = "i05"
PARTNERS_PER_100 = "i05_per_100"
MINIMUM_PARTICIPANTS = 5


def partners_per_100(cells: pd.DataFrame, activity: pd.DataFrame) -> pd.DataFrame:
    """Return indicator 5 per 100 participants as comparison cells of their own.

    Parameters
    ----------
    cells
        One row per provider, indicator and programme (`batt.comparisons.cells.comparison_cells`).
    activity
        One row per provider and programme: ``provider_id, programme, participants_n``, the participants in
        the year. A person in two programmes is counted in both.

    Returns
    -------
    DataFrame
        One row per provider with indicator 5 and at least one participant, in the columns of `cells`:
        indicator ``i05_per_100``, unit ``firms_per_100``, the firms as numerator, the participants as
        denominator and n. Status ``too_few`` below 5 participants. Without limits, as the count has none.
    """
    firms = cells[cells["indicator"] == PARTNERS]
    participants = activity.groupby("provider_id")["participants_n"].sum().astype("int64")
    people = firms["provider_id"].map(participants).astype("Int64")
    rates = firms.assign(
        indicator=PARTNERS_PER_100, unit="firms_per_100", scale=100.0, denominator=people, n=people
    )
    rates = rates[people.fillna(0).gt(0)].reset_index(drop=True)
    per_firm = rates["scale"] / rates["denominator"].astype(float)
    return rates.assign(
        value=rates["numerator"].astype(float) * per_firm,
        se=np.sqrt(rates["numerator"].astype(float)) * per_firm,
        status=np.where(rates["n"] < MINIMUM_PARTICIPANTS, "too_few", "ok"),
    )
