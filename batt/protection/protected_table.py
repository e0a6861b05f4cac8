"""An indicator table with how much of each row must be hidden, found and saved."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from batt.errors import DisclosureError, Problem
from batt.protection.basic_rule import basic_rule
from batt.protection.levels import ALL_HIDDEN, RATE_HIDDEN
from batt.protection.secondary import Protection, protect
from batt.protection.variables import KEYS

_SUMS = ["numerator", "denominator", "n"]


@dataclass(frozen=True, eq=False)
class ProtectedTable:
    """An indicator table with all that must be hidden of it found; still internal.

    Attributes
    ----------
    values
        One row per year, unit, programme and indicator, complete.
    protection
        How much of each row is hidden.
    counties
        County of every provider, by its id.
    """

    values: pd.DataFrame
    protection: Protection
    counties: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))


def protect_indicators(
    values: pd.DataFrame, counties: pd.Series, earlier: pd.DataFrame | None = None
) -> ProtectedTable:
    """Find what to hide of an indicator table, so that adding and subtracting does not bring it back.

    Parameters
    ----------
    values
        One row per year, unit, programme and indicator: all rows that any report of the run shows.
    counties
        County of every provider, indexed by provider id.
    earlier
        What was shown earlier: the key columns and ``level``, as from :func:`protection_frame`. None if
        nothing was.

    Raises
    ------
    DisclosureError
        If a hidden number can be worked out from what was published earlier; all such rows are listed.
    """
    values = values.reset_index(drop=True)
    protection = protect(values, _primary(values), counties, earlier)
    if protection.unprotected:
        rows = values.loc[protection.unprotected, KEYS].astype(str).agg(" ".join, axis=1)
        raise DisclosureError(
            [
                Problem(
                    f"indicator table, {row}",
                    "is hidden, but can be worked out from what is shown or was released earlier",
                    fix="leave the rows that add up with it out of this run",
                )
                for row in rows
            ]
        )
    return ProtectedTable(values, protection, counties)


def protection_frame(table: ProtectedTable) -> pd.DataFrame:
    """Return how much of each row is hidden, to be saved.

    Returns
    -------
    DataFrame
        One row per row of the table: its keys, ``level``, how much is hidden (0 nothing, 1 its number, 2 the
        persons behind it as well), ``primary``, how much for what it tells by itself, and the
        sums that were protected, ``numerator, denominator, n``.
    """
    levels = {"level": table.protection.level, "primary": table.protection.primary}
    frame = table.values[[*KEYS, *_SUMS]].astype(dict.fromkeys(_SUMS, "float64"))
    return frame.assign(**{name: level.astype("int64") for name, level in levels.items()})


def protected_from(
    values: pd.DataFrame, frame: pd.DataFrame, counties: pd.Series | None = None
) -> ProtectedTable:
    """Return a table with the protection that was saved for it.

    Parameters
    ----------
    values
        One row per year, unit, programme and indicator.
    frame
        As from :func:`protection_frame`; rows of other tables may be in it.
    counties
        As in :func:`protect_indicators`; without it no county's providers are known.

    Raises
    ------
    DisclosureError
        If rows have no protection, or other sums than those that were protected; counted by year.
    """
    values = values.reset_index(drop=True)
    saved = frame.reindex(columns=pd.Index([*KEYS, *_SUMS, "level", "primary"]))
    saved = saved.astype({"year": values["year"].dtype}) if len(saved) else saved
    found = values[KEYS].merge(saved, on=KEYS, how="left", validate="1:1") if len(saved) else values[KEYS]
    lost = found["level"].isna() if len(saved) else pd.Series(True, index=values.index)
    _refuse(values, lost, "have no protection")
    sums = values[_SUMS].astype("float64")
    same = (sums == found[_SUMS]) | (sums.isna() & found[_SUMS].isna())
    _refuse(values, ~same.all(axis=1), "have changed since it was protected")
    level, primary = (found[name].to_numpy(dtype=int) for name in ("level", "primary"))
    known = pd.Series(dtype="str") if counties is None else counties
    return ProtectedTable(values, Protection(level, primary, []), known)


def _refuse(values: pd.DataFrame, is_wrong: pd.Series, what: str) -> None:
    """Raise where rows are wrong, counted by year."""
    if is_wrong.any():
        raise DisclosureError(
            [
                Problem(
                    f"indicator table, {year}",
                    f"{n} of its rows {what}",
                    "Expected that all rows were protected before they are shown.",
                    "Protect them again: batt run disclosure.",
                )
                for year, n in values.loc[is_wrong, "year"].value_counts().sort_index().items()
            ]
        )


def _primary(values: pd.DataFrame) -> np.ndarray:
    """Return how much of each row the basic rule hides."""
    return _levels(basic_rule(values))


def _levels(hidden: pd.DataFrame) -> np.ndarray:
    return np.where(hidden["n"], ALL_HIDDEN, np.where(hidden["numerator"] | hidden["value"], RATE_HIDDEN, 0))
