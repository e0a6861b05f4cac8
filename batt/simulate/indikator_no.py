"""Invented indikator.no figures: those shared with BATT from the same invented rows, others drawn."""

import numpy as np
import pandas as pd

from batt.simulate.plan import Plan
from batt.simulate.providers import takes_part
from batt.simulate.staff import HOURS_PER_DAY
from batt.simulate.streams import stream

# Figures without a BATT twin (equity, investment, liquidity, profit, sickness absence): mean, deviation.
_OTHERS = {1: (38.0, 12.0), 2: (4.5, 2.0), 3: (160.0, 45.0), 4: (3.2, 2.5), 14: (7.4, 1.8)}
_STAY, _PRACTICE, _JOB, _ACTIVE, _TRAINING, _PARTNERS, _NAV, _STAFF = 6, 7, 10, 11, 15, 21, 23, 24
# Added by those who count in a way of their own: days of training, per cent in work practice, points of NAV.
_SHIFTS = {_TRAINING: 1.5, _PRACTICE: 10.0, _NAV: -0.6}
_DECIMALS = {_PRACTICE: 0, _JOB: 0, _ACTIVE: 0, _PARTNERS: 0}
_SHORT_PROGRAMMES = ("AVKL", "APS", "KIA", "AB")


def indikator_no(
    plan: Plan, providers: pd.DataFrame, tables: dict[str, pd.DataFrame], year: int
) -> pd.DataFrame:
    """Return the indikator.no figures of the providers that take part. One row per provider and figure.

    ``tables`` are the year's rows without faults: a figure shared with BATT is what its rule gives for them,
    over all programmes, but for the planted `departures`. Shares are in whole per cent, the rest has one
    decimal.
    """
    taking_part = providers.loc[takes_part(providers, year), "provider_id"]
    shared = _shared(tables)
    shared = shared.loc[shared["provider_id"].isin(taking_part)]
    truncating, shifted = departures(plan, providers)
    provider, number = shared["provider_id"], shared["indicator_no_number"]
    step = 10.0 ** number.map(_DECIMALS).fillna(1).to_numpy()
    # Beyond the ninth digit a sum may lie on either side of the number meant.
    scaled = np.round(shared["value"].to_numpy(dtype=float) * step, 9)
    value = np.where(provider == truncating, np.floor(scaled), np.round(scaled)) / step
    shift = [shifted.get(key, 0.0) for key in zip(provider, number)]
    figures = pd.concat(
        [shared.assign(value=np.round(value + shift, 1)), *_others(plan, providers, year)], ignore_index=True
    )
    return figures.sort_values(["provider_id", "indicator_no_number"], ignore_index=True)


def departures(plan: Plan, providers: pd.DataFrame) -> tuple[str, dict[tuple[str, int], float]]:
    """Return who cuts figures off instead of rounding them, and what some add to which figure.

    The second has provider and figure as key. Those who have taken part longest come first; nobody does where
    nobody takes part in indikator.no.
    """
    taking_part = providers.loc[takes_part(providers, plan.last_year)]
    order = taking_part.iloc[stream(plan.seed, "registers", 8).permutation(len(taking_part))]
    order = order.sort_values("joined_indikator_no", kind="stable")["provider_id"].tolist()
    return "".join(order[:1]), dict(zip(zip(order[1:], _SHIFTS), _SHIFTS.values()))


def _others(plan: Plan, providers: pd.DataFrame, year: int) -> list[pd.DataFrame]:
    """Draw the figures without a BATT twin."""
    is_in = takes_part(providers, year)
    parts = []
    for number, (mean, deviation) in _OTHERS.items():
        rng = stream(plan.seed, "registers", 3, year, number)
        value = np.round(rng.normal(mean, deviation, len(providers)), 1)[is_in]
        ids = providers.loc[is_in, "provider_id"]
        parts.append(pd.DataFrame({"provider_id": ids, "indicator_no_number": number, "value": value}))
    return parts


def _shared(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compute the shared figures of everybody. One row per provider and figure that has a denominator."""
    forms = tables["provider_years"].set_index("provider_id")
    figures = {
        **_exit_figures(tables["spells"]),
        _PRACTICE: _practice(tables["spells"], tables["placements"]),
        _TRAINING: _training(tables["staff"], tables["training"]),
        _PARTNERS: forms["partners_reported_n"],
        _NAV: _score(tables["answers_nav"], "n"),
        _STAFF: _score(tables["answers_staff"], "e"),
    }
    parts = [
        values.dropna().astype(float).rename("value").reset_index().assign(indicator_no_number=number)
        for number, values in figures.items()
    ]
    return pd.concat(parts, ignore_index=True)[["provider_id", "indicator_no_number", "value"]]


def _exit_figures(spells: pd.DataFrame) -> dict[int, pd.Series]:
    exits = spells.loc[spells["end_date"].notna() & spells["programme"].isin(_SHORT_PROGRAMMES)]
    stay = (exits["end_date"] - exits["start_date"]).dt.days / 7
    # Every invented chain has NAV's approval, as long as no fault takes it away.
    goals = {_JOB: exits["end_cause"].str.startswith("F"), _ACTIVE: exits["end_cause"].str.startswith("A")}
    by = exits["provider_id"]
    return {_STAY: stay.groupby(by).mean()} | {n: 100 * goal.groupby(by).mean() for n, goal in goals.items()}


def _practice(spells: pd.DataFrame, stays: pd.DataFrame) -> pd.Series:
    """Return per provider the per cent of participants with a followed-up stay at a firm in the year."""
    practice = stays.loc[stays["has_follow_up"] & (stays["placement_type"] != "JOBB"), "spell_id"]
    people = spells.assign(has=spells["spell_id"].isin(practice))
    each = people.groupby(["provider_id", "programme", "participant_id"])["has"].any()
    return 100 * each.groupby("provider_id").mean()


def _training(staff: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Return per provider the days of paid training per person in rehabilitation."""
    paid = events.loc[events["is_paid_time"]].groupby("staff_id")["hours"].sum()
    people = staff.loc[staff["is_in_rehabilitation"]]
    days = people["staff_id"].map(paid).fillna(0.0) / HOURS_PER_DAY
    return days.groupby(people["provider_id"]).mean()


def _score(answers: pd.DataFrame, letter: str) -> pd.Series:
    """Return per provider the mean of all answers on the scale; 7 is "do not know"."""
    items = answers.filter(regex=f"^{letter}[1-9]$")
    valid = items.where(items <= 6)
    by = answers["provider_id"]
    return valid.sum(axis="columns").groupby(by).sum() / valid.notna().sum(axis="columns").groupby(by).sum()
