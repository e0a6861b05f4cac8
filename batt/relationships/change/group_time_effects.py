"""Compare the change of those who joined in one year with the change of those who had not yet joined."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Comparison = Literal["not_yet", "never"]

FEWEST_COMPARED = 5
CELL_COLUMNS = ["joined", "period", "event_time", "att", "joined_n", "compared_n"]


@dataclass(frozen=True)
class GroupTimeEffects:
    """The effects by year of joining and calendar year, and what they were computed from.

    Attributes
    ----------
    cells
        One row per year of joining and calendar year other than the base: ``joined, period, event_time``
        (years since joining), ``att`` (average effect on those who joined, in units of the outcome),
        ``joined_n`` and ``compared_n`` (units).
    change
        Outcome minus the outcome of the base year, shape (cells, units); 0 where not known.
    is_joined, is_compared
        Which units stand on either side of a cell, bool, shape (cells, units).
    weight
        Shape (units,), positive.
    base
        Event time of the base year, −1 − anticipation.
    reason
        Empty, or why there are no cells: ``not_delivered`` (nobody's joining is known), ``too_few`` (no
        outcome, or fewer than 5 to compare with), ``constant_exposure`` (nobody ever joined),
        ``no_period_before`` or ``no_comparison``.
    """

    cells: pd.DataFrame
    change: np.ndarray
    is_joined: np.ndarray
    is_compared: np.ndarray
    weight: np.ndarray
    base: int
    reason: str = ""


def group_time_effects(
    panel: pd.DataFrame,
    *,
    outcome: str,
    joined: str = "joined",
    unit: str = "provider_id",
    period: str = "year",
    weight: str | None = None,
    anticipation: int = 0,
    comparison: Comparison = "not_yet",
) -> GroupTimeEffects:
    """Estimate the average effect on those who joined in a year, in each year of the data.

    The estimand of a cell: the change of those who joined in year g from the last year before to year t,
    minus what it would have been had they not joined, taken to be the change of those not yet in.

    Parameters
    ----------
    panel
        One row per unit and period; missing outcomes leave the unit out of the cells that need them.
    joined
        Column with the unit's first period in: infinite for never, minus infinity for those in before the
        data begin, who stand on neither side.
    weight
        Column of sizes; a unit weighs its mean size over its periods, so that a cell's effect is that on the
        average person. Without it every unit weighs the same.
    anticipation
        Number of periods before joining that may already be affected: the base moves back by as many.
    comparison
        ``not_yet``: units that join later than both years compared, and those that never join; ``never``:
        only the latter.

    Notes
    -----
    The base is the last period before joining for every cell, so that those before it show the path up to
    joining. Cells with fewer than 5 units to compare with are left out.

    Source: Callaway and Sant'Anna (2021), J. Econometrics 225, 200–230, eq. 2.8, without covariates.
    """
    base_event = -1 - anticipation
    if len(panel) and panel[joined].isna().all():
        return _no_effects(base_event, "not_delivered")
    usable = panel.dropna(subset=[outcome, joined])
    if usable.empty:
        return _no_effects(base_event, "too_few")
    table = usable.pivot(index=unit, columns=period, values=outcome)
    y, periods = table.to_numpy(dtype=float), table.columns.to_numpy(dtype=int)
    by_unit = usable.groupby(unit)
    first_in = by_unit[joined].first().to_numpy(dtype=float)
    size = np.ones(len(y)) if weight is None else by_unit[weight].mean().to_numpy(dtype=float)

    cohorts = np.unique(first_in[np.isfinite(first_in)]).astype(int)
    dated = [cohort for cohort in cohorts if (periods < cohort - anticipation).any()]
    if not dated:
        return _no_effects(
            base_event, "constant_exposure" if np.isposinf(first_in).all() else "no_period_before"
        )
    cells, changes, sides = [], [], []
    for cohort in dated:
        base = int(np.flatnonzero(periods < cohort - anticipation).max())
        for at, year in enumerate(periods):
            if at == base:
                continue
            change = y[:, at] - y[:, base]
            last = max(int(year), int(periods[base])) + anticipation
            out_until = np.isposinf(first_in) if comparison == "never" else first_in > last
            is_known = np.isfinite(change)
            cells.append((cohort, int(year), int(year) - cohort))
            changes.append(np.where(is_known, change, 0.0))
            sides.append((is_known & (first_in == cohort), is_known & out_until & (first_in != cohort)))
    is_joined, is_compared = (np.array(side) for side in zip(*sides, strict=True))
    return _kept(cells, np.array(changes), is_joined, is_compared, size, base_event)


def _kept(
    cells: list[tuple[int, int, int]],
    change: np.ndarray,
    is_joined: np.ndarray,
    is_compared: np.ndarray,
    weight: np.ndarray,
    base: int,
) -> GroupTimeEffects:
    """Keep the cells with units on both sides, and work out their effects."""
    compared_n = is_compared.sum(axis=1)
    has_joined = is_joined.any(axis=1)
    keep = has_joined & (compared_n >= FEWEST_COMPARED)
    if not keep.any():
        if not has_joined.any():
            return _no_effects(base, "no_period_before")
        return _no_effects(base, "too_few" if compared_n[has_joined].any() else "no_comparison")
    change, is_joined, is_compared = change[keep], is_joined[keep], is_compared[keep]
    table = pd.DataFrame(np.array(cells)[keep], columns=CELL_COLUMNS[:3])
    table = table.assign(
        att=mean_change(change, is_joined, weight) - mean_change(change, is_compared, weight),
        joined_n=is_joined.sum(axis=1),
        compared_n=compared_n[keep],
    )
    return GroupTimeEffects(table, change, is_joined, is_compared, weight, base)


def mean_change(change: np.ndarray, is_used: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return each cell's weighted mean over the units used, shape (cells,)."""
    used = is_used * weight
    return (used * change).sum(axis=1) / used.sum(axis=1)


def _no_effects(base: int, reason: str) -> GroupTimeEffects:
    none = np.empty((0, 0))
    cells = pd.DataFrame(columns=CELL_COLUMNS)
    return GroupTimeEffects(cells, none, none.astype(bool), none.astype(bool), np.empty(0), base, reason)
