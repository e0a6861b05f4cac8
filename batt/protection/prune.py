"""Show again what need not be hidden, until every single suppression is needed.

The dearest rows are tried first: country, county, provider, and among those the one with most persons. A row
stays shown if nothing that hangs together with it becomes narrow for any reader. Rows that do not hang
together are tried at once.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.protection.bounds import labels
from batt.protection.certify import narrow_places
from batt.protection.levels import ALL_HIDDEN, RATE_HIDDEN, SHOWN, unknown_at
from batt.protection.rules import floats
from batt.protection.system import CountSystem
from batt.protection.views import views_of

_DEAREST = {"country": 0, "county": 1, "provider": 2}


@dataclass(frozen=True, eq=False)
class _Step:
    """A way to show more: rows and their new levels, and the variables that become known with them."""

    rows: np.ndarray
    levels: np.ndarray
    variables: np.ndarray


@dataclass(frozen=True)
class _Refused:
    """A step that gives a number away, the number, and who then finds it."""

    step: _Step
    variable: int
    knower: str


def prune(
    system: CountSystem, table: pd.DataFrame, level: np.ndarray, least: np.ndarray, sensitive: np.ndarray
) -> np.ndarray:
    """Return levels from which no row can be shown further without something becoming narrow.

    Parameters
    ----------
    table
        The table of the system.
    level
        Per row: how much is hidden; nothing may be narrow at these levels.
    least
        Per row: how much has to be hidden in any case.
    sensitive
        Per variable: hidden for what it tells by itself.
    """
    level = level.copy()
    waiting = _steps(system, table, level, least)
    refused: list[_Refused] = []
    while waiting:
        changed = np.zeros(len(system.values), dtype=bool)
        while waiting:
            unknown = unknown_at(system, level)
            _, part = labels(system.matrix, unknown)
            waiting = [step for step in waiting if (level[step.rows] > step.levels).any()]
            tried, waiting = _apart(waiting, part)
            if not tried:
                break
            found = _what_gives_way(system, level, sensitive, part, tried)
            for number, step in enumerate(tried):
                if number in found:
                    refused.append(_Refused(step, *found[number]))
                else:
                    level[step.rows] = np.minimum(level[step.rows], step.levels)
                    changed |= np.isin(part, part[step.variables])
        unknown = unknown_at(system, level)
        again = [old for old in refused if _may_hold_now(system, unknown, changed, old)]
        refused = [old for old in refused if old not in again]
        waiting = [old.step for old in again]
    return level


def _steps(system: CountSystem, table: pd.DataFrame, level: np.ndarray, least: np.ndarray) -> list[_Step]:
    """Return every way to show a row, wholly or but for its number, the dearest first."""
    frame = system.variables[system.is_protected[system.variables["variable"]]]
    is_persons = frame["kind"] == "persons"
    persons = frame[is_persons].set_index("row")["variable"].to_dict()
    rows_with = _by_key(frame[is_persons], "variable", "row")
    numbers = _by_key(frame[~is_persons], "row", "variable")
    dear = table["unit_level"].map(_DEAREST).to_numpy()
    order = np.lexsort([np.arange(len(table)), -np.nan_to_num(floats(table["n"])), dear])
    steps = []
    for row in order:
        for target in range(least[row], level[row]):
            rows, shown = np.array([row]), numbers.get(row, [])
            if target == RATE_HIDDEN and not len(shown):
                continue
            if target == RATE_HIDDEN:
                shown = []
            if level[row] == ALL_HIDDEN and row in persons:
                # Whoever shares the persons shows them too.
                rows = np.append(row, np.setdiff1d(rows_with[persons[row]], row))
                shown = np.append(shown, persons[row])
            levels = [RATE_HIDDEN if other in numbers else SHOWN for other in rows[1:]]
            if (least[rows] < ALL_HIDDEN).all():
                steps.append(_Step(rows, np.array([target, *levels]), np.array(shown, dtype=int)))
    return steps


def _by_key(frame: pd.DataFrame, key: str, value: str) -> dict[int, np.ndarray]:
    """Return the values that go with each key, in the order of the frame."""
    ordered = frame.sort_values(key, kind="stable")
    keys, starts = np.unique(ordered[key].to_numpy(), return_index=True)
    return dict(zip(keys.tolist(), np.split(ordered[value].to_numpy(), starts[1:]), strict=False))


def _apart(steps: list[_Step], part: np.ndarray) -> tuple[list[_Step], list[_Step]]:
    """Split off the first step of every part: steps that have no part in common."""
    taken: set[int] = set()
    first, rest = [], []
    for step in steps:
        touched = set(part[step.variables].tolist()) - {-1}
        (rest if touched & taken else first).append(step)
        taken |= touched
    return first, rest


def _what_gives_way(
    system: CountSystem, level: np.ndarray, sensitive: np.ndarray, part: np.ndarray, steps: list[_Step]
) -> dict[int, tuple[int, str]]:
    """Return, by the number of a step, a variable that it gives away and to whom."""
    group_of_part = np.full(part.max(initial=-1) + 2, -1)
    opened = level.copy()
    for number, step in enumerate(steps):
        opened[step.rows] = np.minimum(opened[step.rows], step.levels)
        touched = part[step.variables]
        group_of_part[touched[touched >= 0]] = number
    group = group_of_part[part]
    views = views_of(system, unknown_at(system, opened), group >= 0)
    places = narrow_places(system, views, sensitive, group[views.variable])
    # What is sensitive in itself stays hidden, and so stands for the refusal for good.
    places = places[np.argsort(~sensitive[views.variable[places]], kind="stable")][::-1]
    variables = views.variable[places]
    return {
        int(group[variable]): (int(variable), str(knower))
        for variable, knower in zip(variables, views.knower[places], strict=True)
    }


def _may_hold_now(system: CountSystem, unknown: np.ndarray, changed: np.ndarray, old: _Refused) -> bool:
    """Tell whether the reason for a refusal may be gone: what was given away is itself shown by now.

    Showing more never makes an interval wider. But it may let a provider add up a whole by itself, which then
    is no longer given away.
    """
    if not changed[old.step.variables].any():
        return False
    if not unknown[old.variable]:
        return True
    is_whole = system.matrix[:, [old.variable]].min() < 0
    return old.knower != "" and bool(is_whole)
