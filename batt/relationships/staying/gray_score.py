"""Score and variance of Gray's test, for people who are independent of each other."""

import numpy as np


def gray_score(time: np.ndarray, kind: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the scores of all groups but the last, shape (K − 1,), and their covariance.

    Parameters
    ----------
    kind
        0 censored, 1 left for the cause, 2 for another.
    group
        Codes 0 … K − 1.

    With rho = 0, in the names of the paper: `weighted` is h, those at risk over those still in, group by
    group; `spread` is a; `shift` is c. Tied exits count as drawn without replacement.

    Source: Gray (1988), Ann. Statist. 16, 1141–1154, §2; as R ``cmprsk::cuminc``.
    """
    at_risk, own, other = _counts(time, kind, group)
    remaining = np.cumprod(1 - _over(own + other, at_risk, at_risk > 0), axis=0)
    before = np.vstack([np.ones(at_risk.shape[1]), remaining[:-1]])
    step = _over(before * own, at_risk, at_risk > 0)
    left_before = np.cumsum(step, axis=0) - step
    weighted = _over(at_risk, before, at_risk > 0)
    total, events = weighted.sum(axis=1), own.sum(axis=1)
    pooled = np.cumsum(events / total)
    pooled_before = pooled - events / total

    expected = weighted * (1 - left_before)
    score = (own - expected * (events / expected.sum(axis=1))[:, None]).sum(axis=0)

    spread = weighted[:, :, None] * np.eye(at_risk.shape[1])
    spread = spread - weighted[:, :, None] * weighted[:, None, :] / total[:, None, None]
    shift = np.cumsum(spread * (events / (total * (1 - pooled_before)))[:, None, None], axis=0)
    later = shift[-1] - shift
    carried = _over((1 - pooled)[:, None], remaining, remaining > 0)
    # A last event leaves nobody to carry anything on to.
    of_own = (1 - carried)[:, None, :] * later + spread
    of_other = carried[:, None, :] * later
    in_ties = 1 - _over((events - 1)[:, None], total[:, None] * before - 1, (events > 1)[:, None])
    own_weight = _over(in_ties * before * events[:, None], total[:, None] * at_risk, at_risk > 0)
    other_ties = 1 - _over(other - 1, at_risk - 1, other > 1)
    other_weight = _over(other_ties * before**2 * other, at_risk**2, other > 0)
    variance = np.einsum("tik,tjk,tk->ij", of_own, of_own, own_weight)
    variance += np.einsum("tik,tjk,tk->ij", of_other, of_other, other_weight)
    return score[:-1], variance[:-1, :-1]


def _counts(time: np.ndarray, kind: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, ...]:
    """Count those at risk, exits for the cause and others, by time of an exit and group: shape (t, K)."""
    steps, number = np.unique(time[kind > 0]), int(group.max()) + 1
    place = np.searchsorted(steps, time, side="right") - 1
    seen = np.zeros((len(steps) + 1, number))
    np.add.at(seen, (place + 1, group), 1)
    at_risk = np.cumsum(seen[:0:-1], axis=0)[::-1]
    own, other = np.zeros((2, len(steps), number))
    np.add.at(own, (place[kind == 1], group[kind == 1]), 1)
    np.add.at(other, (place[kind == 2], group[kind == 2]), 1)
    return at_risk, own, other


def _over(numerator: np.ndarray, denominator: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Divide where it makes sense; 0 elsewhere."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape, where.shape)
    return np.divide(numerator, denominator, out=np.zeros(shape), where=np.broadcast_to(where, shape))
