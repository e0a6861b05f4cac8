"""What each open reading would change: the national value, the order of the providers, and whose place."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from batt.indicators.open_readings import CELL, IN_FORCE

MOVE_SHARE = 0.10
"""A place hangs on a reading when it changes by more than this share of the list …"""
MOVE_LEAST = 2
"""… and by at least so many places, so that short lists do not name everybody."""
PANEL_COLUMNS = [
    "year",
    *CELL,
    "option",
    "choice",
    "national_value",
    "national_alternative",
    "difference",
    "numerator_difference",
    "denominator_difference",
    "tau",
    "ranked_n",
    "hanging_n",
    "reason",
]
HANGING_COLUMNS = [
    "year",
    *CELL,
    "option",
    "choice",
    "provider_id",
    "value",
    "value_alternative",
    "place",
    "place_alternative",
    "ranked_n",
    "moved",
    "reason",
]
# Means of the same fractions in another order differ in the last bits, and are ties all the same.
_DIGITS = 10
_READING = ["option", "choice", *CELL]


@dataclass(frozen=True)
class Sensitivity:
    """How much hangs on the open readings.

    Attributes
    ----------
    panel
        One row per indicator, programme and alternative reading (columns: `PANEL_COLUMNS`).
    hanging
        One row per provider, indicator, programme and alternative on which its place hangs (columns:
        `HANGING_COLUMNS`).
    """

    panel: pd.DataFrame
    hanging: pd.DataFrame


def sensitivity(readings: pd.DataFrame) -> Sensitivity:
    """Compare every alternative reading with the readings in force.

    Only providers with at least the indicator's minimum n (status ``ok``) are ranked, and places are
    compared among those ranked under both readings; ties share the mean of their places, 1 is best.

    Parameters
    ----------
    readings
        One row per reading, provider, indicator and programme (see `open_readings.open_readings`).

    Returns
    -------
    Sensitivity
        ``tau`` is Kendall's tau-b between the two orders; missing with the ``reason`` ``too_few_ranked``
        (fewer than two providers) or ``all_equal``. Indicators with an optimum range are never ranked: tau
        then compares the order of the values without a better or a worse, nobody is listed, ``hanging_n`` is
        missing and the reason ``range_not_ranked``. ``moved`` is places gained under the alternative;
        ``hanging.reason`` is ``moves`` (by more than `MOVE_SHARE` of the list and at least `MOVE_LEAST`
        places), or ``drops_out`` or ``comes_in`` where only one of the readings gives it the minimum n.
        ``numerator_difference`` and ``denominator_difference`` are what the alternative adds to the country's
        sums. Members outside an association drop out of its population, which is no such case and not listed.
    """
    is_own = readings["option"] == IN_FORCE
    own = readings.loc[is_own].drop(columns=["option", "choice"])
    other = readings.loc[~is_own].rename(columns={"national_value": "national_alternative"})
    pairs = _paired(own, other)
    counts = pairs.groupby(_READING, sort=False)["is_ranked"].sum().rename("ranked_n")
    pairs = pairs.merge(counts.reset_index(), on=_READING, validate="many_to_one")
    hanging = _hanging(pairs)
    return Sensitivity(panel=_panel(pairs, hanging), hanging=hanging)


def _paired(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Put the alternative figure beside the one in force. One row per alternative reading and provider."""
    facts = [*CELL, "year", "direction"]
    sums = ["national_numerator", "national_denominator"]
    of_cell = own[[*facts, "national_value", *sums]].drop_duplicates(facts)
    of_reading = other[[*_READING, "national_alternative", *sums]].drop_duplicates(_READING)
    asked = of_reading.merge(of_cell, on=CELL, suffixes=("_alternative", ""), validate="many_to_one")
    for name in ("numerator", "denominator"):
        asked[f"{name}_difference"] = asked[f"national_{name}_alternative"] - asked[f"national_{name}"]
    asked = asked.drop(columns=[*sums, *(f"{name}_alternative" for name in sums)])
    figures = ["provider_id", "value", "status"]
    left = asked.merge(own[[*CELL, *figures]], on=CELL, validate="many_to_many")
    pairs = left.merge(
        other[[*_READING, *figures]],
        on=[*_READING, "provider_id"],
        how="outer",
        suffixes=("", "_alternative"),
        validate="one_to_one",
    )
    # Whoever only the alternative gives a figure has the cell's facts from the others.
    pairs = pairs.drop(columns=[name for name in asked.columns if name not in _READING])
    pairs = pairs.merge(asked, on=_READING, validate="many_to_one")
    own_ok, other_ok = pairs["status"] == "ok", pairs["status_alternative"] == "ok"
    pairs = pairs.assign(is_ranked=own_ok & other_ok, drops=own_ok & ~other_ok, comes=other_ok & ~own_ok)
    ranked = pairs.loc[pairs["is_ranked"]]
    sign = ranked["direction"].map({"higher": -1.0, "lower": 1.0, "range": 1.0})
    for place, value in (("place", "value"), ("place_alternative", "value_alternative")):
        good_first = ranked.assign(good_first=ranked[value].round(_DIGITS) * sign)
        pairs[place] = good_first.groupby(_READING)["good_first"].rank(method="average")
    return pairs


def _hanging(pairs: pd.DataFrame) -> pd.DataFrame:
    listed = pairs.assign(moved=pairs["place"] - pairs["place_alternative"])
    listed = listed.loc[listed["direction"] != "range"]
    distance = listed["moved"].abs()
    moves = (distance > MOVE_SHARE * listed["ranked_n"]) & (distance >= MOVE_LEAST)
    # An association's alternative takes whole providers out, which says nothing about their place.
    counts_again = listed["option"] != "forening"
    reason = np.select(
        [moves, listed["drops"] & counts_again, listed["comes"] & counts_again],
        ["moves", "drops_out", "comes_in"],
        "",
    )
    listed = listed.assign(reason=pd.Series(reason, index=listed.index, dtype="str"))
    listed = listed.loc[listed["reason"] != ""]
    return listed.sort_values([*CELL, "option", "choice", "provider_id"], ignore_index=True).loc[
        :, HANGING_COLUMNS
    ]


def _panel(pairs: pd.DataFrame, hanging: pd.DataFrame) -> pd.DataFrame:
    facts = ["year", "direction", "national_value", "national_alternative", "ranked_n"]
    facts += ["numerator_difference", "denominator_difference"]
    panel = pairs.groupby(_READING, sort=False)[facts].first().reset_index()
    listed = hanging.groupby(_READING).size().rename("hanging_n").reset_index()
    panel = panel.merge(listed, on=_READING, how="left", validate="one_to_one")
    ranked = {key: group for key, group in pairs.loc[pairs["is_ranked"]].groupby(_READING)}
    taus = [_tau(ranked.get(key)) for key in panel[_READING].itertuples(index=False, name=None)]
    is_range = panel["direction"] == "range"
    few, equal = panel["ranked_n"] < 2, np.isnan(taus)
    return panel.assign(
        difference=panel["national_alternative"] - panel["national_value"],
        tau=taus,
        hanging_n=panel["hanging_n"].fillna(0).astype("Int64").mask(is_range),
        reason=np.select([few, equal, is_range], ["too_few_ranked", "all_equal", "range_not_ranked"], ""),
    ).loc[:, PANEL_COLUMNS]


def _tau(ranked: pd.DataFrame | None) -> float:
    """Return Kendall's tau-b of two columns of values, NaN where one of them does not vary."""
    if ranked is None or len(ranked) < 2:
        return np.nan
    in_force, alternative = ranked["value"].round(_DIGITS), ranked["value_alternative"].round(_DIGITS)
    result: Any = stats.kendalltau(in_force, alternative)
    return float(result.statistic)
