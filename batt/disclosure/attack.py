"""An attack on published tables: work out what is hidden from what is shown, as a determined reader would.

The attacker has what was published and nothing else: shown numbers, which rows hide something, and that parts
add up to wholes. It is credited with recognising every provider. A provider also knows its own numbers, but
not its staff's answers. Bound propagation is run over all hidden counts, then linear programming over a
sample of them. The suppression is not trusted in any way: nothing here knows how it chose.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from batt.disclosure.table import PublishedTable
from batt.protection.bounds import extreme, labels, parts, propagate
from batt.protection.settings import settings
from batt.protection.system import CountSystem, count_system, own_knowledge, too_narrow
from batt.protection.variables import KEYS

_NUMBERS = ["numerator", "denominator", "n"]
FOUND_COLUMNS = [*KEYS, "kind", "low", "high", "found_by"]


def attack(
    tables: Sequence[PublishedTable],
    counties: pd.Series,
    *,
    provider: str | None = None,
    sensitive: pd.DataFrame | None = None,
    near: pd.DataFrame | None = None,
    sample: int | None = None,
    seed: int = 20151231,
) -> pd.DataFrame:
    """Return the hidden counts that can be placed in too narrow an interval.

    Parameters
    ----------
    tables
        Published indicator tables with names, of one run or of several. Where two show the same row, what
        either shows is known.
    counties
        County of every provider, indexed by provider id: everybody knows where a provider is.
    provider
        The provider that attacks; its own numbers must be shown in a table. None for any other reader.
    sensitive
        Keys of the rows that tell too much by themselves, whatever was hidden of them: their sums (days,
        answers) are found when known closely, other sums when known exactly. None for no row.
    near
        Keys of rows; only what hangs together with their hidden numbers, or would if they were hidden, is
        attacked. None to attack everything.
    sample
        Hidden counts to try by linear programming; None for the number in the settings.
    seed
        Seed of the sample.

    Returns
    -------
    DataFrame
        One row per hidden count found: the keys, ``kind`` (events, others, persons, sum, answers), ``low``,
        ``high``, ``found_by`` (propagation, linear_programming). Empty when the tables keep their secrets.
    """
    known, unknown = _seen(tables)
    system = count_system(known, counties, unknown)
    values = _rates_give_events(system, known)
    hidden = np.isnan(values)
    low, high = np.where(hidden, 0.0, values), np.where(hidden, np.inf, values)
    at_hand = hidden if provider is None else own_knowledge(system.matrix, hidden)
    low, high = propagate(system.matrix, low, high)
    targets = at_hand & system.is_protected
    if near is not None:
        targets &= _hangs_together(system, hidden, _of_rows(system, known, near))
    told = np.zeros(len(values), dtype=bool) if sensitive is None else _of_rows(system, known, sensitive)
    found = np.flatnonzero(targets & too_narrow(system.is_count, low, high, told))
    left = np.setdiff1d(np.flatnonzero(targets), found)
    rng = np.random.default_rng(seed)
    size = min(settings().attacked_cells if sample is None else sample, len(left))
    chosen = np.sort(rng.choice(left, size, replace=False))
    exact_low, exact_high = _solve(system, values, chosen, told)
    solved = chosen[too_narrow(system.is_count, exact_low, exact_high, told)[chosen]]
    low[solved], high[solved] = exact_low[solved], exact_high[solved]
    return pd.concat(
        [
            _told(system, known, found, low, high, "propagation"),
            _told(system, known, solved, low, high, "linear_programming"),
        ],
        ignore_index=True,
    )


def hidden_counts(tables: Sequence[PublishedTable], counties: pd.Series) -> int:
    """Return how many numbers the tables hide: what there is to attack."""
    known, unknown = _seen(tables)
    system = count_system(known, counties, unknown)
    return int((np.isnan(system.values) & system.is_protected).sum())


def _seen(tables: Sequence[PublishedTable]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of all tables, with the numbers that any of them shows, and which are hidden in all."""
    frames = []
    for table in tables:
        hidden = table.hidden[_NUMBERS].add_prefix("hidden_")
        frames.append(pd.concat([table.data, hidden], axis=1))
    stacked = pd.concat(frames, ignore_index=True)
    groups = stacked.groupby(KEYS, sort=False)
    known = groups[["unit", "status", "value", *_NUMBERS]].first().reset_index()
    flags = groups[[f"hidden_{name}" for name in _NUMBERS]].all().reset_index(drop=True)
    flags.columns = pd.Index(_NUMBERS)
    return known, flags


def _of_rows(system: CountSystem, known: pd.DataFrame, keys: pd.DataFrame) -> np.ndarray:
    """Tell which variables belong to rows with these keys."""
    is_row = known[KEYS].merge(keys[KEYS].drop_duplicates(), on=KEYS, how="left", indicator=True)["_merge"]
    frame = system.variables
    mine = is_row.eq("both").to_numpy()[frame["row"].to_numpy()]
    return np.bincount(frame["variable"], mine, minlength=len(system.values)) > 0


def _hangs_together(system: CountSystem, hidden: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Tell which variables would be in one part with some of the given ones, were these hidden."""
    _, part = labels(system.matrix, hidden | start)
    return np.isin(part, part[start])


def _rates_give_events(system: CountSystem, known: pd.DataFrame) -> np.ndarray:
    """Add what a shown rate gives away of its own count."""
    values = system.values.copy()
    by_row = system.variables.pivot(index="row", columns="kind", values="variable")
    rates = by_row.reindex(columns=["events", "persons"]).dropna().astype(int)
    rate = known.loc[rates.index, "value"].to_numpy(dtype="float64", na_value=np.nan)
    events = rate * values[rates["persons"]]
    places = rates["events"].to_numpy()
    values[places] = np.where(np.isnan(values[places]), np.round(events), values[places])
    return values


def _solve(
    system: CountSystem, values: np.ndarray, chosen: np.ndarray, told: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact interval of the chosen variables; 0 to infinity for the others and for wide ones."""
    low, high = np.zeros(len(values)), np.full(len(values), np.inf)
    wanted = set(chosen.tolist())
    shown = np.nan_to_num(values)
    for equations, variables in parts(system.matrix, np.isnan(values)):
        places = [place for place, variable in enumerate(variables) if int(variable) in wanted]
        if not places:
            continue
        rows = sparse.csr_matrix(system.matrix[equations])
        right = -(rows @ shown)
        matrix = sparse.csr_matrix(rows[:, variables])
        limits = np.column_stack([np.zeros(len(variables)), np.full(len(variables), np.inf)])
        is_count, is_told = system.is_count[variables], told[variables]
        seen_low, seen_high = np.full(len(variables), np.inf), np.full(len(variables), -np.inf)
        for place in places:
            # Two tables found on the way, far enough apart in this count, settle that it is not narrow.
            if np.isfinite(seen_low[place]) and not too_narrow(is_count, seen_low, seen_high, is_told)[place]:
                continue
            for sign in (1.0, -1.0):
                objective = np.zeros(len(variables))
                objective[place] = sign
                found = extreme(objective, matrix, right, limits)
                if found is None:
                    continue
                np.minimum(seen_low, found[0], out=seen_low)
                np.maximum(seen_high, found[0], out=seen_high)
                end = low if sign > 0 else high
                end[variables[place]] = sign * found[1]
    return low, high


def _told(
    system: CountSystem, known: pd.DataFrame, found: np.ndarray, low: np.ndarray, high: np.ndarray, by: str
) -> pd.DataFrame:
    first = system.variables.drop_duplicates("variable").set_index("variable").loc[found]
    rows = known.loc[first["row"], KEYS].reset_index(drop=True)
    # Adding zero turns a negative zero into zero.
    told = rows.assign(kind=first["kind"].to_numpy(), low=low[found] + 0.0, high=high[found] + 0.0)
    return told.assign(found_by=by).loc[:, FOUND_COLUMNS]
