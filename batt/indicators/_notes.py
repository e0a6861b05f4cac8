"""The column ``note``: what a number leaves out."""

import pandas as pd

KEYS = {"without_date": "outside_n", "providers_missing": "missing_n"}


def notes(table: pd.DataFrame) -> pd.Series:
    """Return the notes of the indicator table, ``key=number`` joined by ``;``, mostly empty.

    ``without_date`` counts exits that the mean leaves out; ``providers_missing`` counts providers of the
    county or country that are not in the sum because they have not delivered or answered.

    Parameters
    ----------
    table
        One row per place, programme and indicator, with ``outside_n`` and ``missing_n``.
    """
    counts = table.loc[:, list(KEYS.values())]
    told = counts.loc[counts.any(axis=1)]
    texts = [
        ";".join(f"{key}={number}" for key, number in zip(KEYS, numbers, strict=True) if number)
        for numbers in zip(*(told[name].tolist() for name in KEYS.values()), strict=True)
    ]
    return pd.Series(texts, index=told.index, dtype="str").reindex(table.index, fill_value="")
