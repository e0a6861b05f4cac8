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

import numpy as np
import pandas as pd

from batt.disclosure.table import HIDDEN, PublishedTable, open_door
from batt.errors import UsageError
from batt.protection import INDICATOR_KEYS, INDICATOR_NUMBERS, ProtectedTable
from batt.protection.levels import ALL_HIDDEN, RATE_HIDDEN
from batt.protection.rules import column_of
from batt.protection.settings import settings
from batt.protection.system import ANONYMOUS_FOR_ALL
from batt.registry import load
from batt.registry.readers import OF_ONE_PROVIDER, ROLES, UNITS, Role

ANONYMOUS = "anonymous"

_PLACES = {"country": 0, "county": 1, "provider": 2}


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
    return visible.replaced(frame, states)
