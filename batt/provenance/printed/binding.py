"""Which saved rows a table of a page is made from, and how to find the row behind each of its cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from batt.provenance.printed.saved import Reader, Saved

Row = Mapping[str, Any]
Keys = Callable[[Row, Reader], Mapping[str, Any]]
"""Reads codes from what a row says: the saved columns that they stand in."""
Wide = Callable[[str, Reader], tuple[Mapping[str, Any], str] | None]
"""Reads a column's name: what it adds to the keys of its cells, and the saved column; None where neither."""

TABLE_ID = "#"
"""Under which name a row tells of which table it is."""


@dataclass(frozen=True)
class Binding:
    """What tables of one id are made from.

    Attributes
    ----------
    tables
        A regular expression for the ids.
    rows
        The saved rows, read from Parquet alone, for every reader at once.
    keys
        How the codes of a row are read.
    columns
        Column of the table to column of the saved rows, where their names differ; an empty name for a column
        that no saved row has.
    wide
        How the name of a column is read, where each column has keys of its own.
    levels
        Column to the column with its level of protection, where that is saved; such a number is to be hidden
        if and only if its level says so.
    persons
        Those of them that count the persons (or firms) behind a figure.
    has_names
        Whether the keys name one saved row. Rows without a provider's name are looked for by all they say.
    said
        Columns of words with numbers in them: the saved columns that these come from.
    said_wide
        The same of all columns of words whose names ``wide`` reads.
    kinds
        The kinds of page that this is about; all, if empty.
    """

    tables: str
    rows: Callable[[Saved], pd.DataFrame]
    keys: Sequence[Keys] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    wide: Wide | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    persons: Sequence[str] = ("n", "n_last", "n_country")
    has_names: bool = True
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    said_wide: Sequence[str] = ()
    kinds: tuple[str, ...] = ()
