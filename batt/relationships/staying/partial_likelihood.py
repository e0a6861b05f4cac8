"""Maximise a partial likelihood over risk sets: the engine under the Cox and the Fine–Gray model."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from batt.relationships.staying.risk_sets import RiskSets, added_at

Ties = Literal["efron", "breslow"]
ITERATIONS = 60
CONVERGED = 1e-8
"""Largest Newton step, in standard deviations of the covariates."""


@dataclass(frozen=True)
class PartialLikelihood:
    """Data of a partial likelihood, ready to be evaluated at any coefficients.

    Attributes
    ----------
    risk
        The risk sets of the n rows.
    x
        Covariates, shape (n, k), centred and of like size.
    at
        Row numbers of the events, shape (e,).
    when
        Position in `risk` of each event's time, shape (e,).
    removed
        Shape (e,): the share of a tied group that no longer is at risk when the event is counted. Efron
        takes 0, 1/d, …, (d−1)/d of d tied events; Breslow 0.
    """

    risk: RiskSets
    x: np.ndarray
    at: np.ndarray
    when: np.ndarray
    removed: np.ndarray

    def evaluate(self, coef: np.ndarray) -> "Evaluation":
        """Return everything that the likelihood gives at some coefficients."""
        predictor = self.x @ coef
        predictor = predictor - predictor.mean()
        score = np.exp(predictor)
        rows = np.column_stack([score, score[:, None] * self.x])
        all_rows, tied = self.risk.over_rows(rows), self._by_time(rows[self.at])
        sums = all_rows[self.when] - self.removed[:, None] * tied[self.when]
        mean = sums[:, 1:] / sums[:, [0]]
        loglik = float(predictor[self.at].sum() - np.log(sums[:, 0]).sum())
        return Evaluation(self, score, mean, 1 / sums[:, 0], loglik)

    def by_row(self, per_event: np.ndarray) -> np.ndarray:
        """Add up a quantity of events over those at which each row was at risk, less what ties removed."""
        added = self.risk.over_times(self._by_time(per_event))
        removed = self.removed if per_event.ndim == 1 else self.removed[:, None]
        added[self.at] -= self._by_time(removed * per_event)[self.when]
        return added

    def _by_time(self, per_event: np.ndarray) -> np.ndarray:
        return added_at(self.when, per_event, len(self.risk.time))

    def mean_of_tied(self, per_event: np.ndarray) -> np.ndarray:
        """Give each event the mean of those at its time: which of them came first is not known."""
        size = np.bincount(self.when, minlength=len(self.risk.time))
        return (self._by_time(per_event) / size[:, None])[self.when]


@dataclass(frozen=True)
class Evaluation:
    """A partial likelihood at some coefficients.

    Attributes
    ----------
    score
        Relative hazard of each row, shape (n,).
    mean
        Mean covariates of those at risk at each event, shape (e, k).
    hazard
        Baseline hazard's step for each event, shape (e,).
    """

    model: PartialLikelihood
    score: np.ndarray
    mean: np.ndarray
    hazard: np.ndarray
    loglik: float

    def gradient(self, weight: np.ndarray | None = None) -> np.ndarray:
        """Return the first derivative, shape (k,); with `weight` (e,), events count that much."""
        return self._weights(weight) @ (self.model.x[self.model.at] - self.mean)

    def information(self, weight: np.ndarray | None = None) -> np.ndarray:
        """Return minus the second derivative, shape (k, k); with `weight` (e,), events count that much."""
        times = self._weights(weight)
        exposed = self.score * self.model.by_row(self.hazard * times)
        x = self.model.x
        return x.T @ (exposed[:, None] * x) - self.mean.T @ (times[:, None] * self.mean)

    def residuals(self, weight: np.ndarray | None = None) -> np.ndarray:
        """Return each row's part of the gradient, martingale integrals that add up to it, shape (n, k).

        Source: Therneau, Grambsch & Fleming (1990), Biometrika 77, 147–160; Lin & Wei (1989), JASA 84,
        1074–1078.
        """
        model, times = self.model, self._weights(weight)
        hazard = self.hazard * times
        compensator = model.x * model.by_row(hazard)[:, None]
        compensator -= model.by_row(hazard[:, None] * self.mean)
        residuals = -self.score[:, None] * compensator
        own = times[:, None] * (model.x[model.at] - model.mean_of_tied(self.mean))
        residuals[model.at] += own
        return residuals

    def information_by(self, groups: np.ndarray, number: int) -> np.ndarray:
        """Return what each group's rows hold of the information, shape (number, k, k); adds up to it."""
        model, x = self.model, self.model.x
        time_at_risk = model.by_row(self.hazard)[:, None]
        mean = model.by_row(self.hazard[:, None] * self.mean)
        parts = []
        # One row of the matrix at a time, so that memory grows with the covariates and not their square.
        for j in range(x.shape[1]):
            square = model.by_row((self.hazard * self.mean[:, j])[:, None] * self.mean)
            about_mean = x[:, [j]] * (x * time_at_risk - mean) - mean[:, [j]] * x + square
            parts.append(added_at(groups, self.score[:, None] * about_mean, number))
        return np.stack(parts, axis=1)

    def _weights(self, weight: np.ndarray | None) -> np.ndarray:
        return np.ones(len(self.hazard)) if weight is None else weight


def partial_likelihood(risk: RiskSets, x: np.ndarray, event: np.ndarray, ties: Ties) -> PartialLikelihood:
    """Order the events and say how ties are taken."""
    at = np.flatnonzero(event)
    when = risk.stop[at] - 1
    order = np.argsort(when, kind="stable")
    at, when = at[order], when[order]
    size = np.bincount(when, minlength=len(risk.time))[when]
    number = np.arange(len(when)) - np.searchsorted(when, when)
    removed = number / size if ties == "efron" else np.zeros(len(when))
    return PartialLikelihood(risk, x, at, when, removed)


def maximise(model: PartialLikelihood) -> tuple[np.ndarray, Evaluation, str]:
    """Return coefficients, the evaluation there, and the reason when there is no maximum.

    Newton–Raphson with halved steps. Reasons: ``constant_exposure`` (a covariate that never varies among
    those at risk), ``singular`` (covariates that say the same), ``separation`` (the likelihood rises for
    ever) and ``not_converged``.

    At a finite maximum the steps shrink with what they gain. Where the likelihood only levels out, the gain
    vanishes and the steps do not: that is how `separation` is told.
    """
    coef = np.zeros(model.x.shape[1])
    here = model.evaluate(coef)
    information = here.information()
    if reason := _degenerate(information, len(model.at)):
        return coef, here, reason
    for _ in range(ITERATIONS):
        try:
            step = np.linalg.solve(information, here.gradient())
        except np.linalg.LinAlgError:
            return coef, here, "separation"
        largest, gain = np.abs(step).max(), float(step @ here.gradient())
        if largest < CONVERGED:
            return coef, here, ""
        if gain < 1e-9 and largest > 1e-3:
            return coef, here, "separation"
        coef, here = _uphill(model, coef, here, step)
        information = here.information()
    return coef, here, "not_converged"


def _uphill(
    model: PartialLikelihood, coef: np.ndarray, here: Evaluation, step: np.ndarray
) -> tuple[np.ndarray, Evaluation]:
    """Take the step, or as much of it as does not lower the likelihood."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for halving in range(12):
            tried = coef + step / 2**halving
            there = model.evaluate(tried)
            if there.loglik >= here.loglik - 1e-10 * abs(here.loglik):
                return tried, there
    return coef, here


def _degenerate(information: np.ndarray, events: int) -> str:
    """Say why the covariates cannot be told apart, if they cannot."""
    spread = np.diag(information)
    if (spread < 1e-10 * events).any():
        return "constant_exposure"
    scale = np.sqrt(np.outer(spread, spread))
    return "singular" if np.linalg.eigvalsh(information / scale)[0] < 1e-9 else ""
