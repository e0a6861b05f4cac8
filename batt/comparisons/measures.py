"""What a cell measures: a share, a mean or a count per exposure, and on which size its precision rests."""

import numpy as np
import pandas as pd

from batt.registry import load

KINDS = {"wilson": "proportion", "t": "mean"}
BOUNDS = {"share": (0.0, 1.0), "score": (1.0, 6.0)}
PER = 100
"""Counts are compared per so many participants. Source: decision, as for the benchmarks of partners."""


def measured(cells: pd.DataFrame, exposure: pd.DataFrame | None = None) -> pd.DataFrame:
    """Add to each cell what a comparison of it needs.

    Parameters
    ----------
    cells
        One row per provider × indicator × programme, as from ``comparison_cells``.
    exposure
        One row per provider with ``provider_id, participants_n``: what counts are divided by. A provider
        without participants, or no frame at all, leaves the count without a measure.

    Returns
    -------
    DataFrame
        The cells in their order with, new: ``kind`` (``proportion``, ``mean``, ``count`` or empty),
        ``events`` (numerator; NaN for means), ``size`` (units of a share, clusters of a mean, hundreds of
        participants of a count), ``measure`` (share, mean, or count per 100 participants) and ``reason``:
        empty when the cell can be compared, else ``not_a_sample``, ``no_exposure`` or ``too_few``.
    """
    interval = cells["indicator"].map({entry.id: entry.interval for entry in load().indicators})
    kind = interval.map(KINDS).fillna("").mask(cells["unit"] == "firms", "count")
    participants = _participants(cells, exposure)
    count, proportion = kind == "count", kind == "proportion"
    size = cells["n"].astype("float64")
    size = size.mask(proportion, cells["denominator"].astype("float64")).mask(count, participants / PER)
    events = cells["numerator"].astype("float64").where(proportion | count)
    measure = cells["value"].astype("float64").mask(count, events / size.where(size > 0))
    reason = np.select(
        [kind == "", count & ~(size > 0), cells["status"] == "too_few"],
        ["not_a_sample", "no_exposure", "too_few"],
        "",
    )
    return cells.assign(kind=kind, events=events, size=size, measure=measure, reason=reason)


def _participants(cells: pd.DataFrame, exposure: pd.DataFrame | None) -> pd.Series:
    if exposure is None:
        return pd.Series(np.nan, index=cells.index)
    by_provider = exposure.set_index("provider_id")["participants_n"]
    return cells["provider_id"].map(by_provider).astype("float64")


def bounds(unit: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and greatest value each unit can take, two arrays of shape (n,)."""
    pairs = [BOUNDS.get(name, (0.0, np.inf)) for name in unit]
    return np.array([low for low, _ in pairs], dtype=float), np.array(
        [high for _, high in pairs], dtype=float
    )


def pooled_sigma(cells: pd.DataFrame) -> tuple[float, float]:
    """Return the spread between units within providers, pooled, with its degrees of freedom.

    ``se²·n`` of a cell estimates the variance between its units; cells without a standard error take no part.
    NaN and 0 when no cell has one.
    """
    known = cells.loc[cells["se"].notna() & (cells["size"] > 1)]
    freedom = (known["size"] - 1).to_numpy(dtype=float)
    if freedom.sum() == 0:
        return float("nan"), 0.0
    variance = (known["se"] ** 2 * known["size"]).to_numpy(dtype=float)
    return float(np.sqrt(np.average(variance, weights=freedom))), float(freedom.sum())
