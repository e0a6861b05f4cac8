"""Say how far two orders of the same providers agree: Kendall's tau with a jackknife over providers."""

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.estimate import Estimate, Scale, no_estimate

METHOD = "agreement"
SCALE: Scale = "correlation"
NULL = 0.9
"""Orders that agree more than this are the same for practical purposes: one pair in twenty stands the other
way round. A decision, taken before any data were seen."""
FEWEST_PROVIDERS = 10
# Shares of the same counts summed in another order differ in the last bits, and are ties all the same.
_DIGITS = 10


def order_agreement(
    rows: pd.DataFrame,
    first: str,
    second: str,
    *,
    provider: str = "provider_id",
    within: str | None = None,
    null: float = NULL,
) -> Estimate:
    """Estimate Kendall's tau-b between two orders of providers.

    The estimand: the chance that two providers drawn from those like these stand the same way round in both
    orders, less the chance that they stand the other way round, given that they are tied in neither.

    Parameters
    ----------
    rows
        One row per provider (and list): the two values to be ordered by. Rows with one missing are left out.
    within
        Column with the list a row is in, such as the programme: only rows of one list are compared, and the
        pairs of all lists are added up. At most one row per provider and list.

    Returns
    -------
    Estimate
        With limits and two-sided p-value against `null` from the jackknife on Fisher's z scale and Student's
        t. When the two orders are the same there is no spread to take: the lower limit is then what so many
        pairs of different providers without a single one the other way round allow, and p is missing.
        Reasons: ``too_few`` (fewer than 10 providers), ``no_variation_in_outcome`` (all tied in one of the
        orders, or each the other's reverse).

    Notes
    -----
    The jackknife leaves out one provider with all its pairs in all lists; a bootstrap that draws providers
    twice makes ties that are not there.

    Source: Kendall (1938), Biometrika 30, 81–93; jackknife of statistics over pairs: Arvesen (1969), Ann.
    Math. Stat. 40, 2076–2100; same orders: Clopper and Pearson (1934).
    """
    known = rows.dropna(subset=[first, second])
    codes, providers = pd.factorize(known[provider], sort=True)
    n, g = len(known), len(providers)
    if g < FEWEST_PROVIDERS:
        return no_estimate(METHOD, SCALE, "too_few", n=n, n_clusters=g)
    lists = np.zeros(n, dtype=int) if within is None else pd.factorize(known[within])[0]
    x, y = (known[name].to_numpy(dtype=float).round(_DIGITS) for name in (first, second))
    parts = [_pairs(x[lists == one], y[lists == one], codes[lists == one], g) for one in np.unique(lists)]
    same, untied = np.array([part[:, 0] for part in parts]), np.array([part[:, 1:] for part in parts])
    # Every pair is in the sums of both its providers.
    value = _tau(same.sum(axis=1) / 2, untied.sum(axis=1) / 2)
    if not np.isfinite(value):
        return no_estimate(METHOD, SCALE, "no_variation_in_outcome", n=n, n_clusters=g)
    left_out = np.array(
        [_tau(same.sum(axis=1) / 2 - same[:, i], untied.sum(axis=1) / 2 - untied[:, i]) for i in range(g)]
    )
    error = float(np.sqrt((g - 1) / g * ((left_out - left_out.mean()) ** 2).sum()))
    if value >= 1 - 1e-12:
        low = 1 - 2 * (1 - 0.025 ** (1 / (g // 2)))
        return Estimate(METHOD, SCALE, 1.0, float(low), 1.0, n=n, n_clusters=g, null=null)
    if not error > 0 or value <= -1 + 1e-12:
        return no_estimate(METHOD, SCALE, "no_variation_in_outcome", n=n, n_clusters=g)
    return _on_fishers_scale(value, error, null, n, g)


def _pairs(x: np.ndarray, y: np.ndarray, codes: np.ndarray, g: int) -> np.ndarray:
    """Return for each provider, over its pairs in one list: concordant less discordant, untied in x, in y."""
    in_x, in_y = np.sign(x[:, None] - x[None, :]), np.sign(y[:, None] - y[None, :])
    sums = np.column_stack([(in_x * in_y).sum(axis=1), (in_x != 0).sum(axis=1), (in_y != 0).sum(axis=1)])
    result = np.zeros((g, 3))
    result[codes] = sums
    return result


def _tau(same: np.ndarray, untied: np.ndarray) -> float:
    """Return tau-b over lists; ``same`` has shape (lists,), ``untied`` (lists, 2). NaN when all is tied."""
    pairs = float(np.sqrt(untied[:, 0] * untied[:, 1]).sum())
    return float(same.sum() / pairs) if pairs > 0 else float("nan")


def _on_fishers_scale(value: float, error: float, null: float, n: int, g: int) -> Estimate:
    z, z_error = np.arctanh(value), error / (1 - value**2)
    half = float(stats.t.ppf(0.975, g - 1)) * z_error
    low, high = np.tanh([z - half, z + half]).tolist()
    p = float(2 * stats.t.sf(abs(z - np.arctanh(null)) / z_error, g - 1))
    return Estimate(METHOD, SCALE, value, low, high, error, p, g - 1, n, g, null)
