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
    own = table.loc[(table["unit_level"] == "provider") & (table["status"] == "missing"), PLACE]
    missing = own.rename(columns={"unit_id": "provider_id"}).drop(columns="unit_level")
    places = cells.loc[cells["unit_level"] != "provider", [*PLACE, "provider_id"]]
    among = places.merge(missing, on=["indicator", "provider_id", "programme"], validate="many_to_one")
    counts = among.groupby(PLACE, as_index=False).agg(missing_n=("provider_id", "size"))
    missing_n = table.loc[:, PLACE].merge(counts, on=PLACE, how="left", validate="one_to_one")["missing_n"]
    parts = {
        "without_date": table["outside_n"].tolist(),
        "providers_missing": missing_n.fillna(0).astype("int64").tolist(),
    }
    told = [
        ";".join(f"{key}={number}" for key, number in zip(parts, numbers, strict=True) if number)
        if any(numbers)
        else ""
        for numbers in zip(*parts.values(), strict=True)
    ]
    return pd.Series(told, index=table.index, dtype="str")
