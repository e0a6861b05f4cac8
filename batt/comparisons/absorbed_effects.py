"""Regression with one effect per provider, absorbed and not spelt out as a column each."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.special import expit, logit

MAXIMUM_STEPS = 100
TOLERANCE = 1e-9
LONGEST_STEP = 2.0
RANK_TOLERANCE = 1e-8


@dataclass(frozen=True)
class AbsorbedFit:
    """Coefficients within providers, and the providers' effects.

    Attributes
    ----------
    coef, vcov
        Shape (k,) and (k, k); 0 for a column that does not vary within providers or repeats the others.
    identified
        Which columns were estimated, shape (k,).
    effects, information
        Each group's effect and the information about it (1 / variance given `coef`), shape (g,); NaN and 0
        for groups that contribute nothing.
    n, n_groups, n_silent
        Rows used, groups used, and groups that contribute nothing: one row, or all outcomes the same in a
        logit.
    reason
        Empty, ``no_contrast_within_providers`` or ``not_converged``.
    """

    coef: np.ndarray
    vcov: np.ndarray
    identified: np.ndarray
    effects: np.ndarray
    information: np.ndarray
    n: int
    n_groups: int
    n_silent: int
    reason: str = ""


def fit_absorbed_logit(design: np.ndarray, y: np.ndarray, groups: np.ndarray) -> AbsorbedFit:
    """Fit a logit with one effect per group by Firth's penalised likelihood.

    The penalty takes away the leading bias that many small groups bring into the coefficients, and keeps a
    coefficient finite where one level of a factor has no event. Groups in which all outcomes are the same are
    left out first, as in conditional likelihood: they say nothing about what differs within a group.

    Parameters
    ----------
    design
        Shape (n, k), without a constant, no missing values.
    y
        0 or 1, shape (n,).
    groups
        Codes 0 … g−1, shape (n,).

    Source: Firth (1993), Biometrika 80, 27–38; the partitioned Newton step is elementary.
    """
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    size = np.bincount(groups, minlength=n_groups)
    events = np.bincount(groups, weights=y, minlength=n_groups)
    is_used = (events > 0) & (events < size)
    rows = is_used[groups]
    nothing = _nothing(design.shape[1], n_groups, int((~is_used & (size > 0)).sum()))
    if not rows.any():
        return nothing
    used = np.flatnonzero(is_used)
    code = np.searchsorted(used, groups[rows])
    identified = _identified(design[rows], code)
    x, outcome = design[rows][:, identified], y[rows].astype(float)
    # Held twice: the product with the coefficients is fastest by columns, all else by rows.
    by_columns, x = np.asfortranarray(x), np.ascontiguousarray(x)
    effect = logit((events[used] + 0.5) / (size[used] + 1))
    coef = np.zeros(x.shape[1])
    for _ in range(MAXIMUM_STEPS):
        p = expit(effect[code] + by_columns @ coef)
        w = p * (1 - p)
        total = np.bincount(code, weights=w)
        mean = _group_sums(x * w[:, None], code) / total[:, None]
        centred = x - mean[code]
        inverse = np.linalg.pinv(centred.T @ (centred * w[:, None]), hermitian=True)
        leverage = w * (1 / total[code] + np.einsum("ij,jk,ik->i", centred, inverse, centred, optimize=True))
        residual = outcome - p + leverage * (0.5 - p)
        step = inverse @ (centred.T @ residual)
        step_effect = np.bincount(code, weights=residual) / total - mean @ step
        largest = max(np.abs(step).max(initial=0.0), np.abs(step_effect).max())
        damping = min(1.0, LONGEST_STEP / max(largest, TOLERANCE))
        coef, effect = coef + damping * step, effect + damping * step_effect
        if largest < TOLERANCE:
            break
    else:
        return AbsorbedFit(**{**nothing.__dict__, "reason": "not_converged"})
    return _filled(nothing, identified, coef, inverse, used, effect, total, int(rows.sum()))


def fit_absorbed_linear(design: np.ndarray, y: np.ndarray, groups: np.ndarray) -> AbsorbedFit:
    """Fit least squares with one effect per group; the covariance is robust and clustered on the group.

    Parameters and shapes as in `fit_absorbed_logit`, with `y` any number. Groups of one row say nothing about
    the coefficients.
    """
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    size = np.bincount(groups, minlength=n_groups)
    nothing = _nothing(design.shape[1], n_groups, int((size == 1).sum()))
    used = np.flatnonzero(size > 1)
    rows = size[groups] > 1
    if not rows.any() or np.ptp(y[rows]) == 0:
        return nothing
    code = np.searchsorted(used, groups[rows])
    identified = _identified(design[rows], code)
    x, outcome = design[rows][:, identified], y[rows].astype(float)
    count = size[used].astype(float)
    x_mean = _group_sums(x, code) / count[:, None]
    y_mean = np.bincount(code, weights=outcome) / count
    centred = x - x_mean[code]
    inverse = np.linalg.pinv(centred.T @ centred, hermitian=True)
    coef = inverse @ (centred.T @ (outcome - y_mean[code]))
    residual = outcome - y_mean[code] - centred @ coef
    scores = _group_sums(centred * residual[:, None], code)
    factor = len(used) / max(len(used) - 1, 1)
    vcov = factor * inverse @ (scores.T @ scores) @ inverse
    variance = residual @ residual / max(len(outcome) - len(used) - len(coef), 1)
    if variance <= 0:
        return nothing
    effect = y_mean - x_mean @ coef
    return _filled(nothing, identified, coef, vcov, used, effect, count / variance, int(rows.sum()))


def _identified(x: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Return which columns vary within groups and do not repeat columns before them. Shape (k,)."""
    count = np.bincount(code).astype(float)
    centred = x - (_group_sums(x, code) / count[:, None])[code]
    scale = np.sqrt((x**2).mean(axis=0))
    scaled = centred / np.where(scale > 0, scale, 1.0)
    kept: list[int] = []
    basis = np.zeros((len(x), 0))
    for column in range(x.shape[1]):
        # Twice, since one pass of Gram–Schmidt loses digits.
        rest = scaled[:, column] - basis @ (basis.T @ scaled[:, column])
        rest = rest - basis @ (basis.T @ rest)
        length = linalg.norm(rest)
        if length > RANK_TOLERANCE * np.sqrt(len(x)):
            kept.append(column)
            basis = np.column_stack([basis, rest / length])
    return np.isin(np.arange(x.shape[1]), kept)


def _group_sums(x: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Return the column sums per group, shape (g, k)."""
    members = sparse.csr_matrix((np.ones(len(code)), (code, np.arange(len(code)))))
    return members @ x


def _nothing(k: int, n_groups: int, n_silent: int) -> AbsorbedFit:
    return AbsorbedFit(
        coef=np.zeros(k),
        vcov=np.zeros((k, k)),
        identified=np.zeros(k, dtype=bool),
        effects=np.full(n_groups, np.nan),
        information=np.zeros(n_groups),
        n=0,
        n_groups=0,
        n_silent=n_silent,
        reason="no_contrast_within_providers",
    )


def _filled(
    nothing: AbsorbedFit,
    identified: np.ndarray,
    coef: np.ndarray,
    vcov: np.ndarray,
    used: np.ndarray,
    effect: np.ndarray,
    information: np.ndarray,
    n: int,
) -> AbsorbedFit:
    """Put the estimates at the places of their columns and groups."""
    filled = AbsorbedFit(**{**nothing.__dict__, "identified": identified, "n": n, "reason": ""})
    filled.coef[identified] = coef
    filled.vcov[np.ix_(identified, identified)] = vcov
    filled.effects[used] = effect
    filled.information[used] = information
    return AbsorbedFit(**{**filled.__dict__, "n_groups": len(used)})
