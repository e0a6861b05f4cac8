"""Add up what belongs to one history in a year, with nobody counted twice."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.registry import load

CELL_KEY = ["year", "indicator", "programme", "provider_id"]
SPELL = ("participant_id", "programme", "start_date")
FIRM = ("firm_id",)


def delivered_twice(
    rows: pd.DataFrame, provider_histories: pd.DataFrame, same: Sequence[str] = SPELL
) -> pd.DataFrame:
    """Find what both predecessor and successor delivered for the same year.

    Parameters
    ----------
    rows
        One row per spell × year: ``year, row_id, provider_id``, the columns of ``same`` and, where there is
        one, ``end_date``. For partners, the rows that count and ``same=FIRM``.
    provider_histories
        One row per provider × year, as from ``histories``.
    same
        What makes two rows the same within one history and year: by default the person, programme and start
        of the spell.

    Returns
    -------
    DataFrame
        One row per row to leave out: ``year, row_id, provider_id, history_id, kept_row_id``. A record with an
        end date is kept before one without, then the one of the provider that lives on.
    """
    links = provider_histories[["provider_id", "year", "history_id"]]
    known = rows.merge(links, on=["provider_id", "year"], validate="many_to_one")
    keys = ["year", "history_id", *same]
    known = known.loc[known.groupby(keys)["provider_id"].transform("nunique") > 1]
    is_open = known["end_date"].isna() if "end_date" in known else False
    known = known.assign(is_open=is_open, is_gone=known["provider_id"] != known["history_id"])
    known = known.sort_values([*keys, "is_open", "is_gone", "provider_id", "row_id"])
    known = known.assign(kept_row_id=known.groupby(keys)["row_id"].transform("first"))
    left_out = known.loc[known["row_id"] != known["kept_row_id"]]
    return left_out[["year", "row_id", "provider_id", "history_id", "kept_row_id"]].reset_index(drop=True)


def history_units(
    units: pd.DataFrame, provider_histories: pd.DataFrame, left_out: pd.DataFrame
) -> pd.DataFrame:
    """Return counted units under their history's identifier, rows delivered twice left out. One row per unit.

    ``left_out`` holds one row per row to leave out, as from ``delivered_twice``. Providers that became one
    count as one reporting provider in the year in which both delivered.
    """
    row = ["year", "row_id"]
    doubled = pd.MultiIndex.from_frame(units[row]).isin(pd.MultiIndex.from_frame(left_out[row]))
    known = _under_history(units.loc[~doubled], provider_histories)
    reporting = known.loc[(known["indicator"] == "i05") & (known["w"] > 0)]
    again = reporting.index[reporting.duplicated(CELL_KEY)]
    return known.drop(index=again).reset_index(drop=True)


def _under_history(rows: pd.DataFrame, provider_histories: pd.DataFrame) -> pd.DataFrame:
    """Replace the provider's identifier by its history's; a provider without one keeps its own."""
    links = provider_histories[["provider_id", "year", "history_id"]]
    known = rows.merge(links, on=["provider_id", "year"], how="left", validate="many_to_one")
    return known.assign(provider_id=known["history_id"].fillna(known["provider_id"])).drop(
        columns="history_id"
    )


def history_cells(
    cells: pd.DataFrame, provider_histories: pd.DataFrame, units: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return cells under their history's identifier, those of a year that became one added up.

    Parameters
    ----------
    cells
        One row per year × provider × indicator × programme, as from ``comparison_cells``.
    units
        One row per counted unit under its history, as from ``history_units``: gives the sums of merged cells
        without rows delivered twice. Without it the providers' sums are added.

    Returns
    -------
    DataFrame
        One row per year × history × indicator × programme, in the same columns. Merged cells get value,
        standard error (independent parts), and no interval (NaN).
    """
    known = _under_history(cells, provider_histories)
    # The county and other facts of a merged cell are those of the provider that lives on, which comes first.
    is_gone = known["provider_id"].to_numpy() != cells["provider_id"].to_numpy()
    known = known.iloc[np.argsort(is_gone, kind="stable")]
    merged = known.duplicated(CELL_KEY, keep=False)
    joined = _added(known.loc[merged], units) if merged.any() else known.iloc[:0]
    found = pd.concat([known.loc[~merged], joined])
    return found.sort_values(CELL_KEY, ignore_index=True)[cells.columns]


def _added(parts: pd.DataFrame, units: pd.DataFrame | None) -> pd.DataFrame:
    weight = parts["denominator"].astype("float64")
    parts = parts.assign(error=(weight * parts["se"]) ** 2, weight=weight)
    groups = parts.groupby(CELL_KEY, sort=True)
    joined = groups.first()
    sums = groups[["numerator", "denominator", "n", "weight"]].sum()
    error = groups["error"].sum(min_count=2) ** 0.5 / sums["weight"]
    if units is not None:
        counted = units.groupby(CELL_KEY).agg(numerator=("x", "sum"), denominator=("w", "sum"))
        clusters = units.loc[units["w"] > 0].groupby(CELL_KEY)["cluster"].nunique().rename("n")
        counted = counted.join(clusters).reindex(sums.index).astype("Int64")
        counted["n"] = counted["n"].where(joined["unit"] != "firms", counted["numerator"])
        sums = counted.fillna(sums[counted.columns])
    joined = joined.assign(**{name: sums[name] for name in ("numerator", "denominator", "n")})
    # Firms are counted per reporting provider, and providers that became one are one.
    firms = joined["unit"] == "firms"
    joined["denominator"] = joined["denominator"].mask(firms, 1)
    error = error.mask(firms, joined["numerator"].astype("float64") ** 0.5)
    value = (joined["numerator"] / joined["denominator"] * joined["scale"]).astype("float64")
    joined = joined.assign(value=value, se=error, ci_low=np.nan, ci_high=np.nan).reset_index()
    least = joined["indicator"].map({entry.id: entry.minimum_n for entry in load().indicators})
    return joined.assign(status=np.where(joined["n"] >= least, "ok", "too_few"))
