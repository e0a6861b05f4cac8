"""Which rows are about cells that take part in a comparison."""

import pandas as pd

KEYS = ["year", "indicator", "programme", "provider_id"]


def is_among(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.Series:
    """Tell which rows of a table by year, indicator, programme and provider are in another."""
    found = pd.MultiIndex.from_frame(rows[KEYS]).isin(pd.MultiIndex.from_frame(chosen[KEYS]))
    return pd.Series(found, index=rows.index)
