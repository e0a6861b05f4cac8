"""A county stands apart where it is further from the rest than its providers explain."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from batt.comparisons.county_standing import COLUMNS, county_standings


def tables(counties, indicator="i08"):
    """Return units and providers from counties of providers, each a list of x or of pairs (x, w)."""
    units, providers = [], []
    for county, members in counties.items():
        for number, values in enumerate(members):
            name = f"{county}-{number}"
            providers.append((name, county))
            pairs = [value if isinstance(value, tuple) else (value, 1) for value in values]
            units += [(name, f"{name}.{row}", x, w) for row, (x, w) in enumerate(pairs)]
    frame = pd.DataFrame(units, columns=["provider_id", "cluster", "x", "w"])
    frame = frame.assign(indicator=indicator, programme="AB")
    return frame, pd.DataFrame(providers, columns=["provider_id", "county"])


def standings(counties, indicator="i08"):
    return county_standings(*tables(counties, indicator)).set_index("county")


def yes(hits, trials=20):
    return [1] * hits + [0] * (trials - hits)


def balanced(seed=0, counties=6, providers=5, units=8, between=30.0):
    """Return stays in days; every provider has as many and every county as many providers."""
    rng = np.random.default_rng(seed)
    return {
        f"{county:02d}": [
            np.rint(400 + between * rng.standard_normal() + 60 * rng.standard_normal(units))
            .astype(int)
            .tolist()
            for _ in range(providers)
        ]
        for county in range(counties)
    }


def test_two_counties_of_equal_providers_are_held_apart_as_by_the_t_test_of_provider_means():
    """With equal sizes, and providers that differ, the provider's mean is all that counts."""
    counties = balanced(counties=2, between=90.0)
    found = standings(counties, "i10")
    means = {county: [np.mean(values) for values in members] for county, members in counties.items()}
    expected = stats.ttest_ind(means["00"], means["01"])
    assert found["z"]["00"] == pytest.approx(expected.statistic)
    assert found["df"]["00"] == pytest.approx(expected.df)
    assert found["p_value"]["00"] == pytest.approx(expected.pvalue)


def test_the_variances_are_those_of_a_mixed_model_where_every_provider_is_alike_in_size():
    """REML and nested analysis of variance agree when sizes do; one county against five others."""
    counties = balanced()
    frame, providers = tables(counties, "i10")
    frame = frame.merge(providers, on="provider_id", validate="many_to_one")
    fit = smf.mixedlm("x ~ C(county)", frame, groups=frame["provider_id"]).fit(reml=True)
    variance = float(fit.cov_re.iloc[0, 0]) / 5 + fit.scale / 40
    means = frame.groupby("county")["x"].mean()
    difference = means["00"] - means.drop("00").mean()
    found = standings(counties, "i10")
    assert found["z"]["00"] == pytest.approx(difference / np.sqrt(variance * (1 + 1 / 5)), rel=1e-3)


def test_a_county_whose_providers_all_do_better_is_above_and_the_other_below():
    found = standings({"01": [yes(15), yes(14), yes(16)], "02": [yes(5), yes(6), yes(4)]})
    assert found["standing"].to_dict() == {"01": "above", "02": "below"}


def test_one_provider_that_does_much_better_does_not_make_its_county_stand_apart():
    """The people alone would: 26 of 40 against 40 of 120."""
    members = [yes(2), yes(12), yes(7), yes(4), yes(10), yes(5)]
    found = standings({"01": [yes(19), yes(7)], "02": members})
    assert found["standing"].to_dict() == {"01": "none", "02": "none"}
    assert stats.fisher_exact([[26, 14], [40, 80]]).pvalue < 0.01


def test_figures_of_providers_alike_are_held_apart_by_their_people_alone():
    found = standings({"01": [yes(10)] * 4, "02": [yes(10)] * 4})
    assert found["z"].to_list() == pytest.approx([0, 0])
    assert set(found["standing"]) == {"none"}


def test_answers_of_one_respondent_are_no_answers_of_many():
    """Eight equal answers of a respondent tell as much as one: the difference is as sure, not surer."""
    rng = np.random.default_rng(1)
    scores = {county: [rng.integers(2, 6, 12).tolist() for _ in range(4)] for county in ("01", "02")}
    eight = {county: [[(8 * x, 8) for x in values] for values in scores[county]] for county in scores}
    once, often = standings(scores, "i02"), standings(eight, "i02")
    assert often["z"].to_list() == pytest.approx(once["z"].to_list())
    assert often["p_value"].to_list() == pytest.approx(once["p_value"].to_list())


@pytest.mark.parametrize(
    ("counties", "reason"),
    [
        ({"01": [yes(3), yes(9)]}, "one_county"),
        ({"01": [yes(3)], "02": [yes(9)]}, "too_few_providers"),
        ({"01": [[1], [1]], "02": [[1], [0]]}, "too_few_providers"),
        ({"01": [yes(0), yes(0)], "02": [yes(0), yes(0)]}, "no_spread"),
    ],
)
def test_what_cannot_be_told_apart_is_unknown_with_a_reason(counties, reason):
    found = standings(counties)
    assert set(found["standing"]) == {"unknown"} and set(found["reason"]) == {reason}
    assert found[["z", "df", "p_value"]].isna().all(axis=None)


def test_figures_without_an_interval_are_not_judged():
    """Indicators 5 and 7 count firms and answers about health."""
    assert not len(standings({"01": [yes(3), yes(9)], "02": [yes(3), yes(9)]}, "i05"))
    empty = tables({"01": [yes(3)]})
    assert county_standings(empty[0].iloc[:0], empty[1]).columns.to_list() == COLUMNS


def test_the_order_of_rows_changes_nothing():
    units, providers = tables(balanced(), "i10")
    shuffled = county_standings(units.sample(frac=1, random_state=2), providers.iloc[::-1])
    pd.testing.assert_frame_equal(county_standings(units, providers), shuffled)
