"""Least squares with the bias-reduced cluster covariance CR2 and Satterthwaite's degrees of freedom."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.estimate import Estimate, Scale, from_se, no_estimate

METHOD = "cr2"
MINIMUM_DF = 4.0
"""Fewest Satterthwaite degrees of freedom at which the t distribution can be trusted (Tipton 2015, §5)."""

LEVERAGE_TOLERANCE = 1e-10
ROUNDING = 1e-12


@dataclass(frozen=True)
class CR2:
    """Least-squares coefficients with their covariance over clusters, or the reason why there are none.

    Attributes
    ----------
    coef
        Shape (k,); NaN when `reason` is set.
    vcov
        CR2 covariance, shape (k, k).
    df
        Satterthwaite's degrees of freedom of each coefficient, shape (k,).
    n, n_clusters
        Rows and clusters used.
    reason
        Empty when fitted, else ``too_few`` (not more rows than columns), ``one_cluster``, ``singular``,
        ``no_variation_in_outcome``, or ``separation``: the design gives every outcome exactly, so that no
        error is left to judge by.
    """

    coef: np.ndarray
    vcov: np.ndarray
    df: np.ndarray
    n: int
    n_clusters: int
    reason: str = ""

    def estimate(self, column: int, scale: Scale, method: str = METHOD) -> Estimate:
        """Return one coefficient with its interval and test; ``few_clusters`` below `MINIMUM_DF`."""
        if self.reason:
            return no_estimate(method, scale, self.reason, n=self.n, n_clusters=self.n_clusters)
        df = float(self.df[column])
        if not df >= MINIMUM_DF:
            return no_estimate(method, scale, "few_clusters", n=self.n, n_clusters=self.n_clusters)
        se = float(np.sqrt(self.vcov[column, column]))
        value = float(self.coef[column])
        return from_se(method, scale, value, se, n=self.n, df=df, n_clusters=self.n_clusters)


def cr2(design: np.ndarray, y: np.ndarray, clusters: np.ndarray, weights: np.ndarray | None = None) -> CR2:
    """Fit `y` on `design` by least squares, with inference that holds when clusters are few or unequal.

    Estimand: the coefficients of the linear projection of the outcome on the columns of the design, each row
    counted by its weight.

    Parameters
    ----------
    design
        Shape (n, k), no missing values.
    y
        Shape (n,).
    clusters
        Integer codes, shape (n,).
    weights
        Positive, shape (n,): sizes, with variance of a row inversely proportional. Rows are multiplied by the
        square root of their weight and the working model of CR2 is independence with equal variance on that
        scale.

    Notes
    -----
    With the design orthonormal over all rows, the hat matrix of cluster g is X_g X_g', so its adjusted rows
    are X_g (I − S_g)^(−1/2) with S_g = X_g'X_g. Everything then follows from k × k sums per cluster, and a
    cluster of ten thousand rows costs no more than one of ten.

    Source: Bell & McCaffrey (2002), Survey Methodology 28, 169–181; Pustejovsky & Tipton (2018), Journal of
    Business & Economic Statistics 36, 672–683; Tipton (2015), Psychological Methods 20, 375–393.
    """
    n, k = design.shape
    codes = np.unique(clusters, return_inverse=True)[1]
    n_clusters = int(codes.max()) + 1 if n else 0

    def failed(reason: str) -> CR2:
        return CR2(np.full(k, np.nan), np.full((k, k), np.nan), np.full(k, np.nan), n, n_clusters, reason)

    reason = _why_not(design, y, n_clusters)
    if reason:
        return failed(reason)
    root = np.ones(n) if weights is None else np.sqrt(weights)
    basis, triangle = np.linalg.qr(design * root[:, None])
    target = y * root
    rotated = basis.T @ target
    residual = target - basis @ rotated
    if np.abs(residual).max() <= ROUNDING * np.abs(target).max():
        return failed("separation")
    back = np.linalg.inv(triangle)
    grams, scores = _cluster_sums(basis, residual, codes, n_clusters)
    vcov, df = bias_reduced(grams, scores, back)
    return CR2(back @ rotated, vcov, df, n, n_clusters)


def bias_reduced(grams: np.ndarray, scores: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the CR2 covariance of coefficients and their Satterthwaite degrees of freedom.

    Parameters
    ----------
    grams
        X_g'X_g of every cluster in a basis in which they add up to the identity, shape (G, k, k); for a
        generalised least squares, of rows multiplied by the inverse root of the working covariance.
    scores
        X_g'e_g in the same basis, shape (G, k).
    back
        Matrix that takes coefficients in that basis to those wanted, shape (k, k).
    """
    adjustment = _inverse_root_of_complement(grams)
    adjusted = np.einsum("gij,gj->gi", adjustment, scores)
    df = np.array([_satterthwaite(grams, adjustment, row) for row in back])
    return back @ (adjusted.T @ adjusted) @ back.T, df


def _why_not(design: np.ndarray, y: np.ndarray, n_clusters: int) -> str:
    """Return the reason why nothing can be fitted, or an empty text."""
    n, k = design.shape
    if n <= k:
        return "too_few"
    if n_clusters < 2:
        return "one_cluster"
    if np.ptp(y) == 0:
        return "no_variation_in_outcome"
    return "singular" if np.linalg.matrix_rank(design) < k else ""


def _cluster_sums(
    basis: np.ndarray, residual: np.ndarray, codes: np.ndarray, n_clusters: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return X_g'X_g, shape (G, k, k), and X_g'e_g, shape (G, k)."""
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(n_clusters))
    rows = basis[order]
    k = basis.shape[1]
    grams = np.empty((n_clusters, k, k))
    for column in range(k):
        grams[:, :, column] = np.add.reduceat(rows * rows[:, [column]], starts, axis=0)
    return grams, np.add.reduceat(rows * residual[order][:, None], starts, axis=0)


def _inverse_root_of_complement(grams: np.ndarray) -> np.ndarray:
    """Return (I − S_g)^(−1/2) for every cluster, shape (G, k, k).

    A direction in which one cluster has all the leverage has no residual; its inverse is taken as zero, as
    Moore and Penrose have it.
    """
    values, vectors = np.linalg.eigh(grams)
    left = 1 - values
    roots = np.where(left > LEVERAGE_TOLERANCE, 1 / np.sqrt(np.maximum(left, LEVERAGE_TOLERANCE)), 0.0)
    return np.einsum("gij,gj,gkj->gik", vectors, roots, vectors)


def _satterthwaite(grams: np.ndarray, adjustment: np.ndarray, contrast: np.ndarray) -> float:
    """Return the degrees of freedom of one contrast, from mean and variance of its variance estimate.

    With a_g the adjusted rows of cluster g times the contrast, the variance estimate is a quadratic form with
    matrix P_gh = [g = h] |a_g|² − (X_g'a_g)'(X_h'a_h) under the working model.
    """
    direction = np.einsum("gij,j->gi", adjustment, contrast)
    pulled = np.einsum("gij,gj->gi", grams, direction)
    own = np.einsum("gi,gi->g", direction, pulled)
    form = np.diag(own) - pulled @ pulled.T
    squares = float((form**2).sum())
    return float(np.trace(form) ** 2 / squares) if squares > 0 else 0.0
