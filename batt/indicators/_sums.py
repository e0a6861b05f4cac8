"""Adding counted units up inside the engine that holds them, in integers, so that every engine agrees.

What is brought back is one row per indicator, provider and programme, however many units there are: sums
for the value, sums of squares for the t interval, and counts of units that break the contract.
"""

from collections.abc import Mapping

import narwhals as nw
import numpy as np
import pandas as pd

from batt.indicators._cells import CELL

TOTALS = ("numerator", "denominator", "n", "outside_n")
SQUARES = ("clusters_n", "x", "w", "xx", "xw", "ww")
"""What the t interval needs, over units with weight: how many clusters, and sums over the clusters of their
sums X and W, and of X², X·W and W²."""
FAULTS = ("undecided_n", "below_zero_n", "beyond_n", "shared_n")
_BOUNDS = ("rows_n", "largest")
SUMS = (*TOTALS, *SQUARES, *FAULTS, *_BOUNDS)


def cell_sums(units: Mapping[str, nw.LazyFrame]) -> pd.DataFrame:
    """Return what units add up to.

    Parameters
    ----------
    units
        By indicator, one row per counted unit.

    Returns
    -------
    DataFrame
        One row per indicator, provider and programme: `TOTALS`; `SQUARES` as if every unit were a cluster of
        its own, and ``shared_n``, how many are not; how many units have a missing contribution
        (``undecided_n``), a weight below zero or more than their weight as contribution (``beyond_n``);
        ``rows_n`` and the ``largest`` contribution. All are integers.
    """
    x, w = nw.col("x"), nw.col("w")
    # No weight, no part in the interval; their products are nought by the same stroke.
    inside = _flag(w > 0)
    if not units:
        return pd.DataFrame(columns=pd.Index([*CELL, *SUMS])).astype(dict.fromkeys(SUMS, "int64"))
    wide = nw.concat(units.values()).with_columns(
        clusters_n=inside,
        outside_n=_flag((x == 0) & (w == 0)),
        inside_x=x * inside,
        undecided_n=_flag(x.is_null() | w.is_null()),
        below_zero_n=_flag(w < 0),
        beyond_n=_flag((x < 0) | (x > w)),
        shared_n=_flag(nw.col("cluster") != nw.col("row_id")),
        x_size=x.abs(),
        w_size=w.abs(),
        xx=x * x * inside,
        xw=x * w * inside,
        ww=w * w * inside,
    )
    added = ["x", "w", "clusters_n", "outside_n", "inside_x", *FAULTS, "xx", "xw", "ww"]
    sums = wide.group_by(*CELL).agg(
        nw.col(*added).sum(), nw.col("x_size", "w_size").max(), nw.len().alias("rows_n")
    )
    table = _collected(sums, [*added, "x_size", "w_size", "rows_n"])
    table = table.assign(
        numerator=table["x"],
        denominator=table["w"],
        n=table["clusters_n"],
        x=table["inside_x"],
        largest=np.maximum(table["x_size"], table["w_size"]),
    )
    return table.loc[:, [*CELL, *SUMS]]


def cluster_squares(units: nw.LazyFrame) -> pd.DataFrame:
    """Return what the t interval needs of units that share clusters.

    Returns
    -------
    DataFrame
        One row per indicator, provider and programme with `SQUARES`. A cluster lies within one cell.
    """
    clusters = units.filter(nw.col("w") > 0).group_by(*CELL, "cluster").agg(nw.col("x", "w").sum())
    x, w = nw.col("x").cast(nw.Int64), nw.col("w").cast(nw.Int64)
    wide = clusters.with_columns(clusters_n=nw.lit(1).cast(nw.Int64), xx=x * x, xw=x * w, ww=w * w)
    return _collected(wide.group_by(*CELL).agg(nw.col(*SQUARES).sum()), list(SQUARES))


def _flag(condition: nw.Expr) -> nw.Expr:
    return condition.cast(nw.Int64)


def _collected(sums: nw.LazyFrame, integers: list[str]) -> pd.DataFrame:
    """Bring sums back. The sum of nothing but missing numbers is nought; engines widen sums to decimals."""
    return sums.with_columns(nw.col(*integers).fill_null(0).cast(nw.Int64)).collect().to_pandas()
