"""Answer one question for one programme: the number it is judged by, and the curve where it asks for one."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.leavers.bands import band_shares, leavers_near
from batt.relationships.own_questions.people import People, people_asked
from batt.relationships.own_questions.question import OwnQuestion
from batt.relationships.own_questions.standardised import StandardisedFit, fit_curve, fit_line
from batt.relationships.staying.cox import cox

CURVE_POINTS = 61
COMPARED = (0.10, 0.50, 0.90)
"""Quantiles of the exposure between which a curve is compared. Source: decision."""

CURVE_COLUMNS = ("at", "share", "low", "high", "n_near")


@dataclass(frozen=True)
class OwnAnswer:
    """The answer to an exploratory question. It was asked after the data were seen, or may have been.

    Attributes
    ----------
    programme
        The programme examined.
    estimate
        ``curve``: adjusted share with the outcome at the 90th percentile of the exposure less that at the
        10th; where the question is whether it differs, the largest of the differences between the 10th, 50th
        and 90th, with an interval that holds for all of them. ``logit``: average difference in the share
        when everybody's exposure is `per` more (yes against no where it is yes or no). ``cox``: ratio of the
        rates of leaving for the outcome when it is `per` more.
    curve
        Model ``curve`` only. One row per point: ``at, share, low, high, n_near`` (people within half a band
        of the point); no rows where nothing was fitted.
    bands
        Model ``curve`` only. One row per band of the exposure, as observed
        (`batt.relationships.leavers.bands.band_shares`).
    """

    question: OwnQuestion
    programme: str
    estimate: Estimate
    curve: pd.DataFrame
    bands: pd.DataFrame
    label: str = "exploratory"


def answer(evidence: Evidence, question: OwnQuestion, programme: str) -> OwnAnswer:
    """Fit the question's model to the people it is asked of."""
    people = people_asked(evidence, question, programme)
    no_curve, no_bands = pd.DataFrame(columns=list(CURVE_COLUMNS)), band_shares(people.x[:0], people.y[:0])
    if question.model == "cox":
        return OwnAnswer(question, programme, _hazard_ratio(people, question), no_curve, no_bands)
    if question.model == "logit":
        return OwnAnswer(question, programme, _difference(people, question), no_curve, no_bands)
    fit = fit_curve(people.x, people.y, people.others, people.clusters)
    compared = np.quantile(people.x, COMPARED) if len(people.x) else np.zeros(3)
    low, middle, high = (float(value) for value in compared)
    is_two_sided = question.direction == "differs"
    estimate = fit.largest_difference(low, middle, high) if is_two_sided else fit.difference(low, high)
    return OwnAnswer(question, programme, estimate, _curve(fit), band_shares(people.x, people.y))


def _difference(people: People, question: OwnQuestion) -> Estimate:
    fit = fit_line(people.x, people.y, people.others, people.clusters)
    if question.exposure.type == "yes_no":
        return fit.difference(0.0, 1.0)
    return fit.difference(people.x, people.x + question.per)


def _hazard_ratio(people: People, question: OwnQuestion) -> Estimate:
    if len(people.y) == 0:
        return no_estimate("cox", "hazard_ratio", "too_few")
    covariates = np.column_stack([people.x / question.per, people.others])
    fit = cox(
        people.time, people.y.astype(int), covariates, entry=people.entry, clusters=people.clusters
    ).estimate()
    # A constant covariate has been left out, so a constant column can only be the exposure.
    return replace(fit, n=len(people.x))


def _curve(fit: StandardisedFit) -> pd.DataFrame:
    x = fit.exposure
    if fit.reason:
        return pd.DataFrame(columns=list(CURVE_COLUMNS))
    first, last = np.quantile(x, [0.01, 0.99])
    at = np.linspace(first, last, CURVE_POINTS)
    share, low, high = fit.curve(at)
    return pd.DataFrame({"at": at, "share": share, "low": low, "high": high, "n_near": leavers_near(x, at)})
