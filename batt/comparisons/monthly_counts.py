"""How counts of the monthly reports are told, exactly or as a page may tell them, and how they add up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from batt.comparisons.newsletter import MINIMUM_EXITS


def exactly(counts: pd.Series) -> pd.Series:
    """Tell counts as they are."""
    return counts.astype("Int64")


@dataclass(frozen=True)
class Telling:
    """What is told of single months. All that is computed of counts, is computed of what is told of them.

    Attributes
    ----------
    counts
        Makes what is told of counts of persons.
    minimum_exits
        Exits, as told, below which a provider has no share.
    every_month
        Whether providers are ranked as of every month of the year, or of the last alone.
    """

    counts: Callable[[pd.Series], pd.Series] = exactly
    minimum_exits: int = MINIMUM_EXITS
    every_month: bool = False

    def of(self, table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
        """Return a table with these counts as they are told."""
        return table.assign(**{name: self.counts(table[name]) for name in columns})


def with_totals(rows: pd.DataFrame, total: str, programmes: Iterable[str]) -> pd.DataFrame:
    """Add each row of some programmes a second time, as a row of their total."""
    within = rows.loc[rows["programme"].isin(list(programmes))]
    return pd.concat([within.assign(programme=total), rows], ignore_index=True)


def by_month_and_so_far(
    rows: pd.DataFrame, keys: list[str], counts: list[str], months: list[str]
) -> pd.DataFrame:
    """Add up counts of each month, and of the months of its year up to it.

    Parameters
    ----------
    rows
        Any rows with ``month``, the keys and the counts.
    months
        The months of one year that are there, in order.

    Returns
    -------
    DataFrame
        One row per month and combination of what each key has in any of the months: the counts of the month,
        0 where there is no row, and the same since January with ``_so_far_n`` for ``_n``.
    """
    own = rows.loc[rows["month"].isin(months)]
    sums = own.groupby(["month", *keys], as_index=False)[counts].sum()
    values = {"month": months, **{key: sums[key].unique() for key in keys}}
    grid = pd.MultiIndex.from_product(list(values.values()), names=list(values)).to_frame(index=False)
    table = grid.merge(sums, on=["month", *keys], how="left", validate="one_to_one")
    table = table.sort_values([*keys, "month"], ignore_index=True)
    table = table.assign(**{name: table[name].fillna(0).astype("Int64") for name in counts})
    so_far = {so_far_name(name): table.groupby(keys)[name].cumsum().astype("Int64") for name in counts}
    return table.assign(**so_far)


def so_far_name(count: str) -> str:
    """Return the name of a count of the year so far: ``exits_n`` becomes ``exits_so_far_n``."""
    return f"{count.removesuffix('_n')}_so_far_n"
