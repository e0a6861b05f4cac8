"""Measure how differently several groups see the same provider on the same themes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, no_estimate

METHOD = "matched_gaps"
MINIMUM_N = 5
KEY = ["provider_id", "year"]
# Draws at a time, so that the weights of a national bootstrap fit into little memory.
BLOCK = 1000
SMALLEST_SE = 1e-9


@dataclass(frozen=True)
class Contrast:
    """One gap: the answers of the group `of` minus those of the group `minus`, over some themes."""

    key: str
    of: str
    minus: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class MatchedGaps:
    """Gaps with their intervals.

    Attributes
    ----------
    gaps
        Key of the contrast → mean gap over providers, in points of the scale. `n` counts the providers with
        answers from both groups, which are the clusters too.
    by_provider
        One row per provider and one column per contrast: the provider's own gap, missing where one of the
        groups has no (or too few) answers. Internal: never shown.
    """

    gaps: Mapping[str, Estimate]
    by_provider: pd.DataFrame = field(repr=False)


def matched_gaps(
    answers: Mapping[str, pd.DataFrame],
    contrasts: Sequence[Contrast],
    *,
    seed: int,
    draws: int = 4999,
    minimum: Mapping[str, int] | None = None,
) -> MatchedGaps:
    """Return the gap between two groups' means on matched themes, with a bootstrap over providers.

    Estimand: the distance between two groups' mean answers about the same provider in the same year on the
    same themes; the themes that both answered count the same, then the years, then the providers.

    Parameters
    ----------
    answers
        Group → one row per respondent: ``provider_id``, ``year`` and one column per theme with the answer,
        missing where there is none. A group that is absent or empty gives ``not_delivered``.
    draws
        Bootstrap samples of providers. The interval is the symmetric bootstrap-t, which holds its level where
        the percentile interval is too narrow; p is the share of draws further out.
    minimum
        Group → fewest respondents per provider and year for a mean to be formed; 1 where not named.

    Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90, 414–427, §III; Hall
    (1992), The Bootstrap and Edgeworth Expansion, §3.6, for the symmetric interval.
    """
    least = minimum or {}
    means = {
        group: theme_means(rows, least.get(group, 1)) for group, rows in answers.items() if len(rows) > 0
    }
    named = {contrast.key: _provider_gaps(means, contrast) for contrast in contrasts}
    gaps = pd.DataFrame(named, columns=[contrast.key for contrast in contrasts], dtype=float)
    intervals = _bootstrap_t(gaps.to_numpy(), draws, seed)
    estimates = {}
    for contrast, (value, se, half, p) in zip(contrasts, intervals, strict=True):
        n = int(gaps[contrast.key].notna().sum())
        missing = {contrast.of, contrast.minus} - set(means)
        reason = "not_delivered" if missing else "one_cluster" if n == 1 else "few_clusters"
        if n < MINIMUM_N:
            estimates[contrast.key] = no_estimate(METHOD, "points", reason, n=n, n_clusters=n)
        elif not half > 0:
            estimates[contrast.key] = no_estimate(METHOD, "points", "no_variation_in_outcome", n=n)
        elif not np.isfinite(half):
            estimates[contrast.key] = no_estimate(METHOD, "points", "few_clusters", n=n, n_clusters=n)
        else:
            estimates[contrast.key] = Estimate(
                METHOD, "points", value, value - half, value + half, se, p, n - 1.0, n, n
            )
    return MatchedGaps(estimates, gaps)


def theme_means(rows: pd.DataFrame, minimum: int = 1) -> pd.DataFrame:
    """Return means by provider and year, one column per theme.

    Parameters
    ----------
    rows
        One row per respondent (see `matched_gaps`).
    minimum
        Fewest respondents for a provider's year to have a row.
    """
    themes = [column for column in rows.columns if column not in KEY]
    numbers = rows.loc[:, KEY].assign(
        **{theme: rows[theme].to_numpy(dtype=float, na_value=np.nan) for theme in themes}
    )
    groups = numbers.groupby(KEY)
    return groups[themes].mean().loc[groups.size() >= minimum]


def _provider_gaps(means: Mapping[str, pd.DataFrame], contrast: Contrast) -> pd.Series:
    if contrast.of not in means or contrast.minus not in means:
        return pd.Series(dtype=float)
    themes = list(contrast.themes)
    of, minus = means[contrast.of].reindex(columns=themes), means[contrast.minus].reindex(columns=themes)
    by_year = (of - minus).mean(axis=1).dropna()
    return by_year.groupby(level="provider_id").mean()


def _bootstrap_t(gaps: np.ndarray, draws: int, seed: int) -> list[tuple[float, float, float, float]]:
    """Return mean, standard error, half-width of the 95 % interval and p-value of each column.

    Parameters
    ----------
    gaps
        Shape (providers, k), NaN where a provider has no gap. One draw of providers serves all columns.
    """
    providers = len(gaps)
    if providers == 0:
        return [(np.nan,) * 4] * gaps.shape[1]
    known = np.isfinite(gaps).astype(float)
    centre, _ = _mean_and_se(np.ones((1, providers)), np.where(known > 0, gaps, 0.0), known)
    # Around their mean, so that the variance of large, nearly equal gaps keeps its digits.
    apart = np.where(known > 0, gaps - centre, 0.0)
    se = _mean_and_se(np.ones((1, providers)), apart, known)[1][0]
    rng = np.random.default_rng(seed)
    distances = []
    for start in range(0, draws, BLOCK):
        size = min(BLOCK, draws - start)
        weights = rng.multinomial(providers, np.full(providers, 1 / providers), size).astype(float)
        drawn, drawn_se = _mean_and_se(weights, apart, known)
        with np.errstate(invalid="ignore", divide="ignore"):
            # A draw in which all gaps are equal has no spread to measure with: as far out as can be.
            distances.append(np.where(drawn_se > SMALLEST_SE, np.abs(drawn) / drawn_se, np.inf))
    distance = np.concatenate(distances)
    has_spread = se > SMALLEST_SE
    reach = np.where(has_spread, np.quantile(distance, 0.95, axis=0, method="inverted_cdf"), np.nan)
    observed = np.abs(centre[0]) / np.where(has_spread, se, np.nan)
    p = (1 + (distance >= observed).sum(axis=0)) / (draws + 1)
    return list(zip(centre[0].tolist(), se.tolist(), (reach * se).tolist(), p.tolist(), strict=True))


def _mean_and_se(weights: np.ndarray, values: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return means and their standard errors, shape (draws, k), from weights of shape (draws, providers)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        n = weights @ known
        mean = weights @ values / n
        variance = (weights @ values**2 / n - mean**2).clip(min=0)
        return mean, np.sqrt(variance / (n - 1))
