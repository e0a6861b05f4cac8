"""Hold every provider against the nation with limits that widen as the provider gets smaller."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.comparisons.measures import bounds, measured, pooled_sigma
from batt.comparisons.null_model import NullModel
from batt.comparisons.overdispersion import (
    Overdispersion,
    chance_square,
    dispersion,
    model_variance,
    winsorised,
)
from batt.comparisons.variance_interval import variance_interval

GROUP = ["indicator", "programme"]
Centres = Mapping[tuple[str, str], float]
"""The country's value of an indicator and programme, in units of the value."""
LEVELS = {"95": 0.95, "998": 0.998}
CURVE_POINTS = 60
ROUNDING = 1e-9
"""A limit that is a whole number of events up to rounding counts as met exactly."""

LIMIT_COLUMNS = [f"{side}_{level}" for level in LEVELS for side in ("low", "high")]
PLAIN_COLUMNS = [f"plain_{name}" for name in LIMIT_COLUMNS]
RESULT_COLUMNS = ["target", "z", "z_adjusted", *LIMIT_COLUMNS, *PLAIN_COLUMNS, "p_value", "p_value_plain"]
ALARM_COLUMNS = [f"alarm_{name}_{level}" for name in ("plain", "adjusted") for level in LEVELS]


@dataclass(frozen=True)
class Funnels:
    """The funnels of a year.

    Attributes
    ----------
    cells
        One row per provider × indicator × programme: the cell's own columns, ``kind, events, size, measure``,
        then ``target``, ``z``, ``z_adjusted``, limits with overdispersion (``low_95, high_95, low_998,
        high_998``) and without (``plain_…``), two-sided ``p_value`` and ``p_value_plain``, ``flag`` and
        ``flag_plain`` (``inside``, ``above_95``, ``below_95``, ``above_998``, ``below_998``), ``standing``
        (``better``, ``worse``, ``none``), ``alarm_…`` (chance that a provider like the others is flagged) and
        ``reason``. Limits, target and ``measure`` are in units of ``measure``. Untested cells have NaN, an
        empty flag and a reason.
    groups
        One row per indicator × programme: ``kind, target, sigma, df, providers, phi, tau2, tau2_low,
        tau2_high, reason``.
    curve
        One row per indicator × programme × size: ``n`` and the eight limits, for drawing.
    """

    cells: pd.DataFrame
    groups: pd.DataFrame
    curve: pd.DataFrame


def funnels(
    cells: pd.DataFrame, exposure: pd.DataFrame | None = None, centres: Centres | None = None
) -> Funnels:
    """Build the funnel of every indicator and programme of a year.

    Parameters
    ----------
    cells
        One row per provider × indicator × programme, as from ``comparison_cells``.
    exposure
        One row per provider with ``provider_id, participants_n``; without it counts are not compared.
    centres
        The country's share or mean of an indicator and programme, where the cells are not all that it rests
        on.

    Notes
    -----
    The target is the centre, or else the pooled figure of all providers that have one, the small ones and the
    provider itself included. Cells under the minimum n are not tested and take no part in the overdispersion.
    A group that cannot be tested leaves its cells a reason: ``one_provider``, ``all_zero``, ``all_one`` or
    ``no_spread``. Source: Spiegelhalter 2005.
    """
    ready = measured(cells, exposure)
    tested, groups, curves = [], [], []
    for names, group in ready.groupby(GROUP, sort=True):
        key = [str(name) for name in names]
        model, why_not = group_model(group, (centres or {}).get((key[0], key[1])))
        usable = group.loc[group["reason"] == ""]
        spread = Overdispersion(len(usable), *(float("nan"),) * 4)
        if why_not:
            group = group.assign(reason=group["reason"].mask(group["reason"] == "", why_not))
        else:
            spread = _spread(model, usable)
            results = _tested(model, spread.tau2, usable)
            curves.append(_curve(model, spread.tau2, usable).assign(**dict(zip(GROUP, key))))
            group = group.join(results)
        tested.append(group)
        facts = {"kind": model.kind, "target": model.target, "sigma": model.sigma, "df": model.df}
        groups.append(dict(zip(GROUP, key)) | facts | vars(spread) | {"reason": why_not})
    return Funnels(_assembled(ready, tested), pd.DataFrame(groups), _stacked(curves))


def group_model(group: pd.DataFrame, centre: float | None = None) -> tuple[NullModel, str]:
    """Return the null model of one indicator and programme, and why it cannot be used (empty when it can)."""
    kind, usable = group["kind"].iloc[0], group.loc[group["reason"] == ""]
    low, high = (float(end[0]) for end in bounds(group["unit"].iloc[:1]))
    if kind == "mean":
        sums = group[["numerator", "denominator"]].astype("float64").sum()
        target = sums["numerator"] / sums["denominator"] * float(group["scale"].iloc[0])
        target = float(target) if centre is None else centre
        model = NullModel(kind, target, *pooled_sigma(group), low, high)
    else:
        known = group.loc[group["size"] > 0]
        total = known["size"].sum()
        target = float(known["events"].sum() / total) if kind and total > 0 else float("nan")
        target = centre if kind == "proportion" and centre is not None else target
        model = NullModel(kind, target, low=low, high=high)
    if usable.empty:
        return model, group["reason"].iloc[0]
    if len(usable) < 2:
        return model, "one_provider"
    if kind != "mean" and model.target == 0:
        return model, "all_zero"
    if kind == "proportion" and model.target == 1:
        return model, "all_one"
    return model, "no_spread" if kind == "mean" and not model.sigma > 0 else ""


def _spread(model: NullModel, usable: pd.DataFrame) -> Overdispersion:
    size = usable["size"].to_numpy(dtype=float)
    scores, variance = model.score(usable["measure"].to_numpy(dtype=float), size), model.steady_variance(size)
    by_chance = chance_square(model, size)
    if model.kind == "mean":
        return dispersion(scores, variance, by_chance)
    phi = max(1.0, float(np.mean(winsorised(scores) ** 2)) / by_chance)
    tau2 = model_variance(model, scores, variance, size)
    ends = variance_interval(model, usable["events"].to_numpy(dtype=float), size)
    return Overdispersion(len(size), phi, tau2, *ends)


def _limits(model: NullModel, tau2: float, size: np.ndarray) -> dict[str, np.ndarray]:
    limits = {}
    for prefix, extra in (("", tau2), ("plain_", 0.0)):
        for name, level in LEVELS.items():
            low, high = model.limits(size, level, extra)
            limits |= {f"{prefix}low_{name}": low, f"{prefix}high_{name}": high}
    return limits


def _tested(model: NullModel, tau2: float, usable: pd.DataFrame) -> pd.DataFrame:
    """Return target, scores, limits, p-values, flags and alarm rates of the cells that can be tested."""
    size, measure = (usable[name].to_numpy(dtype=float) for name in ("size", "measure"))
    seen = measure if model.kind == "mean" else usable["events"].to_numpy(dtype=float)
    z = model.score(measure, size)
    limits = _limits(model, tau2, size)
    columns: dict[str, object] = {"target": model.target, "z": z}
    columns["z_adjusted"] = z / np.sqrt(1 + tau2 / model.steady_variance(size))
    columns |= limits
    for name, prefix, extra in (("adjusted", "", tau2), ("plain", "plain_", 0.0)):
        suffix = "" if name == "adjusted" else "_plain"
        columns[f"p_value{suffix}"] = np.minimum(1, 2 * np.minimum(*model.tails(seen, seen, size, extra)))
        flag = np.full(len(usable), "inside", dtype="U9")
        for level in LEVELS:
            low, high = limits[f"{prefix}low_{level}"], limits[f"{prefix}high_{level}"]
            least, most = _inside(model, low, high, size)
            flag = np.where(seen < least, f"below_{level}", np.where(seen > most, f"above_{level}", flag))
            columns[f"alarm_{name}_{level}"] = _alarm(model, least, most, size, extra)
        columns[f"flag{suffix}"] = flag
    return pd.DataFrame(columns, index=usable.index)


def _inside(
    model: NullModel, low: np.ndarray, high: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest outcome inside the limits: whole events, or values of a mean."""
    if model.kind == "mean":
        return low, high
    return np.ceil(low * size - ROUNDING), np.floor(high * size + ROUNDING)


def _alarm(
    model: NullModel, least: np.ndarray, most: np.ndarray, size: np.ndarray, tau2: float
) -> np.ndarray:
    """Return the exact chance of an outcome outside the limits when the provider is like the others."""
    step = 0 if model.kind == "mean" else 1
    below, above = model.tails(least - step, most + step, size, tau2)
    if model.kind == "mean":
        # Nothing can lie beyond a limit that was clipped to the end of the scale.
        below, above = np.where(least > model.low, below, 0), np.where(most < model.high, above, 0)
    return below + above


def _curve(model: NullModel, tau2: float, usable: pd.DataFrame) -> pd.DataFrame:
    low, high = usable["size"].min(), usable["size"].max()
    sizes = np.geomspace(low, max(high, low * 1.01), CURVE_POINTS)
    return pd.DataFrame({"n": sizes} | _limits(model, tau2, sizes) | {"target": model.target})


def _assembled(ready: pd.DataFrame, tested: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the groups' cells back in their order, every result column present, and say what a flag means."""
    cells = pd.concat(tested) if tested else ready
    results = [*RESULT_COLUMNS, *ALARM_COLUMNS]
    cells = cells.reindex(index=ready.index, columns=[*ready.columns, *results, "flag", "flag_plain"])
    cells[results] = cells[results].astype("float64")
    for name in ("flag", "flag_plain"):
        cells[name] = cells[name].astype("str").where(cells[name].notna(), "")
    return cells.assign(standing=standing(cells["flag"], cells["direction"]))


def standing(flag: pd.Series, direction: pd.Series) -> np.ndarray:
    """Say whether a flag is to the good: ``better``, ``worse``, ``none`` (a range too); empty untested."""
    above = flag.str.startswith("above").to_numpy(dtype=bool)
    below = flag.str.startswith("below").to_numpy(dtype=bool)
    higher, lower = (direction == "higher").to_numpy(), (direction == "lower").to_numpy()
    return np.select(
        [(flag == "").to_numpy(), (above & higher) | (below & lower), (below & higher) | (above & lower)],
        ["", "better", "worse"],
        "none",
    )


def _stacked(curves: list[pd.DataFrame]) -> pd.DataFrame:
    columns = [*GROUP, "n", "target", *LIMIT_COLUMNS, *PLAIN_COLUMNS]
    return pd.concat(curves, ignore_index=True)[columns] if curves else pd.DataFrame(columns=columns)
