"""Estimate a share whose units come in clusters, with an interval that also holds near 0 and 1."""

import numpy as np
import pandas as pd
from scipy import stats

from batt.indicators._formulas import wilson_interval
from batt.relationships.estimate import Estimate, no_estimate

METHOD = "clustered_share"


def clustered_share(is_so: pd.Series, clusters: pd.Series, *, null: float = 0.0) -> Estimate:
    """Estimate the share of units of a kind.

    The estimand: the share of such units that are of the kind, in a similar year.

    Parameters
    ----------
    is_so
        One value per unit, whether it is of the kind.
    clusters
        The cluster of each unit, such as who decided on it.

    Returns
    -------
    Estimate
        With Wilson's interval at the effective number of units: that number of independent units whose share
        would be as uncertain as this one is between clusters, at Student's t with clusters − 1 degrees of
        freedom, never more than there are. No p-value: the interval is the test. Reasons: ``too_few`` without
        units, ``one_cluster``.

    Source: Korn and Graubard (1998), Survey Methodology 24, 193–201, with Wilson's limits in place of Clopper
    and Pearson's.
    """
    n = len(is_so)
    codes = pd.factorize(clusters)[0]
    g = len(np.unique(codes))
    if n == 0 or g == 1:
        return no_estimate(METHOD, "share", "one_cluster" if n else "too_few", n=n, n_clusters=g)
    x = is_so.to_numpy(dtype=float)
    share = float(x.mean())
    of_cluster = np.bincount(codes, weights=x - share)
    variance = g / (g - 1) * (of_cluster**2).sum() / n**2
    width = (stats.norm.ppf(0.975) / stats.t.ppf(0.975, g - 1)) ** 2
    effective = min(share * (1 - share) / variance * width, n) if variance > 0 else n
    low, high = (float(end) for end in wilson_interval(share * effective, effective))
    return Estimate(METHOD, "share", share, low, high, df=g - 1, n=n, n_clusters=g, null=null)
