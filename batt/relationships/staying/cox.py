"""Compare how fast people leave for a cause, by the Cox model, with late entry, ties, strata and clusters."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.relationships.staying.hazard_fit import HazardFit, codes, fit_hazards
from batt.relationships.staying.partial_likelihood import Ties
from batt.relationships.staying.risk_sets import risk_sets


def cox(
    time: Sequence[float] | np.ndarray | pd.Series,
    event: Sequence[int] | np.ndarray | pd.Series,
    covariates: np.ndarray | pd.DataFrame | pd.Series,
    *,
    entry: Sequence[float] | np.ndarray | pd.Series | None = None,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    strata: Sequence[object] | np.ndarray | pd.Series | None = None,
    ties: Ties = "efron",
) -> HazardFit:
    """Fit the proportional hazards model by maximum partial likelihood.

    Estimand: among people equally long in, alike in the other covariates and of the same stratum, the ratio
    of the rates of leaving for the cause between two who differ by one in a covariate. With other causes
    censored it is the cause-specific ratio: it says nothing of how many leave for the cause in the end.

    Parameters
    ----------
    time
        End of each row, from the spell's start. A person may have several rows that do not overlap
        (`episodes.split_at`), for covariates that change.
    event
        1 (or True) when the row ends with an exit for the cause, else 0.
    covariates
        Shape (n,) or (n, k). A row in which any is missing is dropped, as is one without cluster or stratum.
    entry
        The row is at risk after `entry` up to and with `time`; default 0.
    clusters
        Provider of each row. Then inference is by the sandwich over clusters with Fay and Graubard's
        correction, and Student's t (`cluster_sandwich`). Rows of one person must lie in one cluster.
    strata
        Rows are compared within their stratum only, each stratum with a baseline of its own.
    ties
        ``efron`` or ``breslow``.

    Returns
    -------
    HazardFit
        With `reason` set, and no exception or warning, where the data cannot carry the fit: ``too_few``
        (no rows), ``all_censored`` (no event), ``one_cluster``, ``few_clusters`` (no more than covariates),
        ``constant_exposure``, ``singular``, ``separation`` (a hazard ratio of 0 or infinity) or
        ``not_converged``.

    Raises
    ------
    ValueError
        When a time is missing or not after its entry.

    Source: Cox (1972), J. R. Statist. Soc. B 34, 187–220; Efron (1977), JASA 72, 557–565; Lin & Wei (1989),
    JASA 84, 1074–1078, for the sandwich.
    """
    exit_time = np.asarray(time, dtype=float)
    start = np.zeros(len(exit_time)) if entry is None else np.asarray(entry, dtype=float)
    if not (exit_time > start).all():
        raise ValueError("every time must be known and come after its entry")
    x = np.asarray(covariates, dtype=float)
    x = x[:, None] if x.ndim == 1 else x
    groups = codes(clusters, len(exit_time))
    layers = codes(strata, len(exit_time))
    known = np.isfinite(x).all(axis=1) & (groups >= 0) & (layers >= 0)
    happened = np.asarray(event).astype(bool)[known]
    return fit_hazards(
        "cox",
        risk_sets(start[known], exit_time[known], happened, layers[known]),
        x[known],
        happened,
        clusters=None if clusters is None else np.unique(groups[known], return_inverse=True)[1],
        ties=ties,
    )
