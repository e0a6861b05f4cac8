"""The figures by which a provider may be called good: shrunken, and adjusted first where there is a model."""

import pandas as pd

from batt.comparisons.funnel import Centres
from batt.comparisons.shrinkage import shrinkage_table

KEY = ["year", "indicator", "programme", "provider_id"]
FAIR_COLUMNS = [*KEY, "direction", "n", "value", "adjusted_value", "low", "high", "is_adjusted", "reason"]


def fair_figures(
    shrunken: pd.DataFrame,
    cells: pd.DataFrame,
    adjusted: pd.DataFrame | None = None,
    version: str = "full",
    centres: Centres | None = None,
) -> pd.DataFrame:
    """Return each figure shrunken, and adjusted for case mix before that where there is a model.

    An adjusted share takes the place of the raw one with the same number of exits behind it before it is
    shrunken, so that a provider is drawn towards the mean of what like participants lead one to expect.

    Parameters
    ----------
    shrunken
        One row per provider, indicator and programme of one year (`shrinkage.shrinkage_table` of `cells`).
    cells
        One row per provider, indicator and programme of the year (`cells.comparison_cells`).
    adjusted
        One row per indicator, version, programme and provider with ``adjusted_value``
        (`adjusted.adjusted_table`); only shares are taken from it.
    version
        Which version of the case-mix model.
    centres
        As for `shrinkage.shrinkage_table`.

    Returns
    -------
    DataFrame
        One row per row of `shrunken`, in columns `FAIR_COLUMNS`: the raw ``value``, then ``adjusted_value``
        with its 95 % interval ``low`` and ``high``, missing with the ``reason`` of
        `shrinkage.shrinkage_table`. ``is_adjusted`` says whether case mix is in it.
    """
    raw = shrunken[[*KEY, "value"]]
    again = _adjusted_cells(cells, adjusted, version)
    if len(again):
        of_model = shrinkage_table(again, centres=centres).assign(
            is_adjusted=again["case_mix"].notna().to_numpy()
        )
        lists = pd.MultiIndex.from_frame(again[["indicator", "programme"]].drop_duplicates())
        kept = ~pd.MultiIndex.from_frame(shrunken[["indicator", "programme"]]).isin(lists)
        shrunken = pd.concat([shrunken.loc[kept].assign(is_adjusted=False), of_model], ignore_index=True)
    else:
        shrunken = shrunken.assign(is_adjusted=False)
    table = shrunken.drop(columns="value").merge(raw, on=KEY, validate="one_to_one")
    named = {"shrunken": "adjusted_value", "shrunken_low": "low", "shrunken_high": "high"}
    return table.rename(columns=named).sort_values(KEY, ignore_index=True).loc[:, FAIR_COLUMNS]


def _adjusted_cells(cells: pd.DataFrame, adjusted: pd.DataFrame | None, version: str) -> pd.DataFrame:
    """Return the lists of shares in which some are adjusted, with those in place of the raw ones.

    One row per provider, indicator and programme, in the order of `shrinkage_table`; ``case_mix`` is the
    adjusted share, missing where the model gives none.
    """
    if adjusted is None:
        return cells.iloc[:0]
    model = adjusted.loc[adjusted["version"] == version, [*KEY, "adjusted_value"]]
    joined = cells.loc[cells["unit"] == "share"].merge(
        model.rename(columns={"adjusted_value": "case_mix"}), on=KEY, how="left", validate="one_to_one"
    )
    has_any = joined.groupby(["indicator", "programme"])["case_mix"].transform("count") > 0
    lists = joined.loc[has_any].sort_values(["indicator", "programme", "provider_id"], ignore_index=True)
    has_model = lists["case_mix"].notna()
    hits = lists["case_mix"] * lists["denominator"].astype("float64")
    return lists.assign(
        numerator=lists["numerator"].astype("float64").mask(has_model, hits),
        value=lists["value"].mask(has_model, lists["case_mix"]),
    )
