"""Keep two slopes of a provider's exposure apart: from year to year at a provider, and between providers."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from batt.relationships.clustered.panel_design import panel_rows
from batt.relationships.clustered.slope import slope_between, slope_within
from batt.relationships.estimate import Estimate, Scale

METHOD = "within_between"


@dataclass(frozen=True)
class WithinBetween:
    """The slopes of an outcome on an exposure within and between providers.

    Attributes
    ----------
    within
        How far the outcome lies above the provider's own average in a period whose exposure lies one unit
        above the provider's own average. What does not change at a provider cannot confound it.
    between
        How far the outcome of providers lies above that of others whose average exposure is one unit lower.
    """

    within: Estimate
    between: Estimate


def within_between(
    frame: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    scale: Scale,
    provider: str = "provider_id",
    period: str = "year",
    weight: str | None = None,
    fixed: Sequence[str] = ("year",),
    controls: Sequence[str] = (),
) -> WithinBetween:
    """Split the slope of a panel in two, each with CR2 inference over providers.

    Estimand: the two slopes of `WithinBetween`, given the fixed columns and controls. Within providers each
    row counts by its weight, between them each provider by the precision of its average
    (`slope.precision_weights`).

    Parameters
    ----------
    frame
        One row per provider and period, or per provider, programme and period. Rows in which something is
        missing are left out.
    weight
        Column of sizes (answers, exits); a size that is not positive leaves its row out.
    fixed
        Columns of categories with an effect per level. A provider is followed over `period` within each level
        of the others: its programmes one by one.

    Notes
    -----
    The slope within comes from the deviations from each series' own mean (fixed effects, exact in unbalanced
    panels too); series seen once say nothing about it. The slope between is that of the series' mean beside
    the deviation. A slope of providers is no statement about persons.

    Source: Mundlak (1978), Econometrica 46, 69–85; Bell, Fairbrother & Jones (2019), Quality & Quantity 53,
    1051–1074.
    """
    rows = panel_rows(
        frame,
        outcome=outcome,
        exposure=exposure,
        provider=provider,
        period=period,
        weight=weight,
        fixed=fixed,
        controls=controls,
    )
    return WithinBetween(
        slope_within(rows).estimate(scale, METHOD), slope_between(rows).estimate(scale, METHOD)
    )
