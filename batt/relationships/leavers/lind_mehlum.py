"""Test a quadratic for an inverted U: rising at the low end of the data and falling at the high end."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from batt.relationships.leavers.quadratic import QuadraticFit


@dataclass(frozen=True)
class LindMehlum:
    """Slopes of the quadratic at both ends of the data, and the one-sided tests of both together.

    Attributes
    ----------
    slope_low, slope_high, se_slope_low, se_slope_high
        b1 + 2·b2·x at the smallest and largest exposure, with standard errors.
    t_low, t_high
        Statistics in the direction of an inverted U (rising at the low end, falling at the high end).
    p_low, p_high
        Their one-sided p-values.
    statistic, p
        The smaller statistic and its p-value: an inverted U needs both (intersection–union test).
    p_u
        The same for a U.
    """

    slope_low: float
    slope_high: float
    se_slope_low: float
    se_slope_high: float
    t_low: float
    t_high: float
    p_low: float
    p_high: float
    statistic: float
    p: float
    p_u: float


def lind_mehlum(fit: QuadraticFit) -> LindMehlum:
    """Test whether the fitted quadratic rises at x_low and falls at x_high.

    A significant square alone does not show an inverted U: a curve may flatten without ever falling. Uses
    the normal distribution or Student's t, as `fit.df` says. A fit with a `reason` gives NaN everywhere.

    Source: Lind & Mehlum (2010), Oxford Bulletin of Economics and Statistics 72, 109–118; Sasabuchi (1980),
    Biometrika 67, 429–439.
    """
    v11, v12, v22 = fit.vcov[1][1], fit.vcov[1][2], fit.vcov[2][2]

    def slope(x: float) -> tuple[float, float]:
        return fit.b1 + 2 * fit.b2 * x, float(np.sqrt(v11 + 4 * x * v12 + 4 * x**2 * v22))

    slope_low, se_low = slope(fit.x_low)
    slope_high, se_high = slope(fit.x_high)
    t_low, t_high = slope_low / se_low, -slope_high / se_high
    statistic = float(np.minimum(t_low, t_high))
    return LindMehlum(
        slope_low=slope_low,
        slope_high=slope_high,
        se_slope_low=se_low,
        se_slope_high=se_high,
        t_low=t_low,
        t_high=t_high,
        p_low=float(stats.t.sf(t_low, fit.df)),
        p_high=float(stats.t.sf(t_high, fit.df)),
        statistic=statistic,
        p=float(stats.t.sf(statistic, fit.df)),
        p_u=float(stats.t.sf(np.minimum(-t_low, -t_high), fit.df)),
    )
