"""Covariance of hazard ratios when people of one provider share more than the covariates say."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.staying.partial_likelihood import Evaluation
from batt.relationships.staying.risk_sets import added_at

LARGEST_SHARE = 0.75
"""Cap on a cluster's share of the information in the correction, as Fay & Graubard set it."""


@dataclass(frozen=True)
class ClusterSandwich:
    """Two sandwiches over clusters, on the scale of the likelihood's covariates.

    Attributes
    ----------
    plain
        Residuals added up by cluster between two inverse informations, shape (k, k).
    corrected
        The same after each cluster's residuals are enlarged for what the cluster pulled the fit to itself.
    df
        Degrees of freedom per covariate, shape (k,): the effective number of clusters less one. A cluster
        that holds share s of the information about a covariate counts with s², so 60 providers of unlike
        size, or a covariate on which few of them differ, give fewer than 59. At least 1.
    """

    plain: np.ndarray
    corrected: np.ndarray
    df: np.ndarray


def cluster_sandwich(fit: Evaluation, clusters: np.ndarray) -> ClusterSandwich:
    """Return the covariance over `clusters` (codes 0, 1, …, shape (n,)).

    With few clusters the plain sandwich is too small, most for a covariate that varies between providers
    only: calibration with 60 of them gives 8–14 % false alarms at 5 %.

    Source: Fay & Graubard (2001), Biometrics 57, 1198–1206, the bias-corrected sandwich; Carter, Schnepel &
    Steigerwald (2017), Rev. Econ. Stat. 99, 698–709, the effective number of clusters.
    """
    inverse = np.linalg.inv(fit.information())
    number = int(clusters.max()) + 1
    scores = added_at(clusters, fit.residuals(), number)
    held = fit.information_by(clusters, number)
    pull = np.einsum("gij,ji->gi", held, inverse)
    enlarged = scores / np.sqrt(1 - np.minimum(pull, LARGEST_SHARE))
    share = np.einsum("ij,gjk,ki->gi", inverse, held, inverse) / np.diag(inverse)
    return ClusterSandwich(
        inverse @ scores.T @ scores @ inverse,
        inverse @ enlarged.T @ enlarged @ inverse,
        np.maximum(1 / (share**2).sum(axis=0) - 1, 1.0),
    )
