"""The season of a monthly series of counts: how many more or fewer a month has than the average month."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MONTHS_OF_YEAR = 12
_STEPS, _CLOSE = 500, 1e-10


def seasonal_factors(counts: NDArray[np.float64], months: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the factor of each month of the year, with mean 1, from a log-linear model.

    The expected count is level of the year × factor of the month. The maximum of its Poisson likelihood,
    which any constant overdispersion leaves where it is, is where fitted counts add up to the observed ones
    in each year and each month of the year; both are scaled in turn until they do. A year's level moves with
    the year, so a year that is not whole does not bend the season.

    Parameters
    ----------
    counts
        Shape (points,), in the order of time, no missing values.
    months
        Shape (points,): months since some January, so that ``months % 12`` is the month of the year.

    Returns
    -------
    array
        Shape (12,). A month of the year that no point is of has NaN; one without any count has 0.

    Source: McCullagh & Nelder (1989), Generalized Linear Models, ch. 6 (log-linear models); iterative
    proportional fitting after Deming & Stephan (1940), Ann. Math. Stat. 11:427–444.
    """
    x, at = np.asarray(counts, dtype=float), np.asarray(months)
    year, month = (at - at.min() + at.min() % MONTHS_OF_YEAR) // MONTHS_OF_YEAR, at % MONTHS_OF_YEAR
    factor = np.ones(MONTHS_OF_YEAR)
    observed_year, observed_month = np.bincount(year, x), np.bincount(month, x, MONTHS_OF_YEAR)
    for _ in range(_STEPS):
        before = factor
        level = _divided(observed_year, np.bincount(year, factor[month]))
        factor = _divided(observed_month, np.bincount(month, level[year], MONTHS_OF_YEAR))
        if np.allclose(factor, before, rtol=_CLOSE, atol=0):
            break
    factor[np.bincount(month, minlength=MONTHS_OF_YEAR) == 0] = np.nan
    mean = np.nanmean(factor)
    return factor / mean if mean > 0 else factor


def _divided(above: NDArray[Any], below: NDArray[Any]) -> NDArray[np.float64]:
    """Divide, with 0 where there is nothing to divide by."""
    return np.divide(above, below, out=np.zeros_like(above, dtype=float), where=below > 0)
