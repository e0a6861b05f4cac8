"""H5, H6 and H7 on invented AB courses with planted ratios of hazards, and with none."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses import h05_placements_and_jobs as h05
from batt.relationships.hypotheses import h06_first_start as h06
from batt.relationships.hypotheses import h07_many_placements as h07

NEW_YEAR = pd.Timestamp("2012-01-01")


def evidence(ratio=1.0, seed=1, n=1500, programme="AB", providers=40):
    """Return courses in which one event, at a rate of its own, multiplies the hazard of a job.

    The event is the first start in working life and a placement at once.
    """
    rng = np.random.default_rng(seed)
    change = np.ceil(rng.exponential(80, n))
    u = rng.exponential(1, n)
    job = np.where(u < change / 250, u * 250, change + (u - change / 250) * 250 / ratio)
    other, seen = rng.exponential(300, n), 700.0
    days = np.maximum(np.ceil(np.minimum(np.minimum(job, other), seen)), 1).astype(int)
    has_left, is_job = days < seen, job < other
    has_changed = change <= days
    spells = pd.DataFrame(
        {
            "spell_id": [f"L{i}" for i in range(n)],
            "participant_id": [f"P{i}" for i in range(n)],
            "provider_id": rng.integers(0, providers, n).astype(str),
            "programme": programme,
            "year": 2015,
            "row_id": [f"r{i}" for i in range(n)],
            "stay_days": pd.array(days, dtype="Int64"),
            "cause_group": np.where(is_job, "job", "other"),
            "days_at_year_start": pd.array(np.zeros(n, dtype=int), dtype="Int64"),
            "days_observed": pd.array(days, dtype="Int64"),
            "days_to_start": pd.array(change.astype(int), dtype="Int64"),
            "days_to_job": pd.array(days, dtype="Int64"),
            "start_date": NEW_YEAR,
        }
    )
    spells.loc[~has_left, ["stay_days", "cause_group"]] = pd.NA
    spells.loc[~(has_left & is_job), "days_to_job"] = pd.NA
    spells.loc[~has_changed, "days_to_start"] = pd.NA
    changed = spells[has_changed]
    placements = pd.DataFrame(
        {
            "placement_id": [f"S{i}" for i in range(len(changed))],
            "spell_id": changed["spell_id"].to_numpy(),
            "placement_from": NEW_YEAR + pd.to_timedelta(change[has_changed], unit="D"),
            "placement_type": "ARBEIDSPRAKSIS",
            "has_follow_up": True,
            "year": 2015,
        }
    )
    values = pd.DataFrame(
        columns=[
            *("year", "unit_level", "unit_id", "programme", "indicator", "numerator", "denominator"),
            *("value", "n", "ci_low", "ci_high", "status"),
        ]
    )
    return Evidence((2015,), {"spells": spells, "placements": placements}, values)


def only(tested, part, group=""):
    return next(one.estimate for one in tested.findings if (one.part, one.group) == (part, group))


PARTS = [(h05, "job_after_placement", "AB"), (h06, "started", ""), (h07, "placements_so_far", "")]


@pytest.mark.parametrize(("module", "part", "group"), PARTS)
def test_a_planted_ratio_lies_in_the_interval_and_is_told_from_one(module, part, group):
    found = only(module.examine(evidence(2.0)), part, group)
    assert 1 < found.low < 2 < found.high and found.p < 0.001
    assert found.scale == "hazard_ratio" and found.n_clusters == 40


@pytest.mark.parametrize(("module", "part", "group"), PARTS)
def test_no_effect_gives_a_ratio_of_one_although_the_changed_stay_longer(module, part, group):
    found = only(module.examine(evidence(1.0)), part, group)
    assert found.low < 1 < found.high


def test_landmarks_compare_those_who_have_started_with_those_who_have_not():
    planted, none = (h06.examine(evidence(ratio, n=4000)) for ratio in (2.5, 1.0))
    for week in (8, 16, 26):
        assert only(planted, f"landmark_{week}").low > 0
        nothing = only(none, f"landmark_{week}")
        assert nothing.p > 0.01 and abs(nothing.value) < 0.1
    table = planted.tables["h06_landmarks"]
    assert table["week"].tolist() == [8, 8, 16, 16, 26, 26]
    assert table["group"].tolist() == ["not_started", "started"] * 3
    assert (table["low"] < table["share"]).all() and (table["share"] < table["high"]).all()


def test_a_start_on_the_day_of_employment_is_the_job_itself():
    given = evidence(1.0)
    spells = given.clean["spells"]
    same = spells.assign(days_to_start=spells["days_to_job"])
    found = h06.examine(Evidence((2015,), {"spells": same}, given.values))
    assert only(found, "started").reason == "constant_exposure"
    assert only(found, "landmark_8").reason == "one_group"


def test_mean_number_of_placements_rises_to_what_people_have_had():
    given = evidence(1.0)
    table = h07.examine(given).tables["h07_mean_count"]
    assert table["mean"].is_monotonic_increasing and (table["n_risk"] >= 50).all()
    had = len(given.clean["placements"]) / len(given.clean["spells"])
    assert table["mean"].iloc[-1] == pytest.approx(had, abs=0.05)


def test_partners_and_placements_are_followed_within_providers():
    given = evidence()
    rng = np.random.default_rng(3)
    rows = []
    for provider in range(30):
        usual = rng.uniform(5, 30)
        for year in (2012, 2013, 2014, 2015):
            partners = int(max(usual + rng.normal(0, 6), 1))
            placed = 0.2 + 0.04 * partners / 10 + rng.normal(0, 0.01)
            key = {"year": year, "unit_level": "provider", "unit_id": f"T{provider}", "status": "ok"}
            rows.append(
                {**key, "programme": "ALL", "indicator": "i05", "numerator": partners, "value": partners}
            )
            rows.append(
                {**key, "programme": "APS", "indicator": "i06", "denominator": 100, "value": placed, "n": 100}
            )
    values = pd.concat([given.values, pd.DataFrame(rows)], ignore_index=True)
    found = only(h05.examine(Evidence((2015,), given.clean, values)), "placements_within")
    assert found.low < 0.04 < found.high and found.low > 0.02


@pytest.mark.parametrize("module", [h05, h06, h07])
def test_tables_that_nobody_delivered_give_a_reason_for_every_part(module):
    nothing = module.examine(Evidence((), {}, evidence(n=50).values))
    assert {one.estimate.reason for one in nothing.findings} == {"not_delivered"}


@pytest.mark.parametrize(("module", "part", "group"), PARTS)
def test_one_provider_and_nobody_employed_have_reasons(module, part, group):
    assert only(module.examine(evidence(providers=1)), part, group).reason == "one_cluster"
    given = evidence()
    spells = given.clean["spells"].assign(days_to_job=pd.array([pd.NA] * 1500, dtype="Int64"))
    spells["cause_group"] = spells["cause_group"].mask(spells["cause_group"] == "job", "other")
    idle = Evidence((2015,), {**given.clean, "spells": spells}, given.values)
    assert only(module.examine(idle), part, group).reason == "all_censored"
