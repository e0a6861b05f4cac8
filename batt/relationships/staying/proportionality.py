"""Test whether a hazard ratio stays the same however long people have been in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from batt.relationships.staying.hazard_fit import FittedRows, HazardFit
from batt.relationships.staying.hotelling import hotelling
from batt.relationships.staying.risk_sets import added_at

Transform = Literal["km", "identity"]


@dataclass(frozen=True)
class Proportionality:
    """A score test of hazard ratios that change with time.

    Attributes
    ----------
    statistic
        Score statistic: chi-square with `df` degrees of freedom, or `df` times an F with `df` and
        `df_clusters` when the fit was clustered.
    df, df_clusters
        Covariates tested; clusters less `df`, infinite without clusters.
    p
        p-value; NaN when `reason` is set.
    reason
        The fit's reason when it has no estimate, or ``few_clusters``.
    """

    statistic: float
    df: int
    df_clusters: float
    p: float
    reason: str = ""


def proportionality(
    fit: HazardFit, columns: Sequence[int] | None = None, transform: Transform = "km"
) -> Proportionality:
    """Test that the covariates' log hazard ratios of a Cox fit do not grow or fall with a function of time.

    Estimand: the slope of each log hazard ratio over g(time); the test says nothing of other ways to change.

    Parameters
    ----------
    columns
        Covariates tested together; default all.
    transform
        ``km``: g is one minus the share without the event (Kaplan–Meier, just before), so that late events
        of few people weigh no more than early ones; ``identity``: time itself.

    Notes
    -----
    Without clusters this is R ``cox.zph`` (survival 3): the score test of covariates times g(time). With
    clusters the score is compared with its spread over clusters (`hotelling`).

    Source: Grambsch & Therneau (1994), Biometrika 81, 515–526.
    """
    asked = np.arange(len(fit.coef)) if columns is None else np.asarray(columns, dtype=int)
    if fit.fitted is None:
        return Proportionality(np.nan, len(asked), np.inf, np.nan, fit.reason)
    here, times = fit.fitted.at_coef, _of_time(fit.fitted, transform)
    mixed = here.information(times)
    fitted_away = np.linalg.solve(here.information(), mixed).T
    if fit.fitted.clusters is None:
        score = here.gradient(times)[asked]
        variance = (here.information(times**2) - fitted_away @ mixed)[np.ix_(asked, asked)]
        statistic = float(score @ np.linalg.pinv(variance) @ score)
        p = float(stats.chi2.sf(statistic, len(asked)))
        return Proportionality(statistic, len(asked), np.inf, p)
    rows = (here.residuals(times) - here.residuals() @ fitted_away.T)[:, asked]
    test = hotelling(added_at(fit.fitted.clusters, rows, int(fit.fitted.clusters.max()) + 1))
    if test is None:
        return Proportionality(np.nan, len(asked), np.nan, np.nan, "few_clusters")
    return Proportionality(test.statistic, test.df, test.df_clusters, test.p)


def _of_time(fitted: FittedRows, transform: Transform) -> np.ndarray:
    """Return g at every event, shape (e,), centred."""
    model = fitted.at_coef.model
    risk = model.risk
    if transform == "identity":
        values = risk.time
    else:
        _, place = np.unique(risk.time, return_inverse=True)
        at_risk = np.bincount(place, risk.over_rows(np.ones(len(model.x))))
        events = np.bincount(place, np.bincount(model.when, minlength=len(risk.time)))
        remaining = np.cumprod(1 - events / at_risk)
        values = (1 - np.append(1.0, remaining)[:-1])[place]
    of_event = values[model.when]
    return of_event - of_event.mean()
