"""The functions that let numbers through to a page, each with the rule for its kind of number."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.disclosure.table import PublishedTable, open_door
from batt.errors import DisclosureError
from batt.protection.basic_rule import INDICATOR_NUMBERS, basic_rule, require_columns
from batt.protection.rules import (
    MIN_PERSONS,
    column_of,
    floats,
    near,
    small,
    step_times,
    unsafe_mean,
    unsafe_share,
    with_company,
)


def publish_indicators(values: pd.DataFrame) -> PublishedTable:
    """Publish rows of the indicator table by the basic rule alone.

    What it hides can often be worked out from the rest, so this is not for those who make pages.

    Parameters
    ----------
    values
        One row per year, unit, programme and indicator, in the columns of the indicator table. ``note`` is
        left behind: it may hold counts. A cell without a number carries the row's status as the reason.

    Raises
    ------
    DisclosureError
        If columns are missing, or a unit is unknown and so no rule can be chosen.
    """
    hidden = basic_rule(values)
    frame = values[list(hidden.columns)].reset_index(drop=True)
    status = column_of(frame, "status").astype("string")
    return open_door(frame, hidden, absent_reason=status, numbers=INDICATOR_NUMBERS)


def publish_counts(
    frame: pd.DataFrame, columns: Sequence[str], *, adds_up_within: Sequence[str] | None = None
) -> PublishedTable:
    """Publish counts of persons: 1 and 2 are hidden, zeros are shown.

    Parameters
    ----------
    frame
        One row per thing counted; all columns not in ``columns`` are keys.
    columns
        The counts.
    adds_up_within
        Keys of groups whose rows add up to a total that readers can see. A hidden part then takes company, so
        that the total does not give it away. An empty sequence means that all rows are one group.
    """
    require_columns(frame, columns)
    frame = frame.reset_index(drop=True)
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    for column in columns:
        counts = floats(frame[column])
        hidden[column] = with_company(small(counts), counts, frame, adds_up_within)
    return open_door(frame, hidden, numbers=columns)


def publish_shares(
    frame: pd.DataFrame,
    *,
    numerator: str,
    denominator: str,
    share: str = "share",
    also: Sequence[str] = (),
    adds_up_within: Sequence[str] | None = None,
) -> PublishedTable:
    """Publish shares of persons together with the counts they are made of.

    Parameters
    ----------
    frame
        One row per share; columns not named here are keys.
    numerator, denominator
        Counts of persons.
    share
        Column of the share (0–1); made from the two counts where the frame does not have it.
    also
        Columns that tell as much as the share does, such as interval limits.
    adds_up_within
        As in :func:`publish_counts`, for shares that split one whole.
    """
    require_columns(frame, [numerator, denominator, *also])
    frame = frame.reset_index(drop=True)
    counts, persons = floats(frame[numerator]), floats(frame[denominator])
    if share not in frame:
        frame = frame.assign(
            **{share: np.divide(counts, persons, out=np.full(len(frame), np.nan), where=persons > 0)}
        )
    unsafe = with_company(unsafe_share(counts, persons), counts, frame, adds_up_within)
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    for column in (numerator, share, *also):
        hidden[column] = unsafe
    hidden[denominator] = small(persons)
    return open_door(frame, hidden, numbers=(numerator, denominator, share, *also))


def publish_means(
    frame: pd.DataFrame,
    *,
    n: str,
    columns: Sequence[str],
    ends: tuple[float, float] | None = None,
    spread: str | None = None,
) -> PublishedTable:
    """Publish means over persons.

    Parameters
    ----------
    frame
        One row per mean; columns not named here are keys.
    n
        Persons behind the mean, never answers.
    columns
        The mean first, then what tells as much as it does, such as interval limits.
    ends
        The ends of the scale: a mean there says what everybody answered. None where the scale has no ends.
    spread
        Column of a standard deviation or error; zero says that all were alike. Hidden with the mean.
    """
    require_columns(frame, [n, *columns, *([spread] if spread else [])])
    frame = frame.reset_index(drop=True)
    persons, mean = floats(frame[n]), floats(frame[columns[0]])
    unanimous = np.zeros(len(frame), dtype=bool)
    if ends is not None:
        unanimous |= near(mean, ends[0]) | near(mean, ends[1])
    if spread is not None:
        unanimous |= near(floats(frame[spread]), 0.0)
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    told = [*columns, *([spread] if spread else [])]
    for column in told:
        hidden[column] = unsafe_mean(persons, unanimous=unanimous)
    hidden[n] = small(persons)
    return open_door(frame, hidden, numbers=(*told, n))


def publish_curve(frame: pd.DataFrame, columns: Sequence[str], *, n: str) -> PublishedTable:
    """Publish a smoothed or thinned curve; points with fewer than five persons near them are hidden.

    Parameters
    ----------
    frame
        One row per point of a fitted curve, or of a step function thinned to steps of at least five events;
        columns not named here are keys (the curve's name, the axis).
    columns
        The curve and its band.
    n
        Persons near the point, or at risk there. Itself never shown.
    """
    require_columns(frame, [*columns, n])
    unsafe = ~(floats(frame[n]) >= MIN_PERSONS)
    kept = frame.drop(columns=n).reset_index(drop=True)
    hidden = pd.DataFrame(False, index=kept.index, columns=kept.columns)
    for column in columns:
        hidden[column] = unsafe
    return open_door(kept, hidden, numbers=columns)


def publish_steps(
    frame: pd.DataFrame,
    columns: Sequence[str],
    *,
    time: str,
    cause: str,
    events: str,
    within: Sequence[str] = (),
) -> PublishedTable:
    """Publish a step function of individual events, thinned until no step shows a handful of them.

    A point of time is kept once at least five events of any cause have happened since the last kept one and
    no cause among them has 1 or 2. What is left at the end is cut off.

    Parameters
    ----------
    frame
        One row per time and cause (and per ``within``); every time has all causes.
    columns
        The curves: cumulative incidence and its limits. Nothing else leaves with them but the keys.
    time, cause
        Columns of the time and of the cause.
    events
        Events of the cause in the interval that ends at the time. Itself never shown.
    within
        Keys that set curves apart.
    """
    require_columns(frame, [time, cause, events, *columns, *within])
    curves = [part for _, part in frame.groupby(list(within), sort=False)] if within else [frame]
    kept = [part[part[time].isin(step_times(part, time, cause, events))] for part in curves]
    told = pd.concat([frame.iloc[:0], *kept]).loc[:, [*within, time, cause, *columns]].reset_index(drop=True)
    return open_door(told, pd.DataFrame(False, index=told.index, columns=told.columns), numbers=columns)


def publish_facts(frame: pd.DataFrame, *, why: str) -> PublishedTable:
    """Publish what is not about persons: definitions, delivery lists, counts of files.

    Parameters
    ----------
    frame
        Any frame; every column is shown as it is.
    why
        The reason why nothing in it can tell about a person; kept as the table's note.

    Raises
    ------
    DisclosureError
        If no reason is given.
    """
    if not why.strip():
        raise DisclosureError("publish_facts needs the reason why nothing in the table is about persons.")
    frame = frame.reset_index(drop=True)
    numbers = [str(column) for column in frame.columns if pd.api.types.is_numeric_dtype(frame[column])]
    return open_door(
        frame, pd.DataFrame(False, index=frame.index, columns=frame.columns), numbers=numbers, note=why
    )
