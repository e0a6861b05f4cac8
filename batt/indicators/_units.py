"""The shape of counted-unit rows, which every rule returns."""

import narwhals as nw

ALL = "ALL"


def unit_rows(
    frame: nw.LazyFrame,
    x: nw.Expr | int,
    w: nw.Expr | int = 1,
    programme: nw.Expr | None = None,
    cluster: nw.Expr | None = None,
) -> nw.LazyFrame:
    """Return counted-unit rows from a frame that has one row per unit.

    Parameters
    ----------
    frame
        One row per unit with ``row_id, year, provider_id`` and, unless given, ``programme``.
    x, w
        What a unit adds to the numerator and to the denominator, as integers. Must not be missing.
    programme
        By default the frame's own; ``nw.lit(ALL)`` for figures of the whole provider.
    cluster
        What units are drawn together; by default each unit by itself (``row_id``).

    Returns
    -------
    LazyFrame
        One row per unit: ``row_id, year, provider_id, programme, cluster, x, w``.
    """
    return frame.select(
        nw.col("row_id"),
        nw.col("year").cast(nw.Int64),
        nw.col("provider_id"),
        (nw.col("programme") if programme is None else programme).alias("programme"),
        (nw.col("row_id") if cluster is None else cluster).alias("cluster"),
        _integer(x).alias("x"),
        _integer(w).alias("w"),
    )


def _integer(value: nw.Expr | int) -> nw.Expr:
    return (nw.lit(value) if isinstance(value, int) else value).cast(nw.Int64)
