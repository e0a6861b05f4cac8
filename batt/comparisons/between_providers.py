"""What differs only between providers, as one year's unemployment does: a regression of their effects."""

from dataclasses import dataclass

import numpy as np

from batt.comparisons.absorbed_effects import AbsorbedFit

SPARE_PROVIDERS = 5
RANK_TOLERANCE = 1e-8


@dataclass(frozen=True)
class BetweenFit:
    """Coefficients of the columns that vary between providers only.

    Attributes
    ----------
    coef, vcov
        Shape (k,) and (k, k) over all columns of the design; 0 elsewhere.
    identified
        Which columns were estimated here, shape (k,).
    tau2
        Variance between providers that these columns leave, ≥ 0; NaN when nothing was estimated.
    """

    coef: np.ndarray
    vcov: np.ndarray
    identified: np.ndarray
    tau2: float


def fit_between(design: np.ndarray, groups: np.ndarray, fit: AbsorbedFit, columns: np.ndarray) -> BetweenFit:
    """Regress the providers' effects on their means of some columns, with variance between providers.

    Unlike a coefficient within providers, one between them takes along whatever else differs between the
    places: it is the best that one year can give, and is labelled as such.

    Parameters
    ----------
    design, groups
        Shape (n, k) and (n,): as given to the fit.
    fit
        The providers' effects and the information about them.
    columns
        Candidates, shape (k,); those that do not vary between providers or repeat others are left out.

    Notes
    -----
    Needs at least five more providers than columns, else nothing is estimated. Method of moments for the
    variance (DerSimonian and Laird, 1986), held at 0 or above; information about the effects is taken as
    known.
    """
    k = design.shape[1]
    nothing = BetweenFit(np.zeros(k), np.zeros((k, k)), np.zeros(k, dtype=bool), float("nan"))
    used = np.flatnonzero(fit.information > 0)
    size = np.bincount(groups, minlength=len(fit.information)).astype(float)
    chosen, x = [], np.ones((len(used), 1))
    for column in np.flatnonzero(columns):
        sums = np.bincount(groups, weights=design[:, column], minlength=len(size))
        mean = sums[used] / size[used]
        wider = np.column_stack([x, mean])
        scaled = wider / np.where((norm := np.linalg.norm(wider, axis=0)) > 0, norm, 1.0)
        if np.linalg.matrix_rank(scaled, tol=RANK_TOLERANCE) == wider.shape[1]:
            chosen, x = [*chosen, column], wider
    if not chosen or len(used) < x.shape[1] + SPARE_PROVIDERS:
        return nothing
    effect, information = fit.effects[used], fit.information[used]
    tau2 = _variance_left(x, effect, information)
    weight = 1 / (1 / information + tau2)
    inverse = np.linalg.inv(x.T @ (x * weight[:, None]))
    coef = inverse @ (x.T @ (weight * effect))
    nothing.coef[chosen] = coef[1:]
    nothing.vcov[np.ix_(chosen, chosen)] = inverse[1:, 1:]
    nothing.identified[chosen] = True
    return BetweenFit(nothing.coef, nothing.vcov, nothing.identified, tau2)


def _variance_left(x: np.ndarray, effect: np.ndarray, information: np.ndarray) -> float:
    """Return the moment estimate of the variance between units around a regression."""
    weighted = x * information[:, None]
    inverse = np.linalg.inv(x.T @ weighted)
    residual = effect - x @ (inverse @ (weighted.T @ effect))
    q = float(information @ residual**2)
    spread = information.sum() - np.trace(inverse @ (weighted.T @ weighted))
    return max(0.0, (q - (len(effect) - x.shape[1])) / spread) if spread > 0 else 0.0
