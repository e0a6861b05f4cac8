"""Average a logit's predicted share over the people in the data: the curve and the difference they give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import expit, logit

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.leavers.judge import MINIMUM_CLUSTERS, MINIMUM_OF_EACH
from batt.relationships.leavers.spline import choose_knots, spline_design
from batt.relationships.regression import Regression, fit_regression, no_regression

METHOD = "standardised"
OF_EACH_PER_COEFFICIENT = 5
"""People with the outcome, and without it, for each coefficient. Source: Vittinghoff & McCulloch (2007),
American Journal of Epidemiology 165, 710–718."""

Basis = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class StandardisedFit:
    """A logit of a yes-or-no outcome on an exposure and covariates, ready to be averaged.

    Estimand: the share that would have the outcome if the model held and everybody in the data had one value
    of the exposure, their covariates as they are. The people in the data are taken as given: intervals do not
    allow for other people having come. Nothing makes it an effect: people with another exposure may differ in
    what is not among the covariates.

    Attributes
    ----------
    basis
        From values of the exposure, shape (n,), to the design's first columns, shape (n, p), the constant
        among them.
    exposure, others
        Exposure, shape (n,), and covariates, shape (n, q), of the people used.
    fit
        Coefficients of the basis, then of the covariates.
    """

    basis: Basis
    exposure: np.ndarray
    others: np.ndarray
    fit: Regression

    @property
    def reason(self) -> str:
        return self.fit.reason

    def share(self, exposure: float | np.ndarray) -> tuple[float, np.ndarray]:
        """Return the average share and its gradient in the coefficients, shape (k,).

        Parameters
        ----------
        exposure
            One value that everybody is given, or each person's own, shape (n,).
        """
        rows = self.basis(np.atleast_1d(np.asarray(exposure, dtype=float)))
        p = rows.shape[1]
        n = len(self.others)
        predicted = expit(rows @ self.fit.coef[:p] + self.others @ self.fit.coef[p:])
        slope = predicted * (1 - predicted)
        by_exposure = rows[0] * slope.mean() if len(rows) == 1 else slope @ rows / n
        return float(predicted.mean()), np.concatenate([by_exposure, slope @ self.others / n])

    def difference(self, low: float | np.ndarray, high: float | np.ndarray) -> Estimate:
        """Return the average share at the exposure `high` less that at `low`, by the delta method."""
        fit = self.fit
        if fit.reason:
            return self._no_estimate(fit.reason)
        value, se = self._difference(low, high)
        return from_se(METHOD, "share_difference", value, se, n=fit.n, df=fit.df, n_clusters=fit.n_clusters)

    def largest_difference(self, low: float, middle: float, high: float) -> Estimate:
        """Return the largest difference between the average shares at three values of the exposure.

        Always the share at the higher value less that at the lower. Among the differences that are
        significant the one farthest from zero; where none is, the one whose interval reaches farthest from
        zero. Interval and p-value are Scheffé's, which hold for all differences among the three at once, and
        so for the one chosen after looking.

        Source: Scheffé (1953), Biometrika 40, 87–104.
        """
        fit = self.fit
        if fit.reason:
            return self._no_estimate(fit.reason)
        pairs = [self._difference(*pair) for pair in ((low, middle), (middle, high), (low, high))]
        values, se = np.array([pair for pair in pairs if pair[1] > 0]).reshape(-1, 2).T
        if len(values) == 0:
            return self._no_estimate("constant_exposure")
        dimensions = min(len(values), 2)
        p = stats.f.sf((values / se) ** 2 / dimensions, dimensions, fit.df)
        margin = float(np.sqrt(dimensions * stats.f.ppf(0.95, dimensions, fit.df))) * se
        is_found = p < 0.05
        reach = np.abs(values) if is_found.any() else np.abs(values) + margin
        best = int(np.argmax(np.where(is_found, reach, -1.0) if is_found.any() else reach))
        return Estimate(
            METHOD,
            "share_difference",
            float(values[best]),
            float(values[best] - margin[best]),
            float(values[best] + margin[best]),
            p=float(p[best]),
            df=fit.df,
            n=fit.n,
            n_clusters=fit.n_clusters,
        )

    def _difference(self, low: float | np.ndarray, high: float | np.ndarray) -> tuple[float, float]:
        (share_high, up), (share_low, down) = self.share(high), self.share(low)
        gradient = up - down
        return share_high - share_low, float(np.sqrt(gradient @ self.fit.vcov @ gradient))

    def _no_estimate(self, reason: str) -> Estimate:
        return no_estimate(METHOD, "share_difference", reason, n=self.fit.n, n_clusters=self.fit.n_clusters)

    def curve(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return share, low and high at each point, shape (m,): 95 % pointwise, made on the logit scale.

        NaN where nothing was fitted. Without covariates it is the curve of
        `batt.relationships.leavers.spline.spline_curve`.
        """
        if self.fit.reason:
            blank = np.full(len(at), np.nan)
            return blank, blank, blank
        points = [self.share(value) for value in at]
        share = np.array([value for value, _ in points])
        gradient = np.array([slope for _, slope in points])
        se = np.sqrt(np.einsum("ij,jk,ik->i", gradient, self.fit.vcov, gradient))
        centre, margin = logit(share), self.fit.quantile() * se / (share * (1 - share))
        return share, expit(centre - margin), expit(centre + margin)


def fit_curve(x: np.ndarray, y: np.ndarray, others: np.ndarray, clusters: np.ndarray) -> StandardisedFit:
    """Fit the outcome on a restricted cubic spline of the exposure (4 knots, or 3 where ties join some).

    Parameters
    ----------
    x, y
        Exposure and outcome (0 or 1), shape (n,), nothing missing.
    others
        Covariates of like size, shape (n, q), none of them constant.
    clusters
        Integer codes, shape (n,).

    Returns
    -------
    StandardisedFit
        With a reason, and no exception, where the data cannot carry it: those of
        `batt.relationships.regression.fit_regression`, ``constant_exposure`` when three distinct knots cannot
        be had, ``few_clusters``, and ``too_few`` with fewer than `MINIMUM_OF_EACH`, or
        `OF_EACH_PER_COEFFICIENT` a coefficient, who have the outcome or do not.

    Source: Harrell (2015), Regression Modeling Strategies, 2nd ed., §2.4.5, for the spline; Lane & Nelder
    (1982), Biometrics 38, 613–621, for averaging predictions; Cameron & Miller (2015) for the covariance.
    """
    knots = choose_knots(x, most=4)
    if knots is None:
        reason = "constant_exposure" if len(x) else "too_few"
        return _not_fitted(lambda values: values[:, None], x, others, reason)
    return _fit(lambda values: spline_design(values, knots), x, y, others, clusters)


def fit_line(x: np.ndarray, y: np.ndarray, others: np.ndarray, clusters: np.ndarray) -> StandardisedFit:
    """Fit the outcome on the exposure itself, linear on the logit scale; as `fit_curve`."""
    spread = float(x.std()) if len(x) else 0.0
    if spread == 0:
        reason = "constant_exposure" if len(x) else "too_few"
        return _not_fitted(lambda values: values[:, None], x, others, reason)
    centre = float(x.mean())
    return _fit(
        lambda values: np.column_stack([np.ones(len(values)), (values - centre) / spread]),
        x,
        y,
        others,
        clusters,
    )


def _fit(
    basis: Basis, x: np.ndarray, y: np.ndarray, others: np.ndarray, clusters: np.ndarray
) -> StandardisedFit:
    design = np.column_stack([basis(x), others])
    k = design.shape[1]
    of_rarer, n_clusters = min(y.sum(), len(y) - y.sum()), len(np.unique(clusters))
    reason = ""
    if of_rarer == 0:
        reason = "no_variation_in_outcome"
    elif of_rarer < max(MINIMUM_OF_EACH, OF_EACH_PER_COEFFICIENT * k):
        reason = "too_few"
    elif n_clusters == 1:
        reason = "one_cluster"
    elif n_clusters < max(MINIMUM_CLUSTERS, k + 1):
        reason = "few_clusters"
    if reason:
        return _not_fitted(basis, x, others, reason, n_clusters)
    fit = fit_regression(design, y, family="logit", clusters=clusters)
    return StandardisedFit(basis, x, others, fit)


def _not_fitted(
    basis: Basis, x: np.ndarray, others: np.ndarray, reason: str, n_clusters: int | None = None
) -> StandardisedFit:
    blank = no_regression(0, len(x), reason)
    fit = Regression(blank.coef, blank.vcov, "cluster", blank.df, len(x), n_clusters, reason)
    return StandardisedFit(basis, x, others, fit)
