"""Fit one variable on another among rows of the same group, with inference for few or unequal clusters."""

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, Scale, from_se, no_estimate
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_sums

METHOD = "within_slope"


def within_slope(
    y: Column,
    x: Column,
    groups: Column,
    clusters: Column,
    scale: Scale = "points",
) -> Estimate:
    """Return the slope of `y` on `x` with a level of its own for every group.

    Estimand: how much higher y is per unit of x among rows of one group, groups with more spread in x
    counting more.

    Parameters
    ----------
    y, x
        Numbers; rows with a missing one are left out.
    groups
        Rows are compared within these only, such as provider, programme and year. Each lies inside one
        cluster.
    clusters
        What rows are alike in, such as the provider.

    Returns
    -------
    Estimate
        With bias-reduced (CR2) standard error and Satterthwaite degrees of freedom. With one regressor the
        adjustment matrices are known in closed form, so no matrix is formed. ``constant_exposure`` when x
        varies in no group, ``few_clusters`` when it varies in one cluster only.

    Source: Bell & McCaffrey (2002), Survey Methodology 28, 169–181; Pustejovsky & Tipton (2018), J. Business
    & Economic Statistics 36, 672–683, whose theorem 2 lets the levels of groups inside clusters be absorbed.
    """
    frame = pd.DataFrame(
        {
            "y": pd.Series(y).to_numpy(dtype=float, na_value=np.nan),
            "x": pd.Series(x).to_numpy(dtype=float, na_value=np.nan),
            "group": cluster_codes(groups),
            "cluster": cluster_codes(clusters),
        }
    ).dropna()
    n, n_clusters = len(frame), int(frame["cluster"].nunique())
    if n < 5:
        return no_estimate(METHOD, scale, "too_few", n=n)
    if n_clusters == 1:
        return no_estimate(METHOD, scale, "one_cluster", n=n, n_clusters=1)
    centred = frame[["y", "x"]] - frame.groupby("group")[["y", "x"]].transform("mean")
    dy, dx, codes = centred["y"].to_numpy(), centred["x"].to_numpy(), cluster_codes(frame["cluster"])
    total = float(dx @ dx)
    if total <= 1e-12 * n:
        return no_estimate(METHOD, scale, "constant_exposure", n=n, n_clusters=n_clusters)
    if dy @ dy <= 1e-12 * n:
        return no_estimate(METHOD, scale, "no_variation_in_outcome", n=n, n_clusters=n_clusters)
    slope = float(dx @ dy) / total
    leverage = cluster_sums(dx**2, codes) / total
    if leverage.max() > 1 - 1e-9:
        return no_estimate(METHOD, scale, "few_clusters", n=n, n_clusters=n_clusters)
    score = cluster_sums(dx * (dy - slope * dx), codes)
    se = float(np.sqrt((score**2 / (1 - leverage)).sum())) / total
    return from_se(METHOD, scale, slope, se, n=n, df=_satterthwaite(leverage), n_clusters=n_clusters)


def _satterthwaite(leverage: np.ndarray) -> float:
    """Return the degrees of freedom of the CR2 variance when errors are independent and alike.

    The variance is the quadratic form of M = D(I − qq')D with q² = leverage and D² = q²/(1 − q²), up to a
    factor; the degrees of freedom are tr(M)²/tr(M²).
    """
    weight = leverage / (1 - leverage)
    squared = (weight**2 * (1 - 2 * leverage)).sum() + (weight * leverage).sum() ** 2
    return float((weight * (1 - leverage)).sum() ** 2 / squared)
