"""Foretell the figures of a new year, for providers that were not used in fitting, and say how well."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, Scale, from_se, no_estimate

METHOD = "prediction"
SCALE: Scale = "explained"
FOLDS = 10
FEWEST_PROVIDERS = 20
SEED = 20151231


@dataclass(frozen=True)
class Prediction:
    """How well a new year was foretold.

    Attributes
    ----------
    explained
        Share of the variation between units that was foretold, against foretelling the mean for everybody:
        1 when all is foretold, 0 when the mean does as well, below 0 when it does better.
    year
        The year foretold; 0 without data.
    n_providers
        Providers in that year.
    coef
        Change of the outcome per unit of each predictor, shape (folds, predictors): one row for each group of
        providers that was left out of the fit and foretold.
    """

    explained: Estimate
    year: int
    n_providers: int
    coef: np.ndarray


@dataclass(frozen=True)
class _Sums:
    """Weighted sums of squares and products of one set of years, per provider: all that a fit needs.

    ``xx`` has shape (…, k, k), ``xy`` (…, k), ``yy``, ``w`` and ``n`` (rows) the shape (…).
    """

    xx: np.ndarray
    xy: np.ndarray
    yy: np.ndarray
    w: np.ndarray
    n: np.ndarray


def predict_new_year(
    frame: pd.DataFrame,
    *,
    outcome: str,
    predictors: list[str],
    weight: str = "size",
    provider: str = "provider_id",
    period: str = "year",
    folds: int = FOLDS,
    seed: int = SEED,
) -> Prediction:
    """Predict the last year's outcomes from models fitted to earlier years of other providers.

    The estimand: the share of the variation of the outcome between units in a year the models have not seen
    that they foretell, for providers like these that they have not seen either.

    Parameters
    ----------
    frame
        One row per unit (such as provider and programme) and year: outcome and predictors, both as
        deviations from the country's figure of that programme and year, and the unit's size. Rows with
        anything missing are left out; a column without any value gives the reason ``not_delivered``.
    folds, seed
        Providers are drawn into so many groups; each is foretold by the model of all the others.

    Notes
    -----
    Providers differ lastingly in outcome and predictors alike, so a chance relation between the two holds in
    the next year as well: a model tried on the providers it was fitted to is always right about some of
    them. The model is a ridge regression weighted by size, without intercept, on predictors divided by their
    standard deviation; its penalty, k σ² / Σ b², comes from the fit itself, so nothing is chosen by looking
    at the new year. The standard error is the jackknife's over providers with every model fitted again, with
    Student's t: given the models, the groups' errors hang together and the limits would be too narrow.

    Source: Hoerl, Kennard and Baldwin (1975), Commun. Stat. 4, 105–123, for the penalty; Campbell and
    Thompson (2008), Rev. Financ. Stud. 21, 1509–1531, for the share explained out of sample; Bates, Hastie
    and Tibshirani (2024), JASA 119, 1434–1445, for the groups' errors.
    """
    known = frame[[provider, period, outcome, weight, *predictors]].dropna()
    known = known[known[weight] > 0]
    year = int(known[period].max()) if len(known) else 0
    is_new = (known[period] == year).to_numpy()
    codes, providers = pd.factorize(known[provider], sort=True)
    x, y = known[predictors].to_numpy(dtype=float), known[outcome].to_numpy(dtype=float)
    w = known[weight].to_numpy(dtype=float)
    n_providers = len(np.unique(codes[is_new]))
    is_missing = len(frame) > 0 and bool(frame[[outcome, *predictors]].isna().all().any())
    reason = "not_delivered" if is_missing else _reason(x, y, is_new, n_providers)
    if reason:
        explained = no_estimate(METHOD, SCALE, reason, n=n_providers)
        return Prediction(explained, year, n_providers, np.empty((0, len(predictors))))
    sd = x[~is_new].std(axis=0)
    # A predictor that did not vary can foretell nothing: divided by infinity it takes no part.
    unit = np.where(sd > 0, sd, np.inf)
    g = len(providers)
    earlier, latest = (_sums(codes[used], x[used] / unit, y[used], w[used], g) for used in (~is_new, is_new))
    group = np.random.default_rng(seed).permutation(g) % folds
    value, coef = _explained(earlier, latest, group, np.ones((1, g)))
    left_out, _ = _explained(earlier, latest, group, 1 - np.eye(g))
    se = float(np.sqrt((g - 1) / g * ((left_out - left_out.mean()) ** 2).sum()))
    explained = from_se(METHOD, SCALE, float(value[0]), se, n=n_providers, df=n_providers - 1)
    return Prediction(explained, year, n_providers, coef[0] / unit)


def _reason(x: np.ndarray, y: np.ndarray, is_new: np.ndarray, n_providers: int) -> str:
    """Return why nothing can be foretold, or an empty text."""
    if n_providers < FEWEST_PROVIDERS:
        return "too_few"
    if is_new.all():
        return "no_period_before"
    if np.ptp(y[is_new]) == 0 or np.ptp(y[~is_new]) == 0:
        return "no_variation_in_outcome"
    return "constant_exposure" if (np.ptp(x[~is_new], axis=0) == 0).all() else ""


def _sums(codes: np.ndarray, x: np.ndarray, y: np.ndarray, w: np.ndarray, g: int) -> _Sums:
    """Add up each provider's rows; those without any get zeros."""
    into = np.zeros((g, len(codes)))
    into[codes, np.arange(len(codes))] = 1.0
    k = x.shape[1]
    xx = into @ (w[:, None, None] * x[:, :, None] * x[:, None, :]).reshape(len(x), k * k)
    xy, yy = into @ ((w * y)[:, None] * x), into @ (w * y**2)
    return _Sums(xx.reshape(g, k, k), xy, yy, into @ w, into.sum(axis=1))


def _explained(
    earlier: _Sums, latest: _Sums, group: np.ndarray, times: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit and foretell with each provider counted so many times.

    ``times`` has shape (b, providers). Returns the shares explained, (b,), and coefficients, (b, folds, k).
    """
    in_fold = group[:, None] == np.arange(group.max() + 1)
    taken = times[:, None, :] * in_fold.T
    fit = _add_up(earlier, times[:, None, :] - taken)
    new = _add_up(latest, taken)
    coef = _ridge(fit)
    missed = new.yy - 2 * (coef * new.xy).sum(axis=-1)
    missed = missed + (coef * (new.xx @ coef[..., None])[..., 0]).sum(axis=-1)
    return 1 - missed.sum(axis=-1) / new.yy.sum(axis=-1), coef


def _add_up(sums: _Sums, times: np.ndarray) -> _Sums:
    """Add up over providers, each counted so many times; ``times`` has shape (b, folds, providers)."""
    xx = np.tensordot(times, sums.xx, axes=1)
    return _Sums(xx, times @ sums.xy, times @ sums.yy, times @ sums.w, times @ sums.n)


def _ridge(fit: _Sums) -> np.ndarray:
    """Return ridge coefficients, shape (b, folds, k), with Hoerl, Kennard and Baldwin's penalty."""
    k = fit.xy.shape[-1]
    # Weights that add up to the number of rows put the penalty on the scale of one row.
    per_row = fit.n / fit.w
    products, with_y = fit.xx * per_row[..., None, None], fit.xy * per_row[..., None]
    plain = (np.linalg.pinv(products, hermitian=True) @ with_y[..., None])[..., 0]
    left = fit.yy * per_row - (plain * with_y).sum(axis=-1)
    size = (plain**2).sum(axis=-1)
    variance = np.clip(left, 0, None) / np.maximum(fit.n - k, 1)
    penalty = k * variance / np.where(size > 0, size, 1.0)
    # A fit of nothing but zeros stays one, and needs some penalty to be solved.
    penalty = np.where(size > 0, np.maximum(penalty, 1e-9), 1.0)
    return np.linalg.solve(products + penalty[..., None, None] * np.eye(k), with_y[..., None])[..., 0]
