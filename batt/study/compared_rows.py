"""The persons of two groups with what they are made alike in, and who is in which group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.study.compared import Comparison
from batt.study.model import Study


@dataclass(frozen=True)
class TwoGroups:
    """Persons whose group, outcome and background are known.

    Attributes
    ----------
    rows
        One row per person, as the study's spells.
    is_first
        1 in the group that is held against the other, else 0; shape (n,).
    others
        Background, centred and divided by its standard deviation, with squares of it where asked for; shape
        (n, q). What is the same for everybody is left out.
    clusters
        Number of the provider, shape (n,); None where the study has none.
    reason
        Empty, ``too_few`` (nobody) or ``one_group``.
    """

    rows: pd.DataFrame
    is_first: np.ndarray
    others: np.ndarray
    clusters: np.ndarray | None
    reason: str = ""

    @property
    def columns(self) -> np.ndarray:
        """Return the group and the background, without a constant; shape (n, 1 + q)."""
        return np.column_stack([self.is_first, self.others])


def two_groups(
    study: Study, comparison: Comparison, spells: pd.DataFrame, outcome: Sequence[str]
) -> TwoGroups:
    """Return the persons of a comparison of two groups.

    Parameters
    ----------
    outcome
        Columns that must be known beside group, provider and background.
    """
    needed = [comparison.column, *outcome, *comparison.adjusted_for]
    needed += ["provider_id"] if study.provider else []
    rows = spells.loc[spells[needed].notna().all(axis=1)].reset_index(drop=True)
    is_first = rows[comparison.column].eq(comparison.first).to_numpy(dtype=float)
    reason = "" if len(rows) and np.ptp(is_first) else "one_group" if len(rows) else "too_few"
    clusters = pd.factorize(rows["provider_id"])[0] if study.provider else None
    return TwoGroups(rows, is_first, _background(comparison, rows), clusters, reason)


def _background(comparison: Comparison, rows: pd.DataFrame) -> np.ndarray:
    columns = []
    for name in comparison.adjusted_for:
        values = rows[name].to_numpy(dtype=float)
        spread = values.std() if len(values) else 0.0
        if spread == 0:
            continue
        scaled = (values - values.mean()) / spread
        columns += [scaled, scaled**2] if name in comparison.squared else [scaled]
    return np.column_stack(columns) if columns else np.empty((len(rows), 0))
