"""Bound a figure by what those who did not answer could have said."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.surveys.cluster_sums import Column, cluster_codes
from batt.relationships.surveys.item_profile import clustered_mean

METHOD = "non_response_bounds"


@dataclass(frozen=True)
class NonResponseBounds:
    """The figure among all invited if every silent one had given the lowest, or the highest, answer.

    Attributes
    ----------
    worst, best
        The ends; NaN when `reason` is set.
    response
        Share of the invited who answered, 0–1.
    reason
        Empty; ``too_few`` when nobody was invited; ``not_delivered`` when it is not known how many were, or
        fewer are said to be invited than answered.
    """

    worst: float
    best: float
    response: float
    reason: str = ""


def share_bounds(yes: float, answered: int, invited: float) -> NonResponseBounds:
    """Return how low and how high the share of yes among all invited can have been.

    Nothing is assumed about those who did not answer. See `mean_bounds`.
    """
    return mean_bounds(yes, answered, invited, lowest=0.0, highest=1.0)


def mean_bounds(
    total: float, answered: int, invited: float, *, lowest: float, highest: float
) -> NonResponseBounds:
    """Return how low and how high the mean among all invited can have been.

    Estimand: the mean of everybody invited, which lies between the bounds whatever the silent ones think.

    Parameters
    ----------
    total, answered
        Sum and number of the answers.
    invited
        Number invited; NaN when not known.
    lowest, highest
        Ends of the scale.

    Source: Horowitz & Manski (2000), J. Am. Stat. Assoc. 95, 77–84.
    """
    if not np.isfinite(invited) or invited < answered:
        return NonResponseBounds(np.nan, np.nan, np.nan, "not_delivered")
    if invited == 0:
        return NonResponseBounds(np.nan, np.nan, np.nan, "too_few")
    silent = invited - answered
    return NonResponseBounds(
        (total + silent * lowest) / invited, (total + silent * highest) / invited, answered / invited
    )


def width_of_bounds(
    is_unknown: Column,
    clusters: Column,
    *,
    lowest: float,
    highest: float,
) -> Estimate:
    """Return how far the mean of all answers could be moved by the answers whose content is unknown.

    Estimand: the mean if every unknown answer were the highest, minus the mean if every one were the lowest.

    Parameters
    ----------
    is_unknown
        One entry per answer: whether its content is unknown, such as "don't know".
    clusters
        The provider that each answer is about.
    """
    unknown = np.asarray(is_unknown, dtype=float)
    codes = cluster_codes(clusters)
    n, n_clusters = len(unknown), len(np.unique(codes))
    if n < 2:
        return no_estimate(METHOD, "points", "too_few", n=n)
    if n_clusters == 1:
        return no_estimate(METHOD, "points", "one_cluster", n=n, n_clusters=1)
    value, se, df = clustered_mean(unknown[:, None] * (highest - lowest), codes)
    if se[0] == 0:
        return no_estimate(METHOD, "points", "no_variation_in_outcome", n=n, n_clusters=n_clusters)
    return from_se(METHOD, "points", float(value[0]), float(se[0]), n=n, df=df, n_clusters=n_clusters)
