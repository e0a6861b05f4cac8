"""What each exit would be expected to give with a provider like the others."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from batt.comparisons.case_mix import CaseMixModel, linear_predictor

STEPS = 60


@dataclass(frozen=True)
class Expected:
    """Expected value and variance of each exit, shape (n,), with and without case mix.

    Attributes
    ----------
    crude, adjusted
        Expected values: the programme's mean; the value by mix and labour market. Their sums over a programme
        equal the observed sum.
    crude_variance, adjusted_variance
        Variance of one exit around them when the provider is like the others.
    """

    crude: np.ndarray
    adjusted: np.ndarray
    crude_variance: np.ndarray
    adjusted_variance: np.ndarray


def expected_values(model: CaseMixModel, rows: pd.DataFrame) -> Expected:
    """Return the expected value of every exit of a year, calibrated to the nation in each programme.

    Parameters
    ----------
    model
        Of the same indicator as `rows`.
    rows
        One row per exit (`batt.comparisons.case_mix.case_mix_rows`), one indicator and one year.

    Notes
    -----
    The calibration sets the mean provider effect in each programme, so that Σ expected = Σ observed there and
    hence in the nation; ratios compare providers of one programme. For weeks, the variance is that within
    providers, one figure per programme; it is NaN where no provider has two exits.
    """
    y = rows["y"].to_numpy(dtype=float)
    code = pd.factorize(rows["programme"])[0]
    if not len(y):
        return Expected(y, y, y, y)
    mean = (np.bincount(code, weights=y) / np.bincount(code))[code]
    predictor = linear_predictor(model, rows)
    if model.is_share:
        adjusted = calibrated_shares(predictor, y, code)
        return Expected(mean, adjusted, mean * (1 - mean), adjusted * (1 - adjusted))
    centre = np.bincount(code, weights=predictor) / np.bincount(code)
    adjusted = mean * (1 + predictor - centre[code])
    provider = pd.factorize(rows["provider_id"])[0]
    return Expected(
        mean,
        adjusted,
        _variance_within_providers(y - mean, provider, code),
        _variance_within_providers(y - adjusted, provider, code),
    )


def calibrated_shares(predictor: np.ndarray, y: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Return probabilities with the given log odds, shifted in each group so that their sum is that of `y`.

    Parameters
    ----------
    predictor, y, code
        Log odds up to a constant, outcomes 0 or 1, and group codes from 0; shape (n,).

    Notes
    -----
    A group whose outcomes are all the same has no finite shift: its probabilities are 0 or 1.
    """
    size, events = np.bincount(code), np.bincount(code, weights=y)
    open_groups = (events > 0) & (events < size)
    shift = np.where(open_groups, logit((events + 0.5) / (size + 1)), 0.0)
    for _ in range(STEPS):
        p = expit(predictor + shift[code])
        w = np.bincount(code, weights=p * (1 - p))
        missing = events - np.bincount(code, weights=p)
        step = np.clip(np.divide(missing, w, out=np.zeros_like(w), where=open_groups & (w > 0)), -1, 1)
        shift = shift + step
        if np.abs(step).max() < 1e-12:
            break
    return np.where(open_groups[code], expit(predictor + shift[code]), (events / size)[code])


def _variance_within_providers(residual: np.ndarray, provider: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Return each exit's residual variance: around the cell's own mean, pooled over its programme."""
    cell = pd.factorize(pd.MultiIndex.from_arrays([provider, code]))[0]
    centred = residual - (np.bincount(cell, weights=residual) / np.bincount(cell))[cell]
    squares = np.bincount(code, weights=centred**2)
    cells = np.bincount(code[np.unique(cell, return_index=True)[1]], minlength=len(squares))
    df = np.bincount(code) - cells
    return np.divide(squares, df, out=np.full(len(squares), np.nan), where=df > 0)[code]
