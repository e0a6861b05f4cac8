"""The cells that are compared: one value per provider, indicator and programme, with how uncertain it is."""

import numpy as np
import pandas as pd

from batt.registry import load

KEY = ["indicator", "programme", "provider_id"]
CELL_COLUMNS = [
    "year",
    *KEY,
    "county",
    "direction",
    "unit",
    "numerator",
    "denominator",
    "scale",
    "value",
    "n",
    "se",
    "ci_low",
    "ci_high",
    "status",
]


def comparison_cells(values: pd.DataFrame, units: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Return every provider's values of one year with their standard errors.

    Parameters
    ----------
    values
        One row per unit, programme and indicator: the indicator table of one year.
    units
        One row per counted unit behind it: ``indicator, provider_id, programme, cluster, x, w``.
    providers
        One row per provider with ``provider_id, county``.

    Returns
    -------
    DataFrame
        One row per provider, indicator and programme that has a value (status ``ok`` or ``too_few``), in
        columns ``CELL_COLUMNS``. ``direction`` is the registry's: ``higher``, ``lower`` or ``range``. ``se``
        is in units of ``value``: binomial for shares, from the spread between clusters for means (NaN with
        fewer than two clusters), the square root of the count for firms, NaN for indicator 7, which is no
        sample of anything.
    """
    own = values[(values["unit_level"] == "provider") & values["status"].isin(["ok", "too_few"])]
    cells = own.rename(columns={"unit_id": "provider_id"})
    cells = cells.merge(providers[["provider_id", "county"]], on="provider_id", validate="many_to_one")
    cells = cells.assign(direction=cells["indicator"].map({i.id: i.direction for i in load().indicators}))
    cells = cells.merge(_cluster_errors(units), on=KEY, how="left", validate="one_to_one")
    cells["se"] = _standard_errors(cells)
    return cells.loc[cells["value"].notna(), CELL_COLUMNS].reset_index(drop=True)


def _cluster_errors(units: pd.DataFrame) -> pd.DataFrame:
    """Return the linearised standard error of Σx/Σw per cell, before scaling. One row per cell."""
    counted = units.loc[units["w"] > 0]
    groups = counted.groupby(KEY, sort=False)
    ratio = groups["x"].transform("sum") / groups["w"].transform("sum")
    counted = counted.assign(residual=counted["x"] - ratio * counted["w"])
    clusters = counted.groupby([*KEY, "cluster"], sort=False)[["w", "residual"]].sum()
    clusters = clusters.assign(square=clusters["residual"] ** 2)
    sums = clusters.groupby(KEY, sort=False).agg(w=("w", "sum"), square=("square", "sum"), m=("w", "size"))
    m = sums["m"].where(sums["m"] > 1).astype("float64")
    sums = sums.assign(cluster_se=np.sqrt(m / (m - 1) * sums["square"]) / sums["w"])
    return sums[["cluster_se"]].reset_index()


def _standard_errors(cells: pd.DataFrame) -> np.ndarray:
    interval = cells["indicator"].map({entry.id: entry.interval for entry in load().indicators})
    share = cells["value"].to_numpy(dtype=float)
    n = cells["n"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        binomial = np.sqrt(np.clip(share * (1 - share), 0, None) / n)
    means = (cells["cluster_se"] * cells["scale"]).to_numpy(dtype=float)
    counts = np.sqrt(cells["numerator"].to_numpy(dtype=float))
    return np.select(
        [interval == "wilson", interval == "t", cells["unit"] == "firms"], [binomial, means, counts], np.nan
    )
