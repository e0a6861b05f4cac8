"""Add up what belongs to one history in a year; the clean stage has seen to it that nobody is there twice."""

import numpy as np
import pandas as pd

from batt.registry import load

CELL_KEY = ["year", "indicator", "programme", "provider_id"]


def _under_history(rows: pd.DataFrame, provider_histories: pd.DataFrame) -> pd.DataFrame:
    """Replace the provider's identifier by its history's; a provider without one keeps its own."""
    links = provider_histories[["provider_id", "year", "history_id"]]
    known = rows.merge(links, on=["provider_id", "year"], how="left", validate="many_to_one")
    return known.assign(provider_id=known["history_id"].fillna(known["provider_id"])).drop(
        columns="history_id"
    )


def history_cells(cells: pd.DataFrame, provider_histories: pd.DataFrame) -> pd.DataFrame:
    """Return cells under their history's identifier, those of a year that became one added up.

    Parameters
    ----------
    cells
        One row per year × provider × indicator × programme, as from ``comparison_cells``.
    provider_histories
        One row per provider × year, as from `batt.clean.histories`; a provider without one keeps its own
        identifier.

    Returns
    -------
    DataFrame
        One row per year × history × indicator × programme, in the same columns. Merged cells get value,
        standard error (independent parts), and no interval (NaN). Providers that became one are one
        reporting provider of partners; a firm that each of them had an agreement with counts for each, since
        the cells hold numbers of firms only.
    """
    known = _under_history(cells, provider_histories)
    # The county and other facts of a merged cell are those of the provider that lives on, which comes first.
    is_gone = known["provider_id"].to_numpy() != cells["provider_id"].to_numpy()
    known = known.iloc[np.argsort(is_gone, kind="stable")]
    merged = known.duplicated(CELL_KEY, keep=False)
    joined = _added(known.loc[merged]) if merged.any() else known.iloc[:0]
    found = pd.concat([known.loc[~merged], joined])
    return found.sort_values(CELL_KEY, ignore_index=True)[cells.columns]


def _added(parts: pd.DataFrame) -> pd.DataFrame:
    """Add up the cells of each history, year, indicator and programme."""
    weight = parts["denominator"].astype("float64")
    parts = parts.assign(error=(weight * parts["se"]) ** 2, weight=weight)
    groups = parts.groupby(CELL_KEY, sort=True)
    joined = groups.first()
    sums = groups[["numerator", "denominator", "n", "weight"]].sum()
    error = groups["error"].sum(min_count=2) ** 0.5 / sums["weight"]
    joined = joined.assign(**{name: sums[name] for name in ("numerator", "denominator", "n")})
    # Firms are counted per reporting provider, and providers that became one are one.
    firms = joined["unit"] == "firms"
    joined["denominator"] = joined["denominator"].mask(firms, 1)
    error = error.mask(firms, joined["numerator"].astype("float64") ** 0.5)
    value = (joined["numerator"] / joined["denominator"] * joined["scale"]).astype("float64")
    joined = joined.assign(value=value, se=error, ci_low=np.nan, ci_high=np.nan).reset_index()
    least = joined["indicator"].map({entry.id: entry.minimum_n for entry in load().indicators})
    return joined.assign(status=np.where(joined["n"] >= least, "ok", "too_few"))
