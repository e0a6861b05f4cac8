"""How much of what separates providers is who they serve and where they work."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from batt.comparisons.case_mix import UNEMPLOYMENT, CaseMixModel, linear_predictor
from batt.comparisons.expected import expected_values

DRAWS = 1000
SEED = 20151231
FEWEST_PROVIDERS = 10
MOST_WITHOUT_VARIANCE = 0.05
COLUMNS = [
    "year",
    "indicator",
    "explained_by",
    "sd_crude",
    "sd_left",
    "share_explained",
    "low",
    "high",
    "n_providers",
    "n",
    "reason",
]


@dataclass(frozen=True)
class _Distances:
    """Providers' distances from the expected, on the scale of the model's coefficients.

    ``crude`` and ``adjusted`` have shape (g,), ``drawn`` (g, draws) with the coefficients drawn instead of as
    estimated; ``information_crude`` and ``information``, (g,), are 1 / sampling variance of a distance.
    """

    crude: np.ndarray
    adjusted: np.ndarray
    drawn: np.ndarray
    information_crude: np.ndarray
    information: np.ndarray


def variance_explained(
    models: list[CaseMixModel], rows: pd.DataFrame, year: int, seed: int = SEED, draws: int = DRAWS
) -> pd.DataFrame:
    """Estimate the share of the variance between providers that mix and labour market explain.

    Parameters
    ----------
    models
        From `batt.comparisons.adjusted.fit_models`.
    rows
        One row per indicator and exit (`batt.comparisons.case_mix.case_mix_rows`); those of `year` are used.

    Returns
    -------
    DataFrame
        One row per indicator and ``explained_by``: ``mix``, ``mix_and_labour_market`` and
        ``mix_without_work_capability_and_labour_market``. ``sd_crude`` and ``sd_left`` are standard
        deviations between providers given the programmes they run: log odds, or shares of the mean stay for
        indicator 10. ``share_explained`` is 1 − sd_left² / sd_crude², with 95 % limits; it is below 0 where
        the mix hides differences, so that adjusting brings them out. NaN with ``reason``:
        ``too_few_providers``, ``no_variance_between_providers``, ``variance_near_zero`` (no limits) or the
        model's own.

    Notes
    -----
    A provider's distance is Σ(observed − expected) over its variance, one step of the likelihood from "like
    the others". Variance between them by moments (DerSimonian and Laird, 1986), not winsorised: here the
    extremes are what is to be explained. The limits are percentiles of a bootstrap over providers in which
    the coefficients, too, are drawn from their sampling distribution. Where unemployment had to be estimated
    between the same providers, it explains a little of them by chance: about one part in their number.
    """
    this_year = rows.loc[rows["year"] == year]
    found = []
    for model in models:
        exits = this_year.loc[this_year["indicator"] == model.indicator]
        market = (model.terms["factor"] == UNEMPLOYMENT).to_numpy()
        sets = {"mix_without_work_capability_and_labour_market": np.ones(len(market), dtype=bool)}
        if model.version == "full":
            sets = {"mix": ~market, "mix_and_labour_market": np.ones(len(market), dtype=bool)}
        for name, used in sets.items():
            row = _explained(model, exits, used, np.random.default_rng(seed), draws)
            found.append({"year": year, "indicator": model.indicator, "explained_by": name} | row)
    return pd.DataFrame(found, columns=COLUMNS)


def _explained(
    model: CaseMixModel, exits: pd.DataFrame, used: np.ndarray, rng: np.random.Generator, draws: int
) -> dict[str, object]:
    """Return one row of the table."""
    g = exits["provider_id"].nunique()
    nan = float("nan")
    row: dict[str, object] = dict.fromkeys(["sd_crude", "sd_left", "share_explained", "low", "high"], nan)
    row |= {"n_providers": g, "n": len(exits), "reason": model.fit.reason}
    if model.fit.reason or g < FEWEST_PROVIDERS:
        return row | {"reason": model.fit.reason or "too_few_providers"}
    found = _distances(model, exits, used, rng, draws)
    once = np.ones((len(found.crude), 1))
    crude = _variance(found.crude[:, None], found.information_crude, once)[0]
    left = _variance(found.adjusted[:, None], found.information, once)[0]
    row |= {"sd_crude": np.sqrt(crude), "sd_left": np.sqrt(left)}
    if not crude > 0:
        return row | {"reason": "no_variance_between_providers"}
    g = len(found.crude)
    times = rng.multinomial(g, np.full(g, 1 / g), draws).T
    drawn_crude = _variance(found.crude[:, None], found.information_crude, times)
    drawn_left = _variance(found.drawn, found.information, times)
    has_variance = drawn_crude > 0
    row |= {"share_explained": 1 - left / crude}
    if has_variance.mean() < 1 - MOST_WITHOUT_VARIANCE:
        return row | {"reason": "variance_near_zero"}
    low, high = np.quantile(1 - drawn_left[has_variance] / drawn_crude[has_variance], [0.025, 0.975])
    return row | {"low": low, "high": high}


def _distances(
    model: CaseMixModel, exits: pd.DataFrame, used: np.ndarray, rng: np.random.Generator, draws: int
) -> _Distances:
    """Return the providers' distances; what a drawn coefficient changes is taken to first order."""
    model = replace(model, coef=np.where(used, model.coef, 0.0), vcov=model.vcov * np.outer(used, used))
    values = expected_values(model, exits)
    y = exits["y"].to_numpy(dtype=float)
    # A share's distance is in log odds: the slope of its expected value is its variance. A stay's is a share
    # of the programme's mean, which is then the slope.
    slope_crude, slope = (
        (values.crude_variance, values.adjusted_variance) if model.is_share else (values.crude, values.crude)
    )
    weight_crude = _ratio(slope_crude, values.crude_variance)
    weight = _ratio(slope, values.adjusted_variance)
    provider = pd.factorize(exits["provider_id"], sort=True)[0]
    programme = pd.factorize(exits["programme"], sort=True)[0]
    design = linear_predictor(model, exits, np.eye(len(model.coef)))
    calibration = _ratio(_sums(design * slope[:, None], programme), _sums(slope[:, None], programme))
    moved = _sums((design - calibration[programme]) * (weight * slope)[:, None], provider)
    information_crude = np.bincount(provider, weights=weight_crude * slope_crude)
    information = np.bincount(provider, weights=weight * slope)
    keep = (information_crude > 0) & (information > 0)
    crude = _ratio(np.bincount(provider, weights=weight_crude * (y - values.crude)), information_crude)
    adjusted = _ratio(np.bincount(provider, weights=weight * (y - values.adjusted)), information)
    errors = rng.multivariate_normal(np.zeros(len(model.coef)), model.vcov, draws, method="svd").T
    drawn = adjusted[:, None] - _ratio(moved, information[:, None]) @ errors
    return _Distances(crude[keep], adjusted[keep], drawn[keep], information_crude[keep], information[keep])


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return the ratio, 0 where the denominator is not positive or not known."""
    known = np.broadcast_to(np.nan_to_num(denominator) > 0, numerator.shape)
    return np.divide(numerator, denominator, out=np.zeros(numerator.shape), where=known)


def _variance(distance: np.ndarray, information: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the moment estimate of the variance between providers, ≥ 0, per column of `times`.

    Parameters
    ----------
    distance
        Shape (g, 1) or (g, draws).
    information
        Shape (g,).
    times
        How often each provider counts, shape (g, draws).
    """
    weight = times * information[:, None]
    total = weight.sum(axis=0)
    mean = (weight * distance).sum(axis=0) / total
    q = (weight * (distance - mean) ** 2).sum(axis=0)
    spread = total - (weight * information[:, None]).sum(axis=0) / total
    return np.clip((q - (times.sum(axis=0) - 1)) / spread, 0, None)


def _sums(values: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Return sums per group, shape (g, columns)."""
    order = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.diff(code[order], prepend=-1))
    return np.add.reduceat(values[order], starts, axis=0)
