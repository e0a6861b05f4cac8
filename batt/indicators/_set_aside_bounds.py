"""How far a provider's shares of exits could be off, had the rows set aside been exits of any kind."""

import pandas as pd

from batt.indicators._order import in_order

OF_EXITS = ("i08", "i09", "i11")
"""Indicators that are shares of exits."""
NO_LOSS = (
    "exact_duplicate",
    "delivered_by_both",
    "wrong_year",
    "wrong_provider",
    "exit_outside_year",
    "starts_after_year",
)
"""Reasons by which nobody is lost who could have been an exit of the year: the row is kept elsewhere, or
belongs elsewhere."""
_ROW = ["source_file", "source_sheet", "source_row"]


def set_aside_bounds(ledger: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return each provider's shares of exits as they would be in the two extreme cases.

    Parameters
    ----------
    ledger
        One row per received row and changed field, as cleaning leaves it.
    values
        One row per unit, programme and indicator of the year.

    Returns
    -------
    DataFrame
        One row per provider with courses set aside, programme and indicator of `OF_EXITS`: ``lost_n``, how
        many rows were set aside, ``numerator, denominator, value``, and ``low`` and ``high``: all of them
        exits of this programme and none, or all, of the counted kind. The programme of a row that was set
        aside is not known for certain, so each programme stands with all of them.
    """
    aside = ledger.loc[(ledger["table"] == "spells") & (ledger["outcome"] == "set_aside")]
    aside = aside.loc[~aside["reason"].isin(NO_LOSS), ["provider_id", *_ROW]].drop_duplicates()
    lost = aside.groupby("provider_id").size().rename("lost_n").reset_index()
    is_share = values["indicator"].isin(OF_EXITS) & (values["unit_level"] == "provider")
    shares = values.loc[is_share & values["numerator"].notna()].rename(columns={"unit_id": "provider_id"})
    table = shares.merge(lost, on="provider_id", validate="many_to_one")
    hits, exits, n = (table[name].astype("float64") for name in ("numerator", "denominator", "lost_n"))
    table = table.assign(low=hits / (exits + n), high=(hits + n) / (exits + n))
    columns = ["provider_id", "programme", "indicator"]
    told = [*columns, "lost_n", "numerator", "denominator", "value", "low", "high"]
    return in_order(table, columns).loc[:, told]
