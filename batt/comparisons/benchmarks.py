"""What a provider's value is held against: country, county, peers, the best, and itself a year ago."""

import numpy as np
import pandas as pd

from batt.comparisons.sampling_errors import CELL

KEY = [*CELL, "provider_id"]

PLACES = 5

BENCHMARK_COLUMNS = [
    "year",
    *KEY,
    "county",
    "direction",
    "unit",
    "value",
    "n",
    "status",
    "previous_value",
    "previous_n",
    "previous_reason",
    "national_pooled",
    "national_providers",
    "national_n",
    "county_pooled",
    "county_providers",
    "county_n",
    "county_reason",
    "peer_pooled",
    "peer_providers",
    "peer_n",
    "peer_basis",
    "peer_reason",
    "top3_mean",
    "top5_mean",
    "leaders_n",
    "top_reason",
]


def benchmark_table(
    cells: pd.DataFrame, peers: pd.DataFrame, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return every value beside its benchmarks.

    Parameters
    ----------
    cells
        One row per provider, indicator and programme (`batt.comparisons.cells.comparison_cells`), the rows
        of `batt.comparisons.partners_per_100.partners_per_100` among them when they are wanted.
    peers
        One row per provider and peer (`batt.comparisons.peer_groups.peer_groups`).
    previous
        The previous year's cells; None when there is no previous year.

    Returns
    -------
    DataFrame
        One row per row of `cells`, in columns `BENCHMARK_COLUMNS`. ``…_pooled`` adds numerators and
        denominators of a group and divides; ``…_providers`` is the plain mean of its providers' values;
        ``…_n`` is how many providers have a value. Cells with few units are in both. The country and the
        county include the provider itself; its peers do not. ``top3_mean`` and ``top5_mean`` are the means of
        the best by the indicator's own direction among the ``leaders_n`` cells with enough units. Values are
        in the unit of ``value``. What is NA has its reason:

        - ``previous_reason``: ``no_previous_year``, ``not_reported``;
        - ``county_reason``: ``one_provider`` – the county would be the provider itself;
        - ``peer_reason``: ``no_peers``, ``one_peer`` – the value would be that of one other provider;
        - ``top_reason``: ``no_direction``, ``too_few_providers`` (fewer than 3 for both means, fewer than 5
          for ``top5_mean``).
    """
    table = cells.merge(_national(cells), on=CELL, how="left", validate="many_to_one")
    table = table.merge(_county(cells), on=[*CELL, "county"], how="left", validate="many_to_one")
    table = table.merge(_peers(cells, peers), on=KEY, how="left", validate="one_to_one")
    table = table.merge(_top_means(cells), on=CELL, how="left", validate="many_to_one")
    table = _with_previous(table, previous)
    table["peer_n"] = table["peer_n"].fillna(0).astype("int64")
    table["leaders_n"] = table["leaders_n"].fillna(0).astype("int64")
    table["peer_basis"] = table["peer_basis"].fillna("")
    table["county_reason"] = np.where(table["county_n"] < 2, "one_provider", "")
    table["peer_reason"] = np.select(
        [table["peer_n"] == 0, table["peer_n"] == 1], ["no_peers", "one_peer"], ""
    )
    table["top_reason"] = np.select(
        [table["direction"] == "range", table["leaders_n"] < PLACES],
        ["no_direction", "too_few_providers"],
        "",
    )
    for group, reason in (("county", "county_reason"), ("peer", "peer_reason")):
        means = [f"{group}_pooled", f"{group}_providers"]
        table[means] = table[means].where(table[reason] == "")
    return table[BENCHMARK_COLUMNS].sort_values(KEY, ignore_index=True)


def leaders_table(cells: pd.DataFrame, places: int = PLACES) -> pd.DataFrame:
    """Return the best providers of each indicator and programme.

    Only cells with at least the indicator's minimum of units (status ``ok``) can lead: 2 of 2 tops no list.
    Of equal values, which share a place, the one with more units comes first, then the provider id.

    Returns
    -------
    DataFrame
        At most `places` rows per indicator and programme, best first: ``year, indicator, programme, place,
        provider_id, value, n, unit, tied_n``; ``tied_n`` is how many providers have exactly this value, which
        may be more than are listed. None for an indicator whose direction is a range.
    """
    best_first = _best_first(cells)
    best_first["place"] = (
        best_first.groupby(CELL)["goodness"].rank(method="min", ascending=False).astype("int64")
    )
    best_first["tied_n"] = best_first.groupby([*CELL, "value"])["value"].transform("size").astype("int64")
    listed = best_first.groupby(CELL).head(places)
    return listed[["year", *CELL, "place", "provider_id", "value", "n", "unit", "tied_n"]].reset_index(
        drop=True
    )


def _best_first(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that can lead, best first within a list, with ``goodness``, high for good."""
    able = cells[(cells["status"] == "ok") & (cells["direction"] != "range")]
    able = able.assign(goodness=able["value"].where(able["direction"] == "higher", -able["value"]))
    return able.sort_values(
        [*CELL, "goodness", "n", "provider_id"],
        ascending=[True, True, False, False, True],
        ignore_index=True,
    )


def _top_means(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the means of the best three and five. One row per indicator and programme with a leader."""
    best_first = _best_first(cells)
    groups = best_first.groupby(CELL)
    place = groups.cumcount()
    means = groups.size().rename("leaders_n").to_frame()
    for top in (3, PLACES):
        best = best_first[place < top].groupby(CELL)["value"].mean()
        means[f"top{top}_mean"] = best.where(means["leaders_n"] >= top)
    return means.reset_index()


def _means(rows: pd.DataFrame, by: list[str], prefix: str) -> pd.DataFrame:
    """Return both means of groups of cells, and how many providers are in them. One row per group."""
    groups = rows.groupby(by)
    sums = groups[["numerator", "denominator"]].sum().astype("float64")
    return pd.DataFrame(
        {
            f"{prefix}_pooled": sums["numerator"] / sums["denominator"] * groups["scale"].first(),
            f"{prefix}_providers": groups["value"].mean(),
            f"{prefix}_n": groups.size(),
        }
    ).reset_index()


def _national(cells: pd.DataFrame) -> pd.DataFrame:
    return _means(cells, CELL, "national")


def _county(cells: pd.DataFrame) -> pd.DataFrame:
    return _means(cells, [*CELL, "county"], "county")


def _peers(cells: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """Return the means of each cell's peers. One row per cell with at least one peer that has a value."""
    theirs = cells[[*KEY, "numerator", "denominator", "scale", "value"]].rename(
        columns={"provider_id": "peer_id"}
    )
    pairs = cells[KEY].merge(peers, on="provider_id", validate="many_to_many")
    pairs = pairs.merge(theirs, on=[*CELL, "peer_id"], validate="many_to_one")
    basis = pairs.groupby(KEY)["basis"].first().rename("peer_basis").reset_index()
    return _means(pairs, KEY, "peer").merge(basis, on=KEY, validate="one_to_one")


def _with_previous(table: pd.DataFrame, previous: pd.DataFrame | None) -> pd.DataFrame:
    """Return the table with each cell's own previous value."""
    if previous is None or previous.empty:
        none = pd.Series(pd.NA, index=table.index, dtype="Int64")
        return table.assign(previous_value=np.nan, previous_n=none, previous_reason="no_previous_year")
    own = previous[[*KEY, "value", "n"]].rename(columns={"value": "previous_value", "n": "previous_n"})
    table = table.merge(own, on=KEY, how="left", validate="one_to_one")
    return table.assign(previous_reason=np.where(table["previous_value"].isna(), "not_reported", ""))
