"""Rows that refer to rows of other tables."""

# pyarrow makes its functions when it is imported: pyright cannot see them.
# pyright: reportAttributeAccessIssue=false

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from batt.clean.rows import Rows


def check_references(tables: dict[str, Rows]) -> None:
    """Set aside rows that refer to a row that was not received, or that was set aside itself.

    A table that was not delivered is not asked. Where a provider's own delivery leaves a table out, the rows
    of that delivery are not checked against it either. An empty reference breaks nothing; where it must be
    there, it is a missing value.

    Parameters
    ----------
    tables
        Our table name → rows; all other rules have been applied.
    """
    for rows in parents_first(tables):
        for field, parent_name in rows.table.references.items():
            parent = tables.get(parent_name)
            if parent is not None:
                _check(rows, field, parent)


def parents_first(tables: dict[str, Rows]) -> Iterator[Rows]:
    """Yield tables so that each comes after those that it refers to."""
    done: set[str] = set()
    waiting = list(tables.values())
    while waiting:
        for rows in waiting:
            if all(parent in done or parent not in tables for parent in rows.table.references.values()):
                done.add(rows.table.name)
                yield rows
        waiting = [rows for rows in waiting if rows.table.name not in done]


def _check(rows: Rows, field: str, parent: Rows) -> None:
    """Check one reference of a table against the parent's key, which is a single field."""
    key = parent.values[parent.table.key[0]]
    reference = rows.values[field]
    is_open = reference.notna().to_numpy() & rows.is_kept & _can_be_checked(rows, parent)
    known, usable = _is_among(reference, key), _is_among(reference, key[parent.is_kept])
    rows.note(is_open & ~known, field, "broken_reference")
    rows.note(is_open & known & ~usable, field, "parent_set_aside")


def _is_among(texts: pd.Series, known: pd.Series) -> np.ndarray:
    """Mark the texts that stand in another column; `isin` of pandas would go through it value by value."""
    return np.asarray(pc.is_in(pa.array(texts), value_set=pa.array(known.dropna())))


def _can_be_checked(rows: Rows, parent: Rows) -> np.ndarray:
    """Mark the rows whose sender delivered the parent table, itself or through a national file."""
    if parent.table.is_required and parent.table.key == ("provider_id",):
        return np.ones(len(rows), dtype=bool)
    senders = {part.delivered_by for part in parent.parts}
    if "" in senders:
        if "provider_id" not in parent.values:
            return np.ones(len(rows), dtype=bool)
        senders.update(parent.values["provider_id"].dropna().unique())
    return np.array([part.delivered_by in senders for part in rows.parts], dtype=bool)[rows.part]
