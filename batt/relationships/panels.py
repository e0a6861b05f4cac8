"""Frames of providers by year that several hypotheses are tested on."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.relationships.evidence import Evidence

KEY = ["year", "provider_id"]


def lagged(panel: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return values one year later, named ``<column>_before``.

    Parameters
    ----------
    panel
        One row per year and provider.

    Returns
    -------
    DataFrame
        One row per year and provider that has a row the year before: ``year, provider_id`` and the columns.
    """
    later = panel[[*KEY, *columns]].assign(year=panel["year"] + 1)
    return later.rename(columns={name: f"{name}_before" for name in columns})


def training_days(evidence: Evidence) -> pd.DataFrame:
    """Return the training days per member of staff (i04). One row per year and provider: ``training``."""
    return evidence.panel("i04", "ALL")[[*KEY, "value"]].rename(columns={"value": "training"})


def partners_per_100(evidence: Evidence) -> pd.DataFrame:
    """Return active placement partners (i05) per hundred participants. One row per year and provider.

    Columns ``year, provider_id, partners_per_100, log_participants``. Participants are those that the share
    in placements (i06) counts, a person in two programmes in both. Without participants a provider has no
    row.
    """
    participants = evidence.panel("i06").groupby(KEY, as_index=False)["denominator"].sum()
    firms = evidence.panel("i05", "ALL")[[*KEY, "numerator"]]
    both = firms.merge(participants[participants["denominator"] > 0], on=KEY, validate="one_to_one")
    size = both["denominator"].astype(float)
    return both[KEY].assign(
        partners_per_100=100 * both["numerator"].astype(float) / size, log_participants=np.log(size)
    )


def with_unemployment(evidence: Evidence, panel: pd.DataFrame) -> pd.DataFrame:
    """Add the unemployment of the provider's county that year, ``unemployment`` in per cent.

    Missing where the provider's county or its unemployment was not delivered. `panel` has any number of rows
    per year and provider.
    """
    providers, market = evidence.rows("providers"), evidence.rows("labour_market")
    if providers.empty or market.empty:
        return panel.assign(unemployment=np.nan)
    county = providers[[*KEY, "county"]].merge(
        market[["year", "county", "unemployment_pct"]].rename(columns={"unemployment_pct": "unemployment"}),
        on=["year", "county"],
        how="left",
        validate="many_to_one",
    )
    return panel.merge(county[[*KEY, "unemployment"]], on=KEY, how="left", validate="many_to_one")
