"""The individual model: what mix means, apart from who serves it."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from batt.comparisons.case_mix import case_mix_rows, coefficient_table, fit_case_mix, linear_predictor
from batt.comparisons.expected import calibrated_shares, expected_values
from batt.simulate import Plan
from batt.simulate.providers import invent_providers
from batt.simulate.spells import invent_courses
from tests.comparisons.case_mix_draws import drawn_exits


def coefficient(model, factor, level):
    table = coefficient_table(model).set_index(["factor", "level"])
    return table.loc[(factor, level)]


def test_good_providers_with_capable_people_do_not_make_capability_look_stronger():
    rows, effect = drawn_exits(providers=100, size=150, confounding=1.2, provider_sd=0.8)
    model = fit_case_mix(rows, "i08")
    ours = coefficient(model, "work_capability", "3")
    assert ours["low"] < 0.8 < ours["high"]
    jobs = rows.loc[rows["indicator"] == "i08"]
    columns = [(jobs["programme"] == "AB"), jobs["work_capability"] == "1", jobs["work_capability"] == "3"]
    naive = sm.Logit(jobs["y"], sm.add_constant(np.column_stack(columns).astype(float))).fit(disp=0)
    assert naive.params.iloc[3] - 1.96 * naive.bse.iloc[3] > 0.9

    def slope(expected):
        """Return how much of a provider's true advantage its log ratio shows."""
        sums = jobs.assign(e=expected).groupby("provider_id")[["y", "e"]].sum()
        return np.polyfit(effect.loc[sums.index], np.log((sums["y"] + 0.5) / (sums["e"] + 0.5)), 1)[0]

    naive_odds = np.asarray(sm.add_constant(np.column_stack(columns).astype(float))) @ naive.params.to_numpy()
    programme = pd.factorize(jobs["programme"])[0]
    naive_expected = calibrated_shares(naive_odds, jobs["y"].to_numpy(), programme)
    true_odds = 0.8 * (jobs["work_capability"].astype(float) - 2).to_numpy()
    fair = slope(calibrated_shares(true_odds, jobs["y"].to_numpy(), programme))
    assert slope(expected_values(model, jobs).adjusted) == pytest.approx(fair, rel=0.05)
    assert slope(naive_expected) < 0.9 * fair


def test_effect_of_work_capability_planted_in_the_invented_nation_is_found():
    plan = Plan(providers=350, participants=40000, seed=5)
    providers = invent_providers(plan)
    courses = invent_courses(plan, providers)
    ended = courses.loc[
        courses["programme"].isin(["AVKL", "APS", "KIA", "AB"]) & (courses["end"] < courses["end"].max())
    ]
    rows = pd.DataFrame(
        {
            "indicator": "i08",
            "year": 2015,
            "provider_id": providers["provider_id"].to_numpy()[ended["provider"]],
            "programme": ended["programme"].to_numpy(),
            "y": ended["end_cause"].astype("str").str.startswith("F").to_numpy(dtype=float),
            "age_group": "25-39",
            "gender": ended["gender"].to_numpy(),
            "minority": ended["minority"].to_numpy(),
            "work_capability": ended["work_capability"].to_numpy(),
            "basic_competence": ended["basic_competence"].to_numpy(),
            "unemployment": np.nan,
        }
    )
    model = fit_case_mix(rows, "i08")
    low, high = (coefficient(model, "work_capability", level) for level in "13")
    # The stay is not in the model, which draws log odds together a little.
    assert high["coef"] == pytest.approx(plan.capability_effect, abs=3 * high["se"] + 0.03)
    assert low["coef"] == pytest.approx(-plan.capability_effect, abs=3 * low["se"] + 0.03)
    assert max(high["se"], low["se"]) < 0.05
    nothing = coefficient(model, "gender", "K")
    assert abs(nothing["coef"]) < 3 * nothing["se"]


def test_unemployment_of_one_year_is_estimated_between_providers_and_says_so():
    rows, _ = drawn_exits(providers=200, unemployment_effect=-0.4)
    found = coefficient(fit_case_mix(rows, "i08"), "unemployment", "per_point")
    assert found["estimated"] == "between_providers"
    assert found["low"] < -0.4 < found["high"]
    assert found["high"] < 0


def test_unemployment_of_several_years_is_estimated_within_providers():
    years = [
        drawn_exits(providers=150, seed=seed, year=year, unemployment_effect=-0.4, size=60, provider_sd=0.1)[
            0
        ]
        for seed, year in ((1, 2013), (2, 2014), (3, 2015))
    ]
    rows = pd.concat(years, ignore_index=True)
    found = coefficient(fit_case_mix(rows, "i08"), "unemployment", "per_point")
    assert found["estimated"] == "within_providers"
    assert found["coef"] == pytest.approx(-0.4, abs=0.15)


def test_change_in_unemployment_that_tells_too_little_is_not_relied_on():
    first, _ = drawn_exits(providers=30, size=40, year=2014)
    second, _ = drawn_exits(providers=30, size=40, year=2015)
    second["unemployment"] += np.where(second["county"] == "01", 0.1, 0.0)
    found = coefficient(fit_case_mix(pd.concat([first, second]), "i08"), "unemployment", "per_point")
    assert found["estimated"] == "between_providers"


def test_without_work_capability_leaves_it_out_of_the_model():
    rows, _ = drawn_exits()
    assert "work_capability" not in set(fit_case_mix(rows, "i08", "without_work_capability").terms["factor"])
    assert "work_capability" in set(fit_case_mix(rows, "i08").terms["factor"])


def test_weeks_are_modelled_as_shares_of_the_programmes_mean():
    rows, _ = drawn_exits(providers=80)
    found = coefficient(fit_case_mix(rows, "i10"), "work_capability", "3")
    assert found["coef"] == pytest.approx(0.1, abs=3 * found["se"])
    assert found["se"] < 0.02


def test_expected_values_add_up_to_what_was_observed_in_each_programme():
    rows, _ = drawn_exits(confounding=1.0, programmes=("AB", "APS", "KIA"))
    for indicator in ("i08", "i10"):
        exits = rows.loc[rows["indicator"] == indicator]
        values = expected_values(fit_case_mix(rows, indicator), exits)
        sums = exits.assign(adjusted=values.adjusted, crude=values.crude).groupby("programme")
        sums = sums[["y", "adjusted", "crude"]].sum()
        assert sums["adjusted"].to_numpy() == pytest.approx(sums["y"].to_numpy(), rel=1e-9)
        assert sums["crude"].to_numpy() == pytest.approx(sums["y"].to_numpy(), rel=1e-9)


def test_rows_hold_the_counted_units_with_everything_unknown_as_one_level():
    units = pd.DataFrame(
        {
            "indicator": ["i08", "i10", "i06", "i08"],
            "row_id": ["r1", "r1", "r1", "r2"],
            "year": 2015,
            "provider_id": "A001",
            "programme": "AB",
            "cluster": "c",
            "x": [1, 70, 1, 0],
            "w": 1,
        }
    )
    spells = pd.DataFrame(
        {
            "row_id": ["r1", "r2"],
            "age_group": ["-24", None],
            "gender": ["K", "U"],
            "minority": ["N", "J"],
            "work_capability": ["9", "3"],
            "basic_competence": [None, "1"],
        }
    ).astype("str")
    providers = pd.DataFrame({"provider_id": ["A001"], "county": ["03"]})
    market = pd.DataFrame({"county": ["03"], "unemployment_pct": pd.array([3.5], dtype="Float64")})
    rows = case_mix_rows(units, spells, providers, market)
    assert rows["indicator"].tolist() == ["i08", "i10", "i08"]
    assert rows["y"].tolist() == [1.0, 10.0, 0.0]
    assert rows["age_group"].tolist() == ["-24", "-24", "unknown"]
    assert rows["gender"].tolist() == ["K", "K", "unknown"]
    assert rows["work_capability"].tolist() == ["unknown", "unknown", "3"]
    assert rows["basic_competence"].tolist() == ["unknown", "unknown", "1"]
    assert rows["unemployment"].tolist() == [3.5] * 3
    assert case_mix_rows(units, spells, providers, None)["unemployment"].isna().all()


def test_a_level_that_the_model_has_not_seen_adds_nothing_nor_does_a_missing_one():
    rows, _ = drawn_exits(providers=20)
    model = fit_case_mix(rows, "i08")
    coef = np.where(model.terms["factor"] == "work_capability", 1.0, 0.0)
    levels = model.terms.loc[model.terms["factor"] == "work_capability", "level"]
    some = rows.iloc[:4].assign(work_capability=[*levels[:2], "never seen", None])
    assert linear_predictor(model, some, coef).tolist() == [1, 1, 0, 0]
    # Rows without any of the model's levels are no special case.
    assert linear_predictor(model, some.iloc[2:], coef).tolist() == [0, 0]
