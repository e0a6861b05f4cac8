"""Bands round the curves of cumulative incidence that hold a whole curve at once."""

import numpy as np
import pandas as pd

from batt.relationships.staying.incidence_band import incidence_band
from batt.study.incidence import exit_groups
from batt.study.model import Study

SEED = 20112
DRAWS = 2000


def with_bands(study: Study, spells: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """Put simultaneous 95 % bands beside the curves of `batt.study.incidence.incidence`.

    Estimand: of each exit group, the whole curve over the middle of its exits
    (`batt.relationships.staying.incidence_band.MIDDLE`).

    Returns
    -------
    DataFrame
        The curves with ``band_low, band_high``; missing outside the middle, between whole units of time (a
        band is made of whole units), and throughout where no band can be had.

    Source: Lin (1997), as `batt.relationships.staying.incidence_band`.
    """
    curves = curves.assign(band_low=np.nan, band_high=np.nan)
    clusters = spells["provider_id"] if study.provider else None
    for group in exit_groups(study):
        is_exit = spells["cause"].eq(group).to_numpy(dtype=bool)
        others = spells["cause"].isin(exit_groups(study)).to_numpy(dtype=bool)
        band = incidence_band(
            spells["time"],
            np.where(is_exit, 1, np.where(others, 2, 0)),
            clusters=clusters,
            draws=DRAWS,
            seed=SEED,
        )
        if band.reason:
            continue
        limits = pd.DataFrame(
            {"low": band.simultaneous_low, "high": band.simultaneous_high}, index=band.day.astype(float)
        )
        rows = curves["cause"].eq(group)
        found = limits.reindex(curves.loc[rows, "time"])
        curves.loc[rows, ["band_low", "band_high"]] = found.to_numpy()
    return curves
