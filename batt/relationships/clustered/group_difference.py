"""Compare two groups of providers, and refuse when one of them is small."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.relationships.clustered.panel_design import PanelRows, panel_rows
from batt.relationships.clustered.slope import Slope, no_slope, slope_of_level
from batt.relationships.estimate import Estimate, Scale

METHOD = "group_difference"
SMALLEST_GROUP = 10
"""Fewest providers in either group; below it the few decide alone (decision)."""


def group_difference(
    frame: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    scale: Scale,
    provider: str = "provider_id",
    weight: str | None = None,
    fixed: Sequence[str] = ("year",),
    controls: Sequence[str] = (),
) -> Estimate:
    """Return the adjusted difference of two groups of providers, with CR2 inference over providers.

    Estimand: the mean outcome where `group` is true minus where it is false, at the same levels of the fixed
    columns and controls, each provider counted by the precision of its average
    (`slope.precision_weights`).

    Parameters
    ----------
    frame
        One row per provider and year, or finer. Rows in which something is missing are left out.
    group
        Column of true and false; missing leaves the row out.

    Returns
    -------
    Estimate
        Without a number when a group has no provider (``one_group``), or fewer than `SMALLEST_GROUP`
        (``too_few``).

    Source: Pustejovsky & Tipton (2018), as `cr2`.
    """
    rows = panel_rows(
        frame,
        outcome=outcome,
        exposure=group,
        provider=provider,
        weight=weight,
        fixed=fixed,
        controls=controls,
    )
    return slope_of_groups(rows).estimate(scale, METHOD)


def slope_of_groups(rows: PanelRows) -> Slope:
    """Return the slope of an exposure of 0 and 1, refused when either side has too few providers."""
    sizes = [len(np.unique(rows.providers[rows.exposure == side])) for side in (0, 1)]
    if len(rows) and min(sizes) == 0:
        return no_slope(rows, "one_group")
    return slope_of_level(rows) if min(sizes) >= SMALLEST_GROUP else no_slope(rows, "too_few")
