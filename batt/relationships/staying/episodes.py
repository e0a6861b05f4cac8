"""Cut spells at the days on which something about the person changes, so that nobody is exposed too early."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Episodes:
    """Spells cut into pieces. One row per piece of a spell; every array has shape (m,).

    Attributes
    ----------
    row
        Position of the piece's spell among those given.
    entry, time
        The piece covers the time after `entry` up to and with `time`.
    event
        Whether the spell's event happened at `time`; only a spell's last piece can have it.
    changes
        How many changes of the spell lie at or before `entry`.
    """

    row: np.ndarray
    entry: np.ndarray
    time: np.ndarray
    event: np.ndarray
    changes: np.ndarray


def split_at(
    entry: Sequence[float] | np.ndarray,
    time: Sequence[float] | np.ndarray,
    event: Sequence[int] | np.ndarray,
    change: Sequence[float] | np.ndarray,
    change_row: Sequence[int] | np.ndarray | None = None,
) -> Episodes:
    """Cut each spell at its changes and count them.

    A change on day c counts from after day c: whoever leaves on the day of the change left unchanged. What
    has not happened yet never counts, so there is no immortal time.

    Parameters
    ----------
    entry, time
        The spell is under observation after `entry` up to and with `time`, shape (n,).
    event
        0 or 1 (or a cause's number), shape (n,).
    change
        Days of the changes, counted as `time` is; missing = it never came. Changes before the entry count
        from the entry on, changes at or after `time` never.
    change_row
        Position of the spell that each change belongs to; default one change per spell, in the spells'
        order.

    Returns
    -------
    Episodes
        Ordered by spell and time; pieces of no length are left out.

    Raises
    ------
    ValueError
        When a spell's time is missing or not after its entry.

    Source: Andersen & Gill (1982), Ann. Statist. 10, 1100–1120; Suissa (2008), Am. J. Epidemiol. 167,
    492–499, on immortal time.
    """
    start, stop = np.asarray(entry, dtype=float), np.asarray(time, dtype=float)
    if not (stop > start).all():
        raise ValueError("every time must be known and come after its entry")
    day = np.asarray(change, dtype=float)
    owner = np.arange(len(start)) if change_row is None else np.asarray(change_row, dtype=int)
    matters = day < stop[owner]
    day, owner = np.maximum(day[matters], start[owner[matters]]), owner[matters]

    row = np.concatenate([np.arange(len(start)), owner])
    begin = np.concatenate([start, day])
    order = np.lexsort((begin, row))
    row, begin = row[order], begin[order]
    is_last = np.append(row[1:] != row[:-1], np.ones(min(len(row), 1), dtype=bool))
    end = np.where(is_last, stop[row], np.append(begin[1:], np.nan)[: len(row)])
    first_piece = np.searchsorted(row, row)
    changes = np.arange(len(row)) - first_piece
    has_length = end > begin
    happened = np.where(is_last, np.asarray(event)[row], 0)
    return Episodes(
        row[has_length], begin[has_length], end[has_length], happened[has_length], changes[has_length]
    )
