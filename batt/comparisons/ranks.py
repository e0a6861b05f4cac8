"""Ranks of providers in each list, with how sure they are."""

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.comparisons.rank_sets import CONFIDENCE, DRAWS, SEED, RankSets, rank_sets
from batt.comparisons.sampling_errors import CELL, PLAIN_COUNTS, working_errors

RANK_COLUMNS = [
    "rank",
    "rank_last",
    "marginal_low",
    "marginal_high",
    "simultaneous_low",
    "simultaneous_high",
]

REASONS = ("", "no_direction", "too_few", "one_provider", "no_interval")


def rank_table(
    cells: pd.DataFrame,
    *,
    within: Sequence[str] = (),
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Rank the providers of each indicator and programme by the indicator's own direction.

    Parameters
    ----------
    cells
        One row per provider, indicator and programme (`batt.comparisons.cells.comparison_cells`).
    within
        Columns that set lists of one indicator and programme apart, such as their month; they stand in the
        table too.
    draws, seed, confidence
        Of the confidence sets (`batt.comparisons.rank_sets.rank_sets`). Every list draws from its own
        stream, so that a list does not depend on which others there are.

    Returns
    -------
    DataFrame
        One row per row of `cells`: ``year, indicator, programme, provider_id, direction, unit, value, n,
        se`` (that of `working_errors`), ``providers_n`` (those ranked in this list), ``rank`` (1 is best),
        ``rank_last`` (the last place shared with equals), the ends of the two confidence sets, all integers
        with NA, and ``reason`` for what is NA:

        - ``no_direction``: high is neither good nor bad, so nobody is ranked;
        - ``too_few``: fewer units than the indicator's minimum. Not ranked, and not counted among the
          others. Does not apply to counts, of which a small one is a result and no lack of one;
        - ``one_provider``: nobody to be compared with;
        - ``no_interval``: ranked, but the figure is no sample of anything, so that there is no set.
    """
    lists = [*within, *CELL]
    listed = cells.sort_values([*lists, "provider_id"], ignore_index=True)
    ranked = listed[["year", *lists, "provider_id", "direction", "unit", "value", "n"]].assign(
        se=working_errors(listed, lists), reason=_reasons(listed), providers_n=0
    )
    places = np.full((len(listed), len(RANK_COLUMNS)), np.nan)
    for key, rows in ranked[ranked["reason"] == ""].groupby(lists):
        indicator, programme = key[-len(CELL) :]
        ranked.loc[rows.index, "providers_n"] = len(rows)
        stream = [seed, zlib.crc32(f"{indicator}/{programme}".encode())]
        columns, reason = _rank_list(rows, draws, stream, confidence)
        places[rows.index, : columns.shape[1]] = columns
        ranked.loc[rows.index, "reason"] = reason
    ranked["providers_n"] = ranked.groupby(lists)["providers_n"].transform("max")
    integers = pd.DataFrame(places, columns=RANK_COLUMNS, index=ranked.index).astype("Int64")
    order = [column for column in ranked.columns if column != "reason"]
    return pd.concat([ranked[order], integers, ranked[["reason"]]], axis=1)


def _reasons(cells: pd.DataFrame) -> np.ndarray:
    """Return why a row is not ranked, or an empty text."""
    is_small = (cells["status"] == "too_few") & ~cells["unit"].isin(PLAIN_COUNTS)
    return np.select([cells["direction"] == "range", is_small], ["no_direction", "too_few"], "")


def _rank_list(
    rows: pd.DataFrame, draws: int, stream: list[int], confidence: float
) -> tuple[np.ndarray, str]:
    """Return the rank columns of one list, as many as can be given, and the reason for those missing."""
    if len(rows) < 2:
        return np.empty((1, 0)), "one_provider"
    values = rows["value"].to_numpy(dtype=float)
    estimates = -values if rows["direction"].iloc[0] == "lower" else values
    errors = rows["se"].to_numpy(dtype=float)
    if np.isnan(errors).any():
        # Ranks alone do not depend on the errors, of which any stand in.
        sets = rank_sets(estimates, np.ones(len(rows)), draws=2, seed=stream, stepwise=False)
        return _columns(sets)[:, :2], "no_interval"
    return _columns(rank_sets(estimates, errors, draws=draws, seed=stream, confidence=confidence)), ""


def _columns(sets: RankSets) -> np.ndarray:
    """Return the sets as columns, in the order of `RANK_COLUMNS`."""
    return np.column_stack([getattr(sets, name) for name in RANK_COLUMNS])
