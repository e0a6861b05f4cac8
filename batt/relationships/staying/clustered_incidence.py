"""Estimate cumulative incidence of one cause, with what each provider adds to its error."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.staying.exit_counts import ExitCounts


@dataclass(frozen=True)
class ClusteredIncidence:
    """Aalen–Johansen curves and their influence by cluster.

    Estimand: of all who start, the share that has left for the cause by each day (`incidence`), and the share
    still in (`still_in`), when the causes act as they do.

    Attributes
    ----------
    incidence, still_in
        By day, from day 0, shape (days + 1,).
    incidence_influence, still_in_influence
        How much each curve would move per unit of weight put on a cluster, shape (G, days + 1). The variance
        of anything made of the curves is the sum over clusters of its squared influence (the infinitesimal
        jackknife).
    """

    incidence: np.ndarray
    still_in: np.ndarray
    incidence_influence: np.ndarray
    still_in_influence: np.ndarray

    def within(self, begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return, among those still in on day `begin`, the share that leaves for the cause by day `end`.

        Shares have shape (m,), their influence by cluster (G, m); NaN where nobody is left by `begin`.
        """
        in_then = np.where(self.still_in[begin] > 0, self.still_in[begin], np.nan)
        share = (self.incidence[end] - self.incidence[begin]) / in_then
        gained = self.incidence_influence[:, end] - self.incidence_influence[:, begin]
        return share, (gained - share * self.still_in_influence[:, begin]) / in_then


def clustered_incidence(counts: ExitCounts) -> ClusteredIncidence:
    """Estimate the incidence of the outcome, with late entry, and linearise it by cluster.

    Once everybody at risk has left, the curves stay where they are. Days on which nobody is at risk add
    nothing.

    Source: Aalen & Johansen (1978), Scand. J. Statist. 5, 141–150; the infinitesimal jackknife of R
    ``survival::survfit`` with ``cluster``.
    """
    at_risk = counts.at_risk.sum(axis=0)
    safe = np.maximum(at_risk, 1.0)
    hazard = counts.to_outcome.sum(axis=0) / safe
    leaving = counts.exits.sum(axis=0) / safe
    remaining = np.where(at_risk > 0, (at_risk - counts.exits.sum(axis=0)) / safe, 1.0)
    still_in = np.append(1.0, np.cumprod(remaining))
    before = still_in[:-1]
    incidence = np.append(0.0, np.cumsum(before * hazard))

    outcome_residual = (counts.to_outcome - hazard * counts.at_risk) / safe
    residual = (counts.exits - leaving * counts.at_risk) / safe
    lost = np.cumsum(np.divide(residual, remaining, out=np.zeros_like(residual), where=remaining > 0), axis=1)
    still_in_influence = -still_in * _from_day_zero(lost)
    moved = np.cumsum(before * outcome_residual + still_in_influence[:, :-1] * hazard, axis=1)
    return ClusteredIncidence(incidence, still_in, _from_day_zero(moved), still_in_influence)


def _from_day_zero(values: np.ndarray) -> np.ndarray:
    """Put a column of zeros for day 0 in front."""
    return np.concatenate([np.zeros((values.shape[0], 1)), values], axis=1)


def clustered_se(influence: np.ndarray) -> np.ndarray:
    """Return standard errors from influence by cluster, (G, m) to (m,), with the factor G/(G − 1)."""
    g = influence.shape[0]
    return np.sqrt((influence**2).sum(axis=0) * g / (g - 1))
