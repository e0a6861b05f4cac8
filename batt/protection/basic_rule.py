"""The basic rule: what a row of the indicator table would tell by itself.

What it hides can often be worked out from the rest, so it is the first step of protecting a table.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.errors import DisclosureError, Problem
from batt.protection.rules import column_of, floats, near, small, unsafe_mean, unsafe_share

SHARE_UNITS = frozenset({"share"})
MEAN_UNITS = frozenset({"score", "days", "weeks"})
COUNT_UNITS = frozenset({"firms", "persons"})
SCORE_ENDS = (1.0, 6.0)
NOT_ABOUT_PERSONS = frozenset({"i07"})
"""Indicators counted in questions about the provider's own arrangements."""

INDICATOR_KEYS = ("year", "unit_level", "unit_id", "programme", "indicator", "unit", "status")
INDICATOR_NUMBERS = ("numerator", "denominator", "value", "n", "ci_low", "ci_high")


def basic_rule(values: pd.DataFrame) -> pd.DataFrame:
    """Tell which cells of an indicator table the basic rule hides.

    Parameters
    ----------
    values
        One row per year, unit, programme and indicator, in the columns of the indicator table.

    Returns
    -------
    DataFrame
        Whether each cell is hidden, which one without a number never is; rows as in `values`, counted from
        0, columns `INDICATOR_KEYS` and `INDICATOR_NUMBERS`.

    Raises
    ------
    DisclosureError
        If columns are missing, or a unit is unknown and so no rule can be chosen.
    """
    require_columns(values, [*INDICATOR_KEYS, *INDICATOR_NUMBERS])
    frame = values.loc[:, [*INDICATOR_KEYS, *INDICATOR_NUMBERS]].reset_index(drop=True)
    unit = column_of(frame, "unit").astype("string")
    n, numerator, value = (floats(frame[name]) for name in ("n", "numerator", "value"))
    unknown = sorted(
        set(unit.fillna("").to_numpy()[~np.isnan(value)]) - SHARE_UNITS - MEAN_UNITS - COUNT_UNITS
    )
    if unknown:
        raise DisclosureError(
            [Problem("indicator table, unit", f"no disclosure rule for {name!r}") for name in unknown]
        )
    persons = ~column_of(frame, "indicator").astype("string").str[:3].isin(list(NOT_ABOUT_PERSONS)).to_numpy()
    share, mean, count = (
        unit.isin(list(units)).to_numpy() & persons for units in (SHARE_UNITS, MEAN_UNITS, COUNT_UNITS)
    )
    score_end = unit.eq("score").fillna(False).to_numpy() & (
        near(value, SCORE_ENDS[0]) | near(value, SCORE_ENDS[1])
    )
    no_spread = near(floats(frame["ci_low"]), floats(frame["ci_high"]))
    unsafe = (
        (share & unsafe_share(numerator, n))
        | (mean & unsafe_mean(n, unanimous=score_end | no_spread))
        | (count & small(numerator))
    )
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    for column in ("numerator", "value", "ci_low", "ci_high"):
        hidden[column] = unsafe
    # A mean's denominator counts answers, a share's counts persons like n, a count's counts providers.
    hidden["n"] = persons & (small(n) | (count & unsafe))
    hidden["denominator"] = (share & small(n)) | (mean & unsafe)
    # There is nothing to hide where there is no number.
    return hidden & frame.notna()


def require_columns(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a table without a column that a rule needs; all are listed."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise DisclosureError(
            [
                Problem(f"table to publish, {column}", "the column is missing, so no rule can be applied")
                for column in missing
            ]
        )
