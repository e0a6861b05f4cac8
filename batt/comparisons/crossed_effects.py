"""Two crossed groupings with an effect each: a mixed model by restricted maximum likelihood."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, sparse

RATIO_RANGE = (-4.0, 12.0)
"""Log of residual over group variance; at the upper end the groups do not differ."""


@dataclass(frozen=True)
class CrossedEffects:
    """First grouping (subjects) and second (raters), estimated together.

    Attributes
    ----------
    mean
        Of the whole, with both effects at zero.
    fixed, fixed_se
        Each subject's level with subjects as fixed and raters as random effects, shape (g,).
    shrunken, shrunken_se
        Each subject's level with both random (best linear unbiased prediction), shape (g,).
    subject_variance, rater_variance, residual_variance
        The last for one unit of weight.
    """

    mean: float
    fixed: np.ndarray
    fixed_se: np.ndarray
    shrunken: np.ndarray
    shrunken_se: np.ndarray
    subject_variance: float
    rater_variance: float
    residual_variance: float


def fit_crossed_effects(
    y: np.ndarray, weight: np.ndarray, subject: np.ndarray, rater: np.ndarray
) -> CrossedEffects:
    """Fit y = mean + subject + rater + error, with error variance σ²/weight.

    Parameters
    ----------
    y, weight
        Shape (n,).
    subject, rater
        Codes from 0, each present, shape (n,); rater −1 where unknown, which then has no effect.

    Notes
    -----
    Henderson's equations; the restricted likelihood is maximised over the two variance ratios. Source:
    Searle, Casella & McCulloch (1992), Variance Components, §7.6.
    """
    g, h = int(subject.max()) + 1, int(rater.max()) + 1
    normal, right = _normal_equations(y, weight, subject, rater, g, h)
    total = float(weight @ y**2)
    n = len(y)

    def penalty(log_ratio: np.ndarray) -> np.ndarray:
        return np.concatenate([[0.0], np.full(g, np.exp(log_ratio[0])), np.full(h, np.exp(log_ratio[1]))])

    # No row belongs to two members of a grouping, so the larger grouping is solved for member by member.
    place = np.arange(1 + g + h)
    is_out = (place > g) if h > g else (place > 0) & (place <= g)
    core, cross = normal[~is_out][:, ~is_out], sparse.csr_matrix(normal[~is_out][:, is_out])

    def deviance(log_ratio: np.ndarray) -> float:
        ridge = penalty(log_ratio)
        own = np.diag(normal)[is_out] + ridge[is_out]
        scaled = cross @ sparse.diags(1 / own)
        rest = core + np.diag(ridge[~is_out]) - (scaled @ cross.T).toarray()
        factor = linalg.cholesky(rest, lower=True, check_finite=False)
        half = linalg.solve_triangular(
            factor, right[~is_out] - scaled @ right[is_out], lower=True, check_finite=False
        )
        left = max((total - half @ half - right[is_out] @ (right[is_out] / own)) / (n - 1), 1e-300)
        determinant = 2 * np.log(np.diag(factor)).sum() + np.log(own).sum()
        return (n - 1) * np.log(left) + determinant - g * log_ratio[0] - h * log_ratio[1]

    best = optimize.minimize(
        deviance,
        np.array([1.5, 2.0]),
        method="Nelder-Mead",
        bounds=[RATIO_RANGE] * 2,
        options={"xatol": 1e-4},
    )
    inverse = linalg.inv(normal + np.diag(penalty(best.x)))
    solution = inverse @ right
    residual = max(float(total - solution @ right) / (n - 1), 0.0)
    level = np.zeros((g, len(solution)))
    level[:, 0] = level[np.arange(g), np.arange(g) + 1] = 1.0
    open_subjects = normal[1:, 1:] + np.diag(np.concatenate([np.zeros(g), penalty(best.x)[g + 1 :]]))
    inverse_fixed = linalg.inv(open_subjects)
    fixed = inverse_fixed @ right[1:]
    # A ratio at its upper end stands for a variance of zero.
    variances = np.where(best.x >= RATIO_RANGE[1] - 0.01, 0.0, residual / np.exp(best.x))
    return CrossedEffects(
        float(solution[0]),
        fixed[:g],
        np.sqrt(residual * np.diag(inverse_fixed)[:g]),
        level @ solution,
        np.sqrt(residual * np.einsum("ij,jk,ik->i", level, inverse, level, optimize=True)),
        float(variances[0]),
        float(variances[1]),
        residual,
    )


def _normal_equations(
    y: np.ndarray, weight: np.ndarray, subject: np.ndarray, rater: np.ndarray, g: int, h: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return Z'WZ and Z'Wy for the columns mean, subjects, raters; shape (1+g+h, 1+g+h) and (1+g+h,)."""
    size = 1 + g + h
    normal, right = np.zeros((size, size)), np.zeros(size)
    known = rater >= 0
    columns = [np.zeros(len(y), dtype=int), subject + 1, np.where(known, rater + 1 + g, 0)]
    weights = [weight, weight, np.where(known, weight, 0.0)]
    for i in range(3):
        np.add.at(right, columns[i], weights[i] * y)
        for j in range(3):
            both = weight * (weights[i] > 0) * (weights[j] > 0)
            np.add.at(normal, (columns[i], columns[j]), both)
    return normal, right
