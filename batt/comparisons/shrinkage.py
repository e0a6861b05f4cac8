"""Shrunken values beside the raw ones: few observations move a provider little from the common mean."""

import numpy as np
import pandas as pd

from batt.comparisons.empirical_bayes import (
    CONFIDENCE,
    MINIMUM_UNITS,
    Shrunken,
    shrink_counts,
    shrink_means,
    shrink_shares,
)
from batt.comparisons.funnel import Centres
from batt.comparisons.sampling_errors import CELL, COUNT_UNITS, common_errors

NUMBERS = ["shrunken", "shrunken_low", "shrunken_high", "own_weight", "prior_mean", "between_sd"]

REASONS = ("", "too_few_providers", "all_or_none", "no_interval")


def shrinkage_table(
    cells: pd.DataFrame, confidence: float = CONFIDENCE, centres: Centres | None = None
) -> pd.DataFrame:
    """Shrink every value towards the mean of its indicator and programme.

    Shares by a beta-binomial model, counts by a gamma-Poisson model, means by a normal model in which one
    unit has the same variance at every provider (`batt.comparisons.sampling_errors.common_errors`): where
    the spread goes with the mean, as for durations, each provider's own variance would give the most weight
    to the means that are low by chance. Cells with few units take part: they are what it is for.

    Parameters
    ----------
    cells
        One row per provider, indicator and programme (`batt.comparisons.cells.comparison_cells`).
    confidence
        Of the interval, 0–1.
    centres
        The country's share or mean of an indicator and programme, where the cells are not all that it rests
        on: values are then drawn towards that, since a mean of some would draw them aside.

    Returns
    -------
    DataFrame
        One row per row of `cells`: ``year, indicator, programme, provider_id, direction, unit, value, n``;
        ``method`` (``beta_binomial``, ``gamma_poisson``, ``normal``, empty if none); ``shrunken`` with
        ``shrunken_low`` and ``shrunken_high``, ``prior_mean`` and ``between_sd`` (spread of the true values)
        in the unit of ``value``; ``own_weight`` (0–1, on the raw value); ``shrunken_rank`` (1 is best, equals
        share the first place; NA where the direction is a range); and ``reason`` for NA:

        - ``too_few_providers``: fewer than 5, so that spread cannot be told from chance;
        - ``all_or_none``: every share of the list is 0, or every one is 1, or every count is 0;
        - ``no_interval``: the figure is no sample of anything, or nothing tells how uncertain it is.
    """
    listed = cells.sort_values([*CELL, "provider_id"], ignore_index=True)
    table = listed[["year", *CELL, "provider_id", "direction", "unit", "value", "n"]].assign(
        method="", reason="", **dict.fromkeys(NUMBERS, np.nan)
    )
    for key, rows in listed.groupby(CELL):
        reason = _reason(rows)
        if reason:
            table.loc[rows.index, "reason"] = reason
            continue
        method, shrunken, scale = _shrink(rows, confidence, (centres or {}).get((str(key[0]), str(key[1]))))
        table.loc[rows.index, "method"] = method
        table.loc[rows.index, NUMBERS] = _columns(shrunken, scale)
    goodness = table["shrunken"].where(table["direction"] == "higher", -table["shrunken"])
    goodness = goodness.mask(table["direction"] == "range")
    ranks = goodness.groupby([table[name] for name in CELL]).rank(method="min", ascending=False)
    columns = ["year", *CELL, "provider_id", "direction", "unit", "value", "n", "method", *NUMBERS]
    return table.assign(shrunken_rank=ranks.astype("Int64"))[[*columns, "shrunken_rank", "reason"]]


def _reason(rows: pd.DataFrame) -> str:
    """Return why a list cannot be shrunk, or an empty text."""
    unit = rows["unit"].iloc[0]
    is_mean = unit != "share" and unit not in COUNT_UNITS
    # Only indicator 7 is a share without standard errors.
    if (unit == "share" and rows["se"].isna().all()) or (is_mean and np.isnan(common_errors(rows)).all()):
        return "no_interval"
    if len(rows) < MINIMUM_UNITS:
        return "too_few_providers"
    hits, trials = rows["numerator"].sum(), rows["denominator"].sum()
    return "all_or_none" if not is_mean and (hits == 0 or (unit == "share" and hits == trials)) else ""


def _shrink(rows: pd.DataFrame, confidence: float, centre: float | None) -> tuple[str, Shrunken, float]:
    """Return the model's name, its result, and the factor that turns it into units of ``value``."""
    hits = rows["numerator"].to_numpy(dtype=float)
    denominator = rows["denominator"].to_numpy(dtype=float)
    unit = rows["unit"].iloc[0]
    if unit == "share":
        return "beta_binomial", shrink_shares(hits, denominator, confidence, centre), 1.0
    if unit in COUNT_UNITS:
        return "gamma_poisson", shrink_counts(hits, denominator, confidence), float(rows["scale"].iloc[0])
    means = rows["value"].to_numpy(dtype=float)
    return "normal", shrink_means(means, common_errors(rows), confidence, centre), 1.0


def _columns(shrunken: Shrunken, scale: float) -> np.ndarray:
    """Return the numbers as columns, in the order of `NUMBERS`."""
    units = len(shrunken.value)
    return np.column_stack(
        [
            shrunken.value * scale,
            shrunken.low * scale,
            shrunken.high * scale,
            shrunken.weight,
            np.full(units, shrunken.mean * scale),
            np.full(units, shrunken.between_sd * scale),
        ]
    )
