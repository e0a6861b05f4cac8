"""The figures that an edition publishes, as text in which two runs can be compared."""

from pathlib import Path

import numpy as np
import pandas as pd

from batt.atomic import atomic_file
from batt.disclosure import PublishedTable

KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
NUMBERS = ["value", "ci_low", "ci_high", "n"]
STATE = "state"
HIDDEN_MARK = ":"
# Enough to tell any real change; the last bits of a double are none.
_DIGITS = 12


def cells_as_text(published: PublishedTable) -> pd.DataFrame:
    """Return published figures as text.

    Returns
    -------
    DataFrame
        One row per row of the table, in the order of its keys: the keys, ``value, ci_low, ci_high, n`` and
        ``state``, which says why there is no value. A hidden number is ``:``, an absent one empty.
    """
    columns = {key: published.data[key].astype("str") for key in KEYS}
    columns |= {name: pd.Series(_texts(published, name), dtype="str") for name in NUMBERS}
    frame = pd.DataFrame(columns).assign(**{STATE: published.states["value"].astype("str")})
    return frame.sort_values([*KEYS, *NUMBERS], kind="stable", ignore_index=True)


def write_cells(cells: pd.DataFrame, file: Path) -> None:
    """Write figures as CSV."""
    with atomic_file(file) as new:
        cells.to_csv(new, index=False, lineterminator="\n")


def read_cells(file: Path) -> pd.DataFrame:
    """Return figures as they were written."""
    return pd.read_csv(file, dtype="str", keep_default_na=False)


def _texts(published: PublishedTable, column: str) -> np.ndarray:
    numbers = published.data[column]
    shown = [format(number, f".{_DIGITS}g") for number in numbers.fillna(0).astype("float64")]
    texts = np.where(numbers.isna(), "", shown)
    return np.where(published.hidden[column], HIDDEN_MARK, texts)
