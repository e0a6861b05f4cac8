"""The column ``note``: what a number leaves out."""

import pandas as pd

from batt.indicators._contract import PLACE


def notes(table: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """Return the notes of the indicator table, ``key=number`` joined by ``;``, mostly empty.

    ``without_date`` counts exits that the mean leaves out; ``providers_missing`` counts providers of the
    county or country that are not in the sum because they have not delivered or answered.

    Parameters
    ----------
    table
        One row per place, programme and indicator, with ``outside_n`` and ``status``.
    cells
        One row per provider cell and level: ``provider_id`` beside the columns of the place.
    """
    provider_place = ["indicator", "provider_id", "programme"]
    own = table.loc[table["unit_level"] == "provider", [*PLACE, "status"]]
    own = own.rename(columns={"unit_id": "provider_id"}).drop(columns="unit_level")
    by_provider = cells.loc[cells["unit_level"] != "provider"].merge(
        own, on=provider_place, validate="many_to_one"
    )
    counts = (
        by_provider.assign(is_missing=by_provider["status"] == "missing")
        .groupby(PLACE, as_index=False)
        .agg(missing_n=("is_missing", "sum"))
    )
    missing_n = table.loc[:, PLACE].merge(counts, on=PLACE, how="left", validate="one_to_one")["missing_n"]
    parts = {"without_date": table["outside_n"], "providers_missing": missing_n.fillna(0).astype("int64")}
    return pd.Series(
        [
            ";".join(f"{key}={number}" for key, number in zip(parts, numbers, strict=True) if number)
            for numbers in zip(*parts.values(), strict=True)
        ],
        index=table.index,
        dtype="str",
    )
