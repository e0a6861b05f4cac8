"""Who sees what: one internal table becomes what the public, the sector, a provider or the Directorate sees.

=============  =============================================================================================
``public``     every unit, hidden where the rules say so, providers without names
``sector``     the same, with the names of the top providers of each indicator and programme
``provider``   its own numbers complete, the others as the public sees them
``nav_office``   the numbers of the public, with the name of the provider that it talks with
``county``     the numbers of the public, with the names of the providers of the county
``directorate``  everything with names
=============  =============================================================================================

Staff answers stay anonymous for every role, for the provider itself and the Directorate too. What is hidden
is the same for everybody who does not see it all, so that two readers cannot put their tables together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from batt.disclosure.levels import ALL_HIDDEN, RATE_HIDDEN
from batt.disclosure.publish import INDICATOR_KEYS, INDICATOR_NUMBERS, publish_indicators
from batt.disclosure.rules import column_of
from batt.disclosure.secondary import Protection, protect
from batt.disclosure.settings import settings
from batt.disclosure.system import ANONYMOUS_FOR_ALL
from batt.disclosure.table import HIDDEN, PublishedTable, open_door
from batt.disclosure.variables import KEYS
from batt.errors import DisclosureError, Problem, UsageError
from batt.registry import load

Role = Literal["public", "sector", "provider", "nav_office", "county", "directorate"]
ROLES: tuple[Role, ...] = get_args(Role)
OF_ONE_PROVIDER: tuple[Role, ...] = ("provider", "nav_office")
UNITS: Mapping[str, str] = {
    "provider": "the provider that reads",
    "nav_office": "the provider that it talks with",
    "county": "the two digits of the county",
}
"""Roles that are of one unit, and which."""

ANONYMOUS = "anonymous"
_SUMS = ["numerator", "denominator", "n"]

_PLACES = {"country": 0, "county": 1, "provider": 2}


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


def publish_for(table: ProtectedTable, role: Role, unit: str | None = None) -> PublishedTable:
    """Publish an indicator table for one role.

    Providers that the role may not know by name are called ``anonymous``, and stand, within their year,
    programme and indicator, in the order of what is shown of them.

    Parameters
    ----------
    unit
        Whose page it is, for the roles of one provider or county (`UNITS`).

    Raises
    ------
    UsageError
        If the role is unknown, or a unit is named for another role or missing for its own.
    """
    visible = publish_with_names(table, role, unit)
    if role == "directorate":
        return visible
    is_named = visible.data["unit_level"].ne("provider")
    if role in OF_ONE_PROVIDER:
        is_named |= visible.data["unit_id"].eq(unit or "")
    if role == "county":
        is_named |= visible.data["unit_id"].isin(list(table.counties.index[table.counties.eq(unit or "")]))
    if role == "sector":
        is_named |= _top(table.values, visible)
    return _without_names(visible, is_named.to_numpy(dtype=bool))


def publish_with_names(table: ProtectedTable, role: Role, unit: str | None = None) -> PublishedTable:
    """Publish for one role, but with every provider's name: what a reader has who recognises them all.

    For the attack on the tables, and the step before names are taken out.
    """
    check_reader(role, unit)
    values, level = table.values, table.protection.level
    is_staff = values["indicator"].isin(list(ANONYMOUS_FOR_ALL)).to_numpy()
    own = (values["unit_level"].eq("provider") & values["unit_id"].eq(unit or "")).to_numpy()
    seen = np.full(len(values), role == "directorate") | (own & (role == "provider"))
    level = np.where(seen & ~is_staff, 0, level)
    frame = values.loc[:, [*INDICATOR_KEYS, *INDICATOR_NUMBERS]]
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    for column in ("numerator", "value", "ci_low", "ci_high"):
        hidden[column] = level >= RATE_HIDDEN
    is_score, is_count = (frame["unit"].eq(unit).to_numpy() for unit in ("score", "firms"))
    # A score's denominator counts answers: with the mean it would give the sum.
    hidden["denominator"] = (level >= ALL_HIDDEN) | (is_score & (level >= RATE_HIDDEN))
    hidden["n"] = (level >= ALL_HIDDEN) | (is_count & (level >= RATE_HIDDEN))
    return open_door(
        frame,
        hidden,
        absent_reason=column_of(frame, "status").astype("string"),
        numbers=INDICATOR_NUMBERS,
    )


def _primary(values: pd.DataFrame) -> np.ndarray:
    """Return how much of each row the basic rule hides."""
    return _levels(publish_indicators(values).hidden)


def _levels(hidden: pd.DataFrame) -> np.ndarray:
    return np.where(hidden["n"], ALL_HIDDEN, np.where(hidden["numerator"] | hidden["value"], RATE_HIDDEN, 0))


def check_reader(role: str, unit: str | None) -> None:
    """Refuse an unknown role, and a role without its unit or with another's.

    Raises
    ------
    UsageError
        If so.
    """
    if role not in ROLES:
        raise UsageError(f"Unknown role {role!r}. Expected one of: {', '.join(ROLES)}.")
    if role in UNITS and unit is None:
        raise UsageError(f"The role {role} needs a unit: {UNITS[role]}.")
    if role not in UNITS and unit is not None:
        raise UsageError(f"The role {role} is of no single unit. Roles that are: {', '.join(UNITS)}.")


def _top(values: pd.DataFrame, visible: PublishedTable) -> pd.Series:
    """Tell which rows are among the top providers by what is shown, best in the indicator's own direction."""
    direction = values["indicator"].map({entry.id: entry.direction for entry in load().indicators})
    shown = visible.data["value"].where(visible.data["unit_level"].eq("provider"))
    better = shown.where(direction.eq("higher"), -shown).where(direction.isin(["higher", "lower"]))
    place = better.groupby([values[key] for key in ("year", "programme", "indicator")]).rank(
        ascending=False, method="min"
    )
    return place.le(settings().named_top_providers)


def _without_names(visible: PublishedTable, is_named: np.ndarray) -> PublishedTable:
    """Take names out, and order rows by what is shown, so that their order does not give the names back."""
    frame, states = visible.data, visible.states
    frame.loc[~is_named, "unit_id"] = ANONYMOUS
    keyed = frame.assign(hidden=states["value"].eq(HIDDEN), place=frame["unit_level"].map(_PLACES))
    keys = ["year", "indicator", "programme", "place", "unit_id", "hidden", *INDICATOR_NUMBERS, "status"]
    order = keyed.sort_values(keys, kind="stable")
    frame, states = (table.loc[order.index].reset_index(drop=True) for table in (frame, states))
    return replace(visible, _data=frame, states=states)
