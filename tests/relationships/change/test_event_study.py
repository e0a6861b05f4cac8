"""Effects of joining in different years against R, by hand, and on data that cannot carry them.

Agreement with R is asked to 1e-6, since everything is a closed form but the draws of the joint limits.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.relationships.change.event_study import event_study
from batt.relationships.change.group_time_effects import group_time_effects

REFERENCE = Path(__file__).parents[1] / "reference" / "event_study.json"
STORED = json.loads(REFERENCE.read_text(encoding="utf-8"))
INPUTS, RESULTS = STORED["inputs"], STORED["results"]
YEARS = np.array([2012, 2013, 2014, 2015])


def panel(y, joined, size=None):
    """One row per provider and year, from outcomes of shape (units, years)."""
    y = np.asarray(y, dtype=float)
    units = len(y)
    return pd.DataFrame(
        {
            "provider_id": np.repeat(np.arange(units), y.shape[1]),
            "year": np.tile(YEARS[: y.shape[1]], units),
            "value": y.ravel(),
            "joined": np.repeat(np.asarray(joined, dtype=float), y.shape[1]),
            "size": np.repeat(np.ones(units) if size is None else np.asarray(size, dtype=float), y.shape[1]),
        }
    )


@pytest.fixture
def made():
    joined = np.array(INPUTS["joined"], dtype=float)
    joined = np.select([joined == 9999, joined == 0], [np.inf, -np.inf], joined)
    return panel(INPUTS["y"], joined, INPUTS["size"])


def study(rows, *, draws=99, **options):
    effects = group_time_effects(rows, outcome="value", **options)
    return event_study(effects, scale="share_difference", draws=draws)


@pytest.mark.parametrize(
    ("name", "options"),
    [("not_yet", {}), ("not_yet_weighted", {"weight": "size"}), ("never", {"comparison": "never"})],
)
def test_effects_agree_with_two_by_two_regressions_in_r(made, name, options):
    expected = RESULTS[name]
    effects = group_time_effects(made, outcome="value", **options)
    for column in ("joined", "period", "joined_n"):
        assert effects.cells[column].to_list() == expected[column]
    assert effects.cells["att"].to_numpy() == pytest.approx(expected["att"], rel=1e-6)
    found = event_study(effects, scale="share_difference", draws=99)
    assert found.overall.value == pytest.approx(expected["overall"], rel=1e-6)
    by_time = found.path.set_index("event_time")["att"]
    for time, value in expected["by_event_time"].items():
        if by_time.notna()[int(time)]:
            assert by_time[int(time)] == pytest.approx(value, rel=1e-6)
    assert by_time[-1] == 0


@pytest.mark.parametrize(("cohort", "name"), [(2015, "welch"), (2014, "welch_two_years")])
def test_one_year_of_joining_without_weights_is_welchs_test(made, cohort, name):
    two = made[made["joined"].isin([cohort, np.inf])]
    # The year in which a figure of the comparison is missing is not used by Welch's test of two years.
    overall = study(two[two["year"] >= cohort - 1]).overall
    for attribute, expected in RESULTS[name].items():
        assert getattr(overall, attribute) == pytest.approx(expected, rel=1e-6), attribute


def test_with_weights_the_standard_error_is_hc2_of_the_regression_on_joining(made):
    two = made[made["joined"].isin([2015, np.inf]) & (made["year"] >= 2014)]
    overall = study(two, weight="size").overall
    assert overall.value == pytest.approx(RESULTS["weighted_cell"]["value"], rel=1e-6)
    assert overall.se == pytest.approx(RESULTS["weighted_cell"]["hc2"], rel=1e-6)


def test_two_by_two_by_hand():
    y = [[0.2, 0.5]] * 5 + [[0.4, 0.5]] * 5
    rows = panel(y, [2013] * 5 + [np.inf] * 5)
    effects = group_time_effects(rows, outcome="value")
    assert effects.cells[["joined", "period", "event_time"]].to_numpy().tolist() == [[2013, 2013, 0]]
    assert effects.cells["att"].iloc[0] == pytest.approx(0.3 - 0.1)


def world(effect, seed=1, joiners=20, dip=0.0, trend=0.0):
    """60 providers, some already in, with lasting differences and common shocks."""
    rng = np.random.default_rng(seed)
    joined = np.full(60, np.inf)
    joined[:joiners] = np.resize([2013, 2014, 2015], joiners)
    joined[joiners : joiners + 10] = -np.inf
    y = rng.normal(0.3, 0.1, (60, 1)) + rng.normal(0, 0.02, 4) + rng.normal(0, 0.02, (60, 4))
    y = y + effect * (joined[:, None] <= YEARS) + trend * np.isfinite(joined)[:, None] * (YEARS - 2012)
    return panel(y + dip * (joined[:, None] == YEARS + 1), joined)


def test_a_planted_effect_is_found_and_a_planted_zero_is_not():
    found, nothing = study(world(0.06)), study(world(0.0))
    assert found.overall.low > 0 and found.overall.low < 0.06 < found.overall.high
    assert nothing.overall.low < 0 < nothing.overall.high
    assert found.pre_trend_p > 0.05


def test_a_growing_effect_is_not_averaged_with_already_joined_providers_as_comparison():
    """Two-way fixed effects give a wrong sign here: each year's joiners are held against earlier ones."""
    joined = np.repeat([2013, 2014, 2015, np.inf], 6)
    y = np.clip(YEARS - joined[:, None] + 1, 0, None) * 0.1
    rows = panel(np.where(np.isinf(joined)[:, None], 0.0, y), joined)
    path = study(
        rows.assign(value=rows["value"] + rows["provider_id"] % 3 * (rows["year"] - 2012) * 1e-4)
    ).path
    assert path.set_index("event_time")["att"].to_dict() == pytest.approx(
        {-3: 0.0, -2: 0.0, -1: 0.0, 0: 0.1, 1: 0.2, 2: 0.3}, abs=1e-3
    )


def test_a_path_that_departs_before_joining_fails_the_joint_test():
    assert study(world(0.0, trend=0.04), draws=499).pre_trend_p < 0.01


def test_a_bad_year_before_joining_is_seen_when_the_base_lies_before_it():
    looked = study(world(0.0, dip=-0.06), anticipation=1)
    assert looked.effects[-1].high < 0
    # Against the bad year itself the recovery looks like an effect, against the year before it does not.
    assert study(world(0.0, dip=-0.06)).overall.low > 0
    assert looked.overall.low < 0 < looked.overall.high


def test_joint_limits_are_wider_than_those_of_one_year_and_come_from_the_seed():
    rows = world(0.03)
    path, again = study(rows, draws=499).path, study(rows, draws=499).path
    pd.testing.assert_frame_equal(path, again)
    known = path.dropna()
    assert (known["simultaneous_low"] < known["low"]).all()
    assert (known["high"] < known["simultaneous_high"]).all()


def test_order_of_rows_does_not_matter():
    rows = world(0.03)
    mixed = rows.sample(frac=1, random_state=3)
    assert study(mixed).overall.value == pytest.approx(study(rows).overall.value, rel=1e-12)


def changed(rows, joined):
    """Give the joiners of the world another year of joining."""
    return rows.assign(joined=rows["joined"].where(~np.isfinite(rows["joined"]), joined))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (world(0.0).iloc[:0], "too_few"),
        (world(0.0).assign(value=np.nan), "too_few"),
        (world(0.0).assign(joined=np.nan), "not_delivered"),
        (changed(world(0.0), np.inf).query("joined > 0"), "constant_exposure"),
        (changed(world(0.0), -np.inf), "no_period_before"),
        (changed(world(0.0), 2012.0), "no_period_before"),
        (world(0.0)[world(0.0)["year"] >= 2015], "no_period_before"),
        (changed(world(0.0), 2014.0).query("joined == 2014"), "no_comparison"),
        (world(0.0, joiners=4), "too_few"),
        (changed(world(0.0), 2014.0).query("provider_id < 20 or provider_id > 56"), "too_few"),
        (world(0.0).assign(value=0.3), "no_variation_in_outcome"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason_and_no_number(rows, reason):
    overall = study(rows).overall
    assert overall.reason == reason
    assert np.isnan([overall.value, overall.low, overall.high, overall.p]).all()
