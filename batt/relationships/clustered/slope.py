"""One slope of a panel, ready to be estimated: design, outcome and clusters, or why there is none."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.clustered.cr2 import cr2
from batt.relationships.clustered.mixed_model import mixed_model
from batt.relationships.clustered.panel_design import (
    RANK_TOLERANCE,
    PanelRows,
    is_explained,
    nuisance_columns,
)
from batt.relationships.clustered.wild_cluster_bootstrap import METHOD as WILD
from batt.relationships.clustered.wild_cluster_bootstrap import wild_cluster_bootstrap
from batt.relationships.estimate import Estimate, Scale, no_estimate


@dataclass(frozen=True)
class Slope:
    """A least-squares problem whose first column is the exposure.

    Attributes
    ----------
    rows
        The panel's rows that it uses.
    design
        Shape (n, k): the exposure first; empty when `reason` is set.
    outcome
        Shape (n,).
    weight
        How much each row counts, shape (n,): its size within providers, and between them its part of the
        precision of the provider's average (`precision_weights`).
    reason
        Empty, ``too_few``, ``no_period_before``, ``one_group``, ``constant_exposure`` or
        ``no_variation_in_outcome``.
    """

    rows: PanelRows
    design: np.ndarray
    outcome: np.ndarray
    weight: np.ndarray
    reason: str = ""

    def estimate(self, scale: Scale, method: str) -> Estimate:
        """Return the slope with CR2 inference over providers, under the name of `method`."""
        if self.reason:
            return self._none(scale, method)
        fit = cr2(self.design, self.outcome, self.rows.providers, self.weight)
        return fit.estimate(0, scale, method)

    def estimate_wild(self, scale: Scale, rng: np.random.Generator, draws: int = 999) -> Estimate:
        """Return the slope with the inference of the wild cluster bootstrap."""
        if self.reason:
            return self._none(scale, WILD)
        return wild_cluster_bootstrap(
            self.design,
            self.outcome,
            self.rows.providers,
            0,
            scale=scale,
            rng=rng,
            draws=draws,
            weights=self.weight,
        )

    def _none(self, scale: Scale, method: str) -> Estimate:
        return no_estimate(method, scale, self.reason, n=len(self.rows), n_clusters=self.rows.n_providers)


def slope_within(rows: PanelRows) -> Slope:
    """Return the slope of the deviations from each series' mean: an effect per series, absorbed.

    Series seen once are left out, as they say nothing about it.
    """
    repeated = rows.repeated()
    if len(repeated) == 0:
        return no_slope(rows, "no_period_before" if len(rows) else "too_few")
    outcome = repeated.outcome - repeated.series_mean(repeated.outcome)
    exposure = repeated.exposure - repeated.series_mean(repeated.exposure)
    if np.abs(outcome).max() <= RANK_TOLERANCE * np.abs(repeated.outcome).max():
        return no_slope(repeated, "no_variation_in_outcome")
    others = nuisance_columns(repeated.fixed - repeated.series_mean(repeated.fixed), constant=False)
    if is_explained(exposure, others):
        return no_slope(repeated, "constant_exposure")
    return Slope(repeated, np.column_stack([exposure, others]), outcome, repeated.weight)


def slope_between(rows: PanelRows) -> Slope:
    """Return the slope of the series' means, with the deviations from them among the other columns."""
    if len(rows) == 0:
        return no_slope(rows, "too_few")
    mean = rows.series_mean(rows.exposure)
    return _slope_of_levels(rows, mean, np.column_stack([rows.fixed, rows.exposure - mean]))


def slope_of_level(rows: PanelRows) -> Slope:
    """Return the slope of the exposure as it is, within and between providers together."""
    if len(rows) == 0:
        return no_slope(rows, "too_few")
    return _slope_of_levels(rows, rows.exposure, rows.fixed)


def precision_weights(design: np.ndarray, rows: PanelRows) -> np.ndarray:
    """Return each row's part of the precision with which its provider's average is known, shape (n,).

    Providers differ beyond chance, so that an average over ten times as many persons is not known ten times
    as well. With λ the ratio of the variances between and within providers (`mixed_model` on the same design)
    and W the provider's total size, a row of size w counts w / (1 + λW): the weights of generalised least
    squares for what is the same throughout a provider. Sizes as they are where λ cannot be had.

    Source: Bates et al. (2015), as `mixed_model`.
    """
    fit = mixed_model(design, rows.outcome, rows.providers, rows.weight)
    if fit.reason:
        return rows.weight
    ratio = fit.variance_between / fit.variance_within
    return rows.weight / (1 + ratio * np.bincount(rows.providers, rows.weight)[rows.providers])


def no_slope(rows: PanelRows, reason: str) -> Slope:
    """Return the slope of data that cannot carry one."""
    return Slope(rows, np.empty((len(rows), 0)), rows.outcome, rows.weight, reason)


def _slope_of_levels(rows: PanelRows, exposure: np.ndarray, others: np.ndarray) -> Slope:
    """Return a slope in which providers are compared with each other."""
    nuisance = nuisance_columns(others)
    if is_explained(exposure, nuisance):
        return no_slope(rows, "constant_exposure")
    design = np.column_stack([exposure, nuisance])
    return Slope(rows, design, rows.outcome, precision_weights(design, rows))
