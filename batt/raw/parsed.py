"""A parsed column and how its cells are parsed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Parsed:
    """A parsed column; all three have the index of the column that was parsed.

    Attributes
    ----------
    values
        The values; missing where the cell was empty, failed or ambiguous.
    failed
        Whether the cell holds something that is no value of the kind.
    ambiguous
        Whether the cell can be read as two values and the column does not tell which.
    """

    values: pd.Series
    failed: pd.Series
    ambiguous: pd.Series


def parse_each(column: pd.Series, parse: Callable[[str], Any], dtype: str) -> Parsed:
    """Parse every different text of a column once.

    Parameters
    ----------
    column
        Text, NA for an empty cell.
    parse
        Returns the value of one cell, or None where it has none.
    dtype
        The dtype of the values.
    """
    codes, texts = pd.factorize(column)
    read = [parse(text.strip()) for text in texts]
    # One more entry stands for the empty cell, whose code is -1.
    values = pd.Series([*read, None], dtype=dtype).take(codes).set_axis(column.index)
    failed = pd.Series([*(value is None for value in read), False], dtype=bool).take(codes)
    never = pd.Series(False, index=column.index, dtype=bool)
    values.name = column.name
    return Parsed(values, failed.set_axis(column.index), never)
