"""Test each provider's change between two years, with what such changes vary beyond chance taken in."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.measures import bounds, measured, pooled_sigma
from batt.comparisons.overdispersion import dispersion, normal_chance_square

KEY = ["indicator", "programme", "provider_id"]
GROUP = ["indicator", "programme"]
LEVEL = 0.95
TESTED_COLUMNS = ["change_se", "change_low", "change_high", "z_change", "p_value", "change_beyond_national"]


@dataclass(frozen=True)
class Changes:
    """Changes from one year to the next.

    Attributes
    ----------
    cells
        One row per provider × indicator × programme that is measured in either year: ``direction, unit,
        previous_value, value, previous_size, size`` (values as compared: counts per 100 participants),
        ``change``, its standard error, 95 % interval and two-sided ``p_value`` against no change, with
        overdispersion; ``change_beyond_national`` (change less the national change); ``movement`` (``up``,
        ``down`` or ``none``: the interval leaves no change out) and ``course`` (``improving``, ``worsening``
        or ``none``; ``none`` too for a range). Untested rows have NaN, empty words and a ``reason``.
    groups
        One row per indicator × programme: ``national_change, providers, phi, tau2, tau2_low, tau2_high,
        reason``. ``tau2`` is in units of the measure squared.
    """

    cells: pd.DataFrame
    groups: pd.DataFrame


def changes(
    cells: pd.DataFrame,
    previous: pd.DataFrame,
    exposure: pd.DataFrame | None = None,
    previous_exposure: pd.DataFrame | None = None,
) -> Changes:
    """Compare every cell with the same provider's cell of the year before.

    Parameters
    ----------
    cells, previous
        One row per provider × indicator × programme of this and the earlier year, as from
        ``comparison_cells``; ``previous`` may be empty.
    exposure, previous_exposure
        One row per provider with ``provider_id, participants_n``, for counts.

    Notes
    -----
    Shares use Agresti and Caffo's estimate (one event and one non-event more in each pair of groups), which
    exists at 0 and 1; means the spread pooled over providers and both years; counts (count + ½) per exposure.
    The variance beyond chance (tau² ≥ 0) comes from winsorised scores around the mean change of the
    providers, so a movement that everybody shares does not widen the intervals. The interval and the p-value
    rest on one estimate and one standard error and cannot disagree. Source: Agresti and Caffo 2000;
    Spiegelhalter 2005.
    """
    pairs = _pairs(measured(cells, exposure), measured(previous, previous_exposure))
    tested, groups = [], []
    for key, group in pairs.groupby(GROUP, sort=True):
        done, facts = _group(group)
        tested.append(done)
        groups.append(dict(zip(GROUP, key)) | facts)
    result = pd.concat(tested).loc[pairs.index] if tested else pairs
    result = result.assign(movement=_movement(result))
    columns = [
        *KEY,
        "kind",
        "direction",
        "unit",
        "previous_value",
        "value",
        "previous_size",
        "size",
        "change",
    ]
    columns += [*TESTED_COLUMNS, "movement", "course", "reason"]
    result = result.assign(course=course(result["movement"], result["direction"]))
    return Changes(result.reindex(columns=columns), pd.DataFrame(groups))


def _pairs(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Put both years side by side. One row per provider × indicator × programme of either year."""
    facts = ["kind", "direction", "unit", "scale"]
    numbers = ["events", "size", "measure", "se", "numerator", "denominator", "reason"]
    both = now[[*KEY, *facts, *numbers]].merge(
        before[[*KEY, *facts, *numbers]],
        on=KEY,
        how="outer",
        suffixes=("", "_0"),
        validate="one_to_one",
        indicator="years",
    )
    for name in facts:
        both[name] = both[name].where(both["years"] != "right_only", both[f"{name}_0"])
    words = [
        both["years"] == "left_only",
        both["years"] == "right_only",
        both["reason"].fillna("") != "",
        both["reason_0"].fillna("") != "",
    ]
    reasons = [
        "no_previous",
        "no_current",
        both["reason"].fillna(""),
        "previous_" + both["reason_0"].fillna(""),
    ]
    both["reason"] = np.select(words, reasons, "")
    both = both.rename(columns={"measure": "value", "measure_0": "previous_value", "size_0": "previous_size"})
    return both.assign(change=both["value"] - both["previous_value"])


def _group(group: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, object]]:
    """Test the changes of one indicator and programme."""
    usable = group.loc[group["reason"] == ""]
    facts: dict[str, object] = {"national_change": np.nan, "providers": len(usable), "phi": np.nan}
    facts |= {"tau2": np.nan, "tau2_low": np.nan, "tau2_high": np.nan}
    why_not = ""
    if usable.empty:
        return group, facts | {"reason": group["reason"].mode().iloc[0]}
    if len(usable) < 2:
        why_not = "one_provider"
    change, variance = _change_and_variance(group.loc[usable.index])
    if not np.all(variance > 0):
        why_not = why_not or "no_spread"
    if why_not:
        return group.assign(reason=group["reason"].mask(group["reason"] == "", why_not)), facts | {
            "reason": why_not
        }
    national = float(np.average(change, weights=1 / variance))
    scores = (change - national) / np.sqrt(variance)
    spread = dispersion(scores, variance, normal_chance_square(len(scores)))
    se = np.sqrt(variance + spread.tau2)
    reach = stats.norm.ppf((1 + LEVEL) / 2) * se
    ends = bounds(usable["unit"])[1] - bounds(usable["unit"])[0]
    tested = pd.DataFrame(
        {
            "change_se": se,
            "change_low": np.maximum(change - reach, -ends),
            "change_high": np.minimum(change + reach, ends),
            "z_change": change / se,
            "p_value": 2 * stats.norm.sf(np.abs(change) / se),
            "change_beyond_national": change - national,
        },
        index=usable.index,
    )
    return group.join(tested), facts | {"national_change": national} | vars(spread) | {"reason": ""}


def _change_and_variance(usable: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the estimated change and its sampling variance, both of shape (n,)."""
    now, before = usable["size"].to_numpy(dtype=float), usable["previous_size"].to_numpy(dtype=float)
    kind = usable["kind"].iloc[0]
    if kind == "mean":
        sigma = _sigma(usable)
        return usable["change"].to_numpy(dtype=float), sigma**2 * (1 / now + 1 / before)
    rates, variance = [], 0.0
    for events, size in ((usable["events"], now), (usable["events_0"], before)):
        count = events.to_numpy(dtype=float)
        if kind == "proportion":
            rate = (count + 1) / (size + 2)
            variance = variance + rate * (1 - rate) / (size + 2)
        else:
            rate = (count + 0.5) / size
            variance = variance + rate / size
        rates.append(rate)
    return rates[0] - rates[1], np.asarray(variance)


def _sigma(usable: pd.DataFrame) -> float:
    before = usable[["se_0", "previous_size"]].set_axis(["se", "size"], axis=1)
    return pooled_sigma(pd.concat([usable[["se", "size"]], before], ignore_index=True))[0]


def _movement(cells: pd.DataFrame) -> np.ndarray:
    if "change_low" not in cells:
        return np.full(len(cells), "")
    low, high = cells["change_low"], cells["change_high"]
    return np.select([low.isna(), low > 0, high < 0], ["", "up", "down"], "none")


def course(movement: pd.Series, direction: pd.Series) -> np.ndarray:
    """Say whether a movement is to the good: ``improving``, ``worsening``, ``none``; empty where untested."""
    up, down = (movement == "up").to_numpy(), (movement == "down").to_numpy()
    higher, lower = (direction == "higher").to_numpy(), (direction == "lower").to_numpy()
    return np.select(
        [(movement == "").to_numpy(), (up & higher) | (down & lower), (down & higher) | (up & lower)],
        ["", "improving", "worsening"],
        "none",
    )
