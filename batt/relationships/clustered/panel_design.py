"""From a frame of providers' figures to outcome, exposure, dummies, weights and clusters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import linalg

RANK_TOLERANCE = 1e-9


@dataclass(frozen=True)
class PanelRows:
    """The rows on which everything is known, as arrays of one length n.

    Attributes
    ----------
    outcome, exposure, weight
        Shape (n,); weights are positive, 1 when none were given.
    fixed
        Dummies of the fixed columns without each one's first level, then the controls; shape (n, m).
    providers
        Integer codes of the clusters.
    series
        Integer codes of what is followed from period to period: the provider, and with it every fixed column
        other than the period (a provider's programmes are followed one by one).
    """

    outcome: np.ndarray
    exposure: np.ndarray
    weight: np.ndarray
    fixed: np.ndarray
    providers: np.ndarray
    series: np.ndarray

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def n_providers(self) -> int:
        return len(np.unique(self.providers))

    def series_mean(self, values: np.ndarray) -> np.ndarray:
        """Return for every row the weighted mean of its series; `values` has shape (n,) or (n, m)."""
        columns = values.reshape(len(self), -1) * self.weight[:, None]
        size = np.bincount(self.series, self.weight)
        means = [(np.bincount(self.series, column) / size)[self.series] for column in columns.T]
        return np.array(means).T.reshape(values.shape)

    def repeated(self) -> "PanelRows":
        """Return the rows of series that have more than one."""
        keep = np.bincount(self.series)[self.series] > 1
        series = np.unique(self.series[keep], return_inverse=True)[1]
        providers = np.unique(self.providers[keep], return_inverse=True)[1]
        return PanelRows(
            self.outcome[keep], self.exposure[keep], self.weight[keep], self.fixed[keep], providers, series
        )


def panel_rows(
    frame: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    provider: str = "provider_id",
    period: str = "year",
    weight: str | None = None,
    fixed: Sequence[str] = ("year",),
    controls: Sequence[str] = (),
) -> PanelRows:
    """Drop rows in which something is missing or the weight is not positive; make arrays of the rest.

    Parameters
    ----------
    frame
        One row per provider and period, or per provider, programme and period.
    fixed
        Columns of categories, made dummies.
    controls
        Columns of numbers.
    """
    numbers = frame[[outcome, exposure, *controls]].astype("Float64").to_numpy(float, na_value=np.nan)
    sizes = np.ones(len(frame)) if weight is None else _floats(frame[weight])
    groups = [provider, *fixed]
    keep = np.isfinite(numbers).all(axis=1) & (sizes > 0) & frame[groups].notna().all(axis=1).to_numpy()
    kept = frame.loc[keep, groups].reset_index(drop=True)
    followed = kept[[provider, *(name for name in fixed if name != period)]]
    return PanelRows(
        outcome=numbers[keep, 0],
        exposure=numbers[keep, 1],
        weight=sizes[keep],
        fixed=np.column_stack([*(_dummies(kept[name]) for name in fixed), numbers[keep, 2:]]),
        providers=kept[provider].factorize()[0],
        series=followed.groupby(list(followed.columns), sort=False).ngroup().to_numpy(),
    )


def nuisance_columns(columns: np.ndarray, *, constant: bool = True) -> np.ndarray:
    """Return a constant, if wanted, and those columns that say something new; shape (n, ≤ m + 1)."""
    base = np.column_stack([np.ones(len(columns)), columns]) if constant else columns
    sizes = np.sqrt((base**2).sum(axis=0))
    base = base[:, sizes > RANK_TOLERANCE]
    if base.shape[1] == 0 or len(base) == 0:
        return base
    found: Any = linalg.qr(base / np.sqrt((base**2).sum(axis=0)), mode="r", pivoting=True)
    triangle, order = found
    diagonal = np.abs(np.diag(triangle))
    return base[:, np.sort(order[: int((diagonal > RANK_TOLERANCE).sum())])]


def is_explained(values: np.ndarray, columns: np.ndarray) -> bool:
    """Tell whether `values` is constant, or a sum of the columns, within rounding."""
    left = values
    if columns.shape[1]:
        left = values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    return bool(np.abs(left).max(initial=0.0) <= RANK_TOLERANCE * max(1.0, np.abs(values).max(initial=0.0)))


def _floats(values: pd.Series) -> np.ndarray:
    return values.astype("Float64").to_numpy(float, na_value=np.nan)


def _dummies(values: pd.Series) -> np.ndarray:
    """Return one column per level but the first, shape (n, levels − 1)."""
    codes, levels = values.factorize(sort=True)
    return (codes[:, None] == np.arange(1, max(len(levels), 1))).astype(float)
