"""The standard errors that ranks and shrinkage work with: never 0, and steady where there are few units."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from batt.comparisons.empirical_bayes import MINIMUM_UNITS, shrink_shares

CELL = ["indicator", "programme"]

PLAIN_COUNTS = ("firms", "jobs")
"""Units in which a small number is a result, not a lack of observations."""

COUNT_UNITS = (*PLAIN_COUNTS, "firms_per_100")

Z95 = float(stats.norm.ppf(0.975))


def working_errors(cells: pd.DataFrame, lists: Sequence[str] = tuple(CELL)) -> NDArray[np.float64]:
    """Return one standard error per row of the comparison cells, in units of ``value``.

    The plain standard error is 0 where all or none have the outcome or all answers agree, unknown with one
    unit, and low wherever the value is extreme by chance; taken as it is, a provider with 2 of 2 would be
    first with certainty. So each borrows from the others on its list:

    - shares: √(p̃(1 − p̃)/n), where p̃ is the share drawn towards the list's mean as a beta-binomial model
      says, and by at least z² = 3.84 trials (Agresti and Coull's number; towards ½ as theirs when
      the whole list is 0 or 1);
    - counts: the half width of the score interval over z, √(x + z²/4);
    - means: the variance of one unit, se²·n, is moderated (`moderated_variances`), but never below the one
      pooled within the list's providers (`common_errors`), and divided by n again.

    NaN for a figure that is no sample of anything (indicator 7) and where nothing tells a variance.

    Parameters
    ----------
    cells
        One row per provider, indicator and programme (`batt.comparisons.cells.comparison_cells`).
    lists
        The columns that tell one list from another.

    Source: Agresti & Coull (1998), Am. Stat. 52:119–126; for counts the score interval, e.g. Barker (2002),
    Am. Stat. 56:85–89; the borrowing is a decision, checked on simulated lists without true differences.
    """
    errors = pd.Series(np.nan, index=cells.index)
    for _, rows in cells.groupby(list(lists)):
        unit = rows["unit"].iloc[0]
        if unit == "share":
            # A share without any standard error is indicator 7.
            own = _share_errors(rows) if rows["se"].notna().any() else np.nan
        elif unit in COUNT_UNITS:
            counts = rows["numerator"].astype("float64") + Z95**2 / 4
            own = np.sqrt(counts) / rows["denominator"].astype("float64") * rows["scale"]
        else:
            n = rows["n"].to_numpy(dtype=float)
            moderated = moderated_variances(rows["se"].to_numpy(dtype=float) ** 2 * n, n - 1) / n
            own = np.fmax(np.sqrt(moderated), common_errors(rows))
        errors.loc[rows.index] = own
    return np.asarray(errors, dtype=float)


def _share_errors(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return the standard errors of one list of shares."""
    hits, trials = rows["numerator"].to_numpy(dtype=float), rows["denominator"].to_numpy(dtype=float)
    centre, weight = float(hits.sum() / trials.sum()), trials / (trials + Z95**2)
    if centre in (0, 1):
        centre = 0.5
    elif len(rows) >= MINIMUM_UNITS:
        fit = shrink_shares(hits, trials)
        centre, weight = fit.mean, np.minimum(fit.weight, weight)
    share = weight * hits / trials + (1 - weight) * centre
    return np.sqrt(share * (1 - share) / trials)


def common_errors(cells: pd.DataFrame) -> NDArray[np.float64]:
    """Return the standard errors of one list of means as if one unit had the same variance everywhere.

    The variance is pooled within providers, Σ(n − 1)·se²·n / Σ(n − 1).

    Parameters
    ----------
    cells
        One row per provider, of one indicator and programme.

    Returns
    -------
    array
        Shape (providers,), in units of ``value``; NaN where no provider shows any spread.
    """
    n = cells["n"].to_numpy(dtype=float)
    variance = cells["se"].to_numpy(dtype=float) ** 2 * n
    is_known = np.isfinite(variance) & (n > 1)
    df = np.where(is_known, n - 1, 0.0)
    pooled = np.sum(df * np.where(is_known, variance, 0.0)) / df.sum() if df.sum() > 0 else 0.0
    return np.sqrt(pooled / n) if pooled > 0 else np.full(len(n), np.nan)


def moderated_variances(variances: NDArray[np.float64], df: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return variances drawn towards their common value: (d₀s₀² + d·s²)/(d₀ + d).

    s₀² and its degrees of freedom d₀ are estimated from the spread of log s²: scaled F moments. If log s²
    scatters no more than chance, d₀ is infinite and all get s₀². With fewer than three usable variances
    s₀² is the pooled variance and d₀ infinite.

    Parameters
    ----------
    variances, df
        Shape (units,). A variance with fewer than 4 degrees of freedom takes no part in the estimation, for
        log s² has too long a tail, unless there are no others; a missing one, or one with 0, gets s₀².

    Source: Smyth (2004), Stat. Appl. Genet. Mol. Biol. 3:3, §6.2.
    """
    is_known = np.isfinite(variances) & (df >= 1)
    usable = is_known & (variances > 0) & (df >= 4)
    if usable.sum() < 3:
        usable = is_known
    if not usable.any():
        return np.full(len(variances), np.nan)
    s2, d = variances[usable], df[usable]
    pooled = float(np.sum(s2 * d) / np.sum(d))
    if usable.sum() < 3 or not (s2 > 0).all():
        return np.full(len(variances), pooled if pooled > 0 else np.nan)
    centred = np.log(s2) - special.digamma(d / 2) + np.log(d / 2)
    excess = float(np.var(centred, ddof=1) - np.mean(special.polygamma(1, d / 2)))
    if excess <= 0:
        return np.full(len(variances), float(np.exp(centred.mean())))
    prior_df = 2 * _inverse_trigamma(excess)
    prior = float(np.exp(centred.mean() + special.digamma(prior_df / 2) - np.log(prior_df / 2)))
    own = np.where(is_known, variances, 0.0)
    own_df = np.where(is_known, df, 0.0)
    return (prior_df * prior + own_df * own) / (prior_df + own_df)


def _inverse_trigamma(value: float) -> float:
    """Return y with trigamma(y) = value, by Newton's method on the reciprocal, which is nearly straight.

    Source: Smyth (2004), Stat. Appl. Genet. Mol. Biol. 3:3, appendix.
    """
    y = 0.5 + 1 / value
    for _ in range(50):
        trigamma = float(special.polygamma(1, y))
        y += trigamma * (1 - trigamma / value) / float(special.polygamma(2, y))
    return y
