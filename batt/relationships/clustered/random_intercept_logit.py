"""A logit in which every cluster has a level of its own: maximum likelihood by adaptive quadrature."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.clustered.average_effect import average_effect
from batt.relationships.clustered.cluster_integral import ClusterIntegral
from batt.relationships.clustered.degrees_of_freedom import between_within_df
from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.regression import fit_regression

METHOD = "random_intercept_logit"
MAXIMUM_STEPS = 100
TOLERANCE = 1e-12
SMALLEST_SD = 1e-3
FIRST_SD = 0.5


@dataclass(frozen=True)
class RandomInterceptLogit:
    """Coefficients at a given cluster, the spread of the clusters' levels, or the reason why there are none.

    Attributes
    ----------
    coef
        Log odds ratios, shape (k,); NaN when `reason` is set.
    sd
        Standard deviation of the clusters' levels on the logit scale; 0 where no positive one fits better.
    vcov
        Inverse of the observed information on coefficients and `sd`, shape (k + 1, k + 1); with `sd` 0 its
        last row and column are 0.
    df
        Degrees of freedom of each coefficient (`between_within_df` over persons), shape (k,).
    log_likelihood
        Of the persons' outcomes.
    levels
        The clusters' levels at the highest posterior density, shape (G,), in the order of the codes.
    n, n_clusters
        Persons and clusters used.
    reason
        Empty when fitted, else ``too_few``, ``no_variation_in_outcome``, ``singular``, ``separation``,
        ``one_cluster`` or ``not_converged``.
    """

    coef: np.ndarray
    sd: float
    vcov: np.ndarray
    df: np.ndarray
    log_likelihood: float
    levels: np.ndarray
    n: int
    n_clusters: int
    reason: str = ""

    def odds_ratio(self, column: int) -> Estimate:
        """Return one coefficient as an odds ratio at a given cluster."""
        if self.reason:
            return no_estimate(METHOD, "odds_ratio", self.reason, n=self.n, n_clusters=self.n_clusters)
        value, se = float(self.coef[column]), float(np.sqrt(self.vcov[column, column]))
        df = float(self.df[column])
        return from_se(METHOD, "odds_ratio", value, se, n=self.n, df=df, n_clusters=self.n_clusters)

    def share_difference(self, design: np.ndarray, column: int) -> Estimate:
        """Return the average difference in shares over all clusters that one unit more goes with."""
        scale = "share_difference"
        if self.reason:
            return no_estimate(METHOD, scale, self.reason, n=self.n, n_clusters=self.n_clusters)
        effect = average_effect(design, column, self.coef, self.sd)
        df, se = float(self.df[column]), effect.se(self.vcov)
        return from_se(METHOD, scale, effect.value, se, n=self.n, df=df, n_clusters=self.n_clusters)


def random_intercept_logit(design: np.ndarray, y: np.ndarray, clusters: np.ndarray) -> RandomInterceptLogit:
    """Fit a logit with a normally distributed level per cluster.

    Estimand: the log odds ratios between persons at the same cluster, or at clusters of the same level.

    Parameters
    ----------
    design
        Shape (n, k), with its constant, no missing values.
    y
        0 or 1, shape (n,).
    clusters
        Integer codes, shape (n,).

    Notes
    -----
    Persons with the same cluster and the same design count as one row of a binomial. Each cluster's integral
    is taken over 25 points around its own mode. Newton's method on coefficients and standard deviation
    uses the exact gradient and information (Louis), and has converged when the step would not raise the
    likelihood by more than 1e-12.

    Source: Pinheiro & Bates (1995), J. Computational and Graphical Statistics 4, 12–35; Louis (1982), JRSS B
    44, 226–233.
    """
    k = design.shape[1]
    codes = np.unique(clusters, return_inverse=True)[1]
    n_clusters = int(codes.max()) + 1 if len(codes) else 0
    start = fit_regression(design, y, family="logit")

    def failed(reason: str) -> RandomInterceptLogit:
        empty = np.full((k + 1, k + 1), np.nan)
        return RandomInterceptLogit(
            empty[0, :k], np.nan, empty, empty[0, :k], np.nan, np.empty(0), len(y), n_clusters, reason
        )

    if start.reason or n_clusters < 2:
        return failed(start.reason or "one_cluster")
    integral = ClusterIntegral(design, y, codes, n_clusters)
    at = _maximise(integral, np.append(start.coef, FIRST_SD))
    if at is None:
        return failed("not_converged")
    theta, value, information = at
    sd = abs(float(theta[-1]))
    vcov = np.zeros((k + 1, k + 1))
    if sd < SMALLEST_SD:
        sd, information = 0.0, information[:k, :k]
    try:
        vcov[: len(information), : len(information)] = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        return failed("not_converged")
    if (np.diag(vcov)[:k] <= 0).any():
        return failed("not_converged")
    vcov[-1, :-1] *= np.sign(theta[-1])
    vcov[:-1, -1] *= np.sign(theta[-1])
    df = between_within_df(design, codes)
    return RandomInterceptLogit(theta[:k], sd, vcov, df, value, sd * integral.mode, len(y), n_clusters)


def _maximise(integral: ClusterIntegral, theta: np.ndarray) -> tuple[np.ndarray, float, np.ndarray] | None:
    """Return the parameters of highest likelihood, its value and the information; None if not converged."""
    value, gradient, information = integral.evaluate(theta)
    for _ in range(MAXIMUM_STEPS):
        step = _uphill(information, gradient)
        if abs(float(gradient @ step)) < TOLERANCE or abs(theta[-1]) < SMALLEST_SD / 100:
            return theta, value, information
        for _ in range(30):
            trial = integral.evaluate(theta + step)
            if trial[0] >= value:
                break
            step = step / 2
        else:
            # No step raises it any further: rounding, if the step promised next to nothing.
            return (theta, value, information) if abs(float(gradient @ step)) < 1e-6 else None
        theta = theta + step
        value, gradient, information = trial
    return None


def _uphill(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """Return Newton's step, with directions of the wrong curvature turned round."""
    values, vectors = np.linalg.eigh(information)
    values = np.maximum(np.abs(values), 1e-8 * np.abs(values).max())
    return vectors @ ((vectors.T @ gradient) / values)
