"""Compare the hazards of leaving for a cause in a range of weeks with those before and after it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.staying.clustered_incidence import clustered_incidence, clustered_se
from batt.relationships.staying.exit_counts import DAYS_PER_WEEK, exit_counts

METHOD = "three_parts"


@dataclass(frozen=True)
class ThreeParts:
    """Ratios of the hazard in the middle part to those in the early and the late part.

    Attributes
    ----------
    to_early, to_late
        Cause-specific: among those still in.
    sub_to_early, sub_to_late
        Of the subdistribution: among those still in and those gone for another cause.
    """

    to_early: Estimate
    to_late: Estimate
    sub_to_early: Estimate
    sub_to_late: Estimate

    @property
    def stands_out(self) -> bool:
        """Whether all four ratios lie above one with their whole interval."""
        ratios = (self.to_early, self.to_late, self.sub_to_early, self.sub_to_late)
        return all(not one.reason and one.low > 1 for one in ratios)


def three_parts(
    time: np.ndarray,
    cause: np.ndarray,
    entry: np.ndarray,
    clusters: np.ndarray,
    *,
    outcome: int,
    weeks: tuple[float, float, float],
) -> ThreeParts:
    """Fit hazards that are constant in each of three parts of the stay.

    Estimand: how many times as high the rate of leaving for the cause is in the middle part as in the early
    (or the late) one, both among those still in and in the subdistribution. In a Cox or a Fine–Gray model the
    week is the baseline and has no coefficient; these are the same models with a baseline that is constant in
    each part (a piecewise exponential one), so that the week has one.

    Parameters
    ----------
    time, cause, entry
        In days, shape (n,).
    weeks
        Where the middle part begins, where it ends, and where the late part ends.

    Source: Holford (1980), Biometrics 36, 299–305; Fine & Gray (1999), JASA 94, 496–509, for the
    subdistribution.
    """
    codes, names = pd.factorize(np.asarray(clusters))
    marks = [0, *(round(week * DAYS_PER_WEEK) for week in weeks)]
    n, g = len(time), len(names)
    if n == 0 or g < 2 or not 0 < marks[1] < marks[2] < marks[3]:
        failed = no_estimate(
            METHOD, "hazard_ratio", "one_cluster" if g == 1 else "too_few", n=n, n_clusters=g
        )
        return ThreeParts(failed, failed, failed, failed)
    counts = exit_counts(time, cause, entry, codes, outcome=outcome, n_clusters=g, days=marks[3])
    parts = [slice(low, high) for low, high in pairwise(marks)]
    exits = np.array([counts.to_outcome[:, part].sum(axis=1) for part in parts])
    days = np.array([counts.at_risk[:, part].sum(axis=1) for part in parts])
    specific = _specific(exits, days)
    curve = clustered_incidence(counts)
    remaining = 1 - curve.incidence[marks]
    sub = _subdistribution(remaining, curve.incidence_influence[:, marks], np.diff(marks))
    few = exits.sum(axis=1).min() == 0

    def ratio(log_hazard: np.ndarray, influence: np.ndarray, part: int) -> Estimate:
        if few:
            return no_estimate(METHOD, "hazard_ratio", "separation", n=n, n_clusters=g)
        return from_se(
            METHOD,
            "hazard_ratio",
            float(log_hazard[1] - log_hazard[part]),
            float(clustered_se((influence[:, 1] - influence[:, part])[:, None])[0]),
            n=n,
            df=g - 1,
            n_clusters=g,
        )

    return ThreeParts(ratio(*specific, 0), ratio(*specific, 2), ratio(*sub, 0), ratio(*sub, 2))


def _specific(exits: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return log rates per part, shape (3,), and their influence by cluster, (G, 3)."""
    events = np.maximum(exits.sum(axis=1), 0.5)[:, None]
    rate = events / np.maximum(days.sum(axis=1), 1.0)[:, None]
    return np.log(rate[:, 0]), ((exits - rate * days) / events).T


def _subdistribution(
    remaining: np.ndarray, influence: np.ndarray, lengths: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return log hazards of the subdistribution per part, and their influence by cluster, (G, 3).

    `remaining` is one minus the incidence at the four marks; `influence` that of the incidence, (G, 4).
    """
    kept = np.maximum(remaining, 1e-12)
    # The hazard integrated over a part is the fall of log(1 − incidence).
    integrated = np.maximum(-np.diff(np.log(kept)), 1e-12)
    return np.log(integrated / lengths), np.diff(influence / kept, axis=1) / integrated
