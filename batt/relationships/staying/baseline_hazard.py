"""The hazard behind a Cox fit, added up over time."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.staying.hazard_fit import HazardFit


@dataclass(frozen=True)
class BaselineHazard:
    """Cumulative hazard of somebody whose covariates are all zero. One value per event time and stratum.

    Attributes
    ----------
    time
        Event times, strata one after the other, shape (m,).
    stratum
        Number of the stratum in order of appearance, shape (m,).
    cumulative
        Expected number of events by then, shape (m,).
    """

    time: np.ndarray
    stratum: np.ndarray
    cumulative: np.ndarray


def baseline_hazard(fit: HazardFit) -> BaselineHazard:
    """Add up the hazard's steps, with ties taken as the fit took them; empty where there is no fit.

    As R ``basehaz(centered = FALSE)``.

    Source: Breslow (1972), J. R. Statist. Soc. B 34, 216–217.
    """
    if fit.fitted is None:
        return BaselineHazard(np.empty(0), np.empty(0, dtype=int), np.empty(0))
    model = fit.fitted.at_coef.model
    at_mean = np.bincount(model.when, fit.fitted.at_coef.hazard, minlength=len(model.risk.time))
    running = np.cumsum(at_mean)
    stratum = model.risk.stratum
    before = np.append(0.0, running)[np.searchsorted(stratum, stratum)]
    return BaselineHazard(
        model.risk.time, stratum, (running - before) * np.exp(-fit.fitted.centre @ fit.coef)
    )
