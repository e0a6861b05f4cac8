"""Compare how many leave for a cause in the end, by the Fine–Gray model of the subdistribution hazard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from batt.relationships.staying.hazard_fit import HazardFit, codes, fit_hazards, no_fit
from batt.relationships.staying.partial_likelihood import Ties
from batt.relationships.staying.risk_sets import RiskSets, added_at, risk_sets, running_sum


@dataclass(frozen=True)
class SubdistributionRiskSets(RiskSets):
    """Risk sets in which those who left for another cause stay, with falling weight.

    Attributes
    ----------
    row_weight
        One over the share still followed when the row left for another cause, shape (n,); 0 for other rows.
    time_weight
        Share still followed just before each event time, shape (m,).
    """

    row_weight: np.ndarray
    time_weight: np.ndarray

    def over_rows(self, values: np.ndarray) -> np.ndarray:
        """Add up those at risk, and those gone for another cause by their weight."""
        gone = _scaled(values, self.row_weight)
        stayed = np.cumsum(added_at(self.stop, gone, len(self.time) + 1), axis=0)[:-1]
        return super().over_rows(values) + _scaled(stayed, self.time_weight)

    def over_times(self, values: np.ndarray) -> np.ndarray:
        """Add up the times at risk, and the later ones by the row's weight there."""
        running = running_sum(_scaled(values, self.time_weight))
        later = running[-1] - running[self.stop]
        return super().over_times(values) + _scaled(later, self.row_weight)


def fine_gray(
    time: Sequence[float] | np.ndarray | pd.Series,
    cause: Sequence[int] | np.ndarray | pd.Series,
    covariates: np.ndarray | pd.DataFrame | pd.Series,
    *,
    of: int = 1,
    entry: Sequence[float] | np.ndarray | pd.Series | None = None,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    ties: Ties = "efron",
) -> HazardFit:
    """Fit the proportional subdistribution hazards model for one cause.

    Estimand: the ratio of subdistribution hazards between two people who differ by one in a covariate: above
    1 when more of the one kind have left for the cause by each time, whatever the other causes do.

    Parameters
    ----------
    time
        From start to exit or to the last day seen, shape (n,). One row per spell.
    cause
        0 = still in when last seen, 1, 2, … = causes; `of` is the one asked about.
    covariates
        Known at the start, shape (n,) or (n, k). A row with a missing covariate or cluster is dropped.
    entry
        Time at which the spell came under observation; default 0.
    clusters
        Provider of each row. Without clusters every row is its own, so that the sandwich is that of
        independent people.

    Returns
    -------
    HazardFit
        With the reasons of `cox`; ``too_few`` also where a stretch of time has nobody under observation.

    Notes
    -----
    Those who left for another cause stay in the risk sets by the chance of being followed so long: the
    Kaplan–Meier of the end of observation, times that of late entry in reversed time. As in R ``finegray``
    the weights are taken as known in the covariance, exits come before ends of observation on the same
    day, and the model's own covariance is not used. ``cmprsk::crr`` counts exits and ends of observation
    of one day as one, and gives other numbers where there are many ties.

    Raises
    ------
    ValueError
        When a time is missing or not after its entry.

    Source: Fine & Gray (1999), JASA 94, 496–509; Geskus (2011), Biometrics 67, 39–49, for late entry and
    the weights; Zhou, Fine, Latouche & Labopin (2012), Biostatistics 13, 371–383, for clusters.
    """
    exit_time = np.asarray(time, dtype=float)
    start = np.zeros(len(exit_time)) if entry is None else np.asarray(entry, dtype=float)
    if not (exit_time > start).all():
        raise ValueError("every time must be known and come after its entry")
    x = np.asarray(covariates, dtype=float)
    x = x[:, None] if x.ndim == 1 else x
    groups = codes(clusters, len(exit_time))
    known = np.isfinite(x).all(axis=1) & (groups >= 0)
    left_for = np.asarray(cause).astype(int)[known]
    start, exit_time, x = start[known], exit_time[known], x[known]
    by = np.arange(len(x)) if clusters is None else np.unique(groups[known], return_inverse=True)[1]
    risk = subdistribution_risk_sets(start, exit_time, left_for, of)
    if not np.isfinite(risk.row_weight).all():
        return no_fit("fine_gray", "too_few", x, left_for == of, None if clusters is None else by)
    fit = fit_hazards("fine_gray", risk, x, left_for == of, clusters=by, ties=ties)
    return fit if clusters is not None else replace(fit, n_clusters=None)


def subdistribution_risk_sets(
    entry: np.ndarray, time: np.ndarray, cause: np.ndarray, of: int
) -> SubdistributionRiskSets:
    """Return the risk sets of cause `of` with the weights of those gone for another.

    A `row_weight` is infinite where nobody was under observation for a while.
    """
    risk = risk_sets(entry, time, cause == of, np.zeros(len(time), dtype=int))
    followed = _still_followed(entry, time, cause == 0, at=np.concatenate([time, risk.time]))
    of_row, of_time = followed[: len(time)], followed[len(time) :]
    is_other = (cause > 0) & (cause != of)
    weight = np.where(is_other, np.inf, 0.0)
    weight = np.divide(1.0, of_row, out=weight, where=is_other & (of_row > 0))
    return SubdistributionRiskSets(risk.time, risk.stratum, risk.first, risk.stop, weight, of_time)


def _still_followed(
    entry: np.ndarray, time: np.ndarray, is_censored: np.ndarray, at: np.ndarray
) -> np.ndarray:
    """Estimate the chance of being under observation just before each time, were nobody to leave.

    The product of the chance that observation has not ended and the chance that it has begun, up to a
    constant that cancels in the weights.
    """
    ends, many = np.unique(time[is_censored], return_counts=True)
    # An exit comes before an end of observation on the same day.
    in_at_end = _in_just_after_exits(entry, time, ~is_censored, ends)
    not_ended = np.append(1.0, np.cumprod(1 - many / in_at_end))
    begins, entered = np.unique(entry, return_counts=True)
    in_at_begin = np.searchsorted(np.sort(entry), begins, side="right") - np.searchsorted(
        np.sort(time), begins, side="right"
    )
    not_yet = np.append(1 - entered / in_at_begin, 1.0)
    begun = np.cumprod(not_yet[::-1])[::-1]
    return not_ended[np.searchsorted(ends, at, side="left")] * begun[np.searchsorted(begins, at, side="left")]


def _in_just_after_exits(
    entry: np.ndarray, time: np.ndarray, has_left: np.ndarray, at: np.ndarray
) -> np.ndarray:
    """Count those under observation at each time who do not leave then."""
    entered = np.searchsorted(np.sort(entry), at, side="left")
    gone = np.searchsorted(np.sort(time), at, side="left")
    leaving = np.sort(time[has_left])
    then = np.searchsorted(leaving, at, side="right") - np.searchsorted(leaving, at, side="left")
    return entered - gone - then


def _scaled(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Multiply rows by weights."""
    return values * (weight if values.ndim == 1 else weight[:, None])
